using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using StageGen.Modeling;

namespace StageGen.CodeFixes;

/// <summary>Gives a submodule the stage of the one declared before it, or, where there is none, of the one after it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AssignStageFix)), Shared]
public sealed class AssignStageFix : TextFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Rules.NoStage];

    /// <inheritdoc/>
    protected override IEnumerable<Remedy> Remedies(SyntaxNode node, Diagnostic diagnostic, SemanticModel model,
        CancellationToken cancellation)
    {
        if (node is TypeDeclarationSyntax
            || node.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not { Parent: TypeDeclarationSyntax type } member)
            yield break;
        var before = type.Members.TakeWhile(other => other != member).Reverse().Select(other => Stages(other))
            .FirstOrDefault(found => found is not null);
        var after = type.Members.SkipWhile(other => other != member).Select(other => Stages(other))
            .FirstOrDefault(found => found is not null);
        if ((before ?? after) is not { } neighbour) yield break;
        string stage = AttributeText.Text(before is null ? neighbour.First : neighbour.Last);
        yield return new Remedy("assign stage", "Put " + Names(member) + " in stage " + stage,
            [new TextChange(new TextSpan(member.SpanStart, 0), "[" + neighbour.Qualifier + "Stage(" + stage + ")] ")]);
    }

    private static string Names(MemberDeclarationSyntax member) => member switch
    {
        BaseFieldDeclarationSyntax field =>
            string.Join(", ", field.Declaration.Variables.Select(variable => variable.Identifier.ValueText)),
        PropertyDeclarationSyntax property => property.Identifier.ValueText,
        _ => "it",
    };

    private static Neighbour? Stages(MemberDeclarationSyntax member)
    {
        var attribute = member.Attributes("Stage", "Stages").LastOrDefault();
        if (attribute is null) return null;
        var numbers = attribute.Positional().Select(argument => argument.Expression.Number()).OfType<int>().ToList();
        return numbers.Count == 0 ? null : new Neighbour(attribute.Qualifier(), numbers.Min(), numbers.Max());
    }

    private sealed record Neighbour(string Qualifier, int First, int Last);
}
