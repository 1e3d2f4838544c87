using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using StageGen.Modeling;

namespace StageGen.CodeFixes;

/// <summary>Takes out of an attribute, or away with it, what cannot be meant.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AttributeFix)), Shared]
public sealed class AttributeFix : TextFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
        [Rules.StageOnNoModule, Rules.StagesReversed, Rules.NegativeMicrobatches, Rules.StagesPerDevice, Rules.BadStages];

    /// <inheritdoc/>
    protected override IEnumerable<Remedy> Remedies(SyntaxNode node, Diagnostic diagnostic, SemanticModel model,
        CancellationToken cancellation)
    {
        if (node.FirstAncestorOrSelf<AttributeSyntax>() is not { } attribute) return [];
        return diagnostic.Id switch
        {
            Rules.StageOnNoModule => [new Remedy("remove", $"Remove [{attribute.ShortName()}]",
                [.. AttributeText.Remove(node.SyntaxTree.GetText(cancellation), [attribute])])],
            Rules.StagesReversed => Swap(attribute),
            Rules.NegativeMicrobatches => LeaveOut(attribute, "Microbatches"),
            // Where no attribute says a stage, the number is what must change.
            Rules.BadStages => attribute.Parent?.Parent is TypeDeclarationSyntax type
                && type.Members.Any(member => member.Attributes("Stage", "Stages").Any())
                ? LeaveOut(attribute, "Stages")
                : [],
            _ => LeaveOut(attribute, "StagesPerDevice"),
        };
    }

    private static IEnumerable<Remedy> Swap(AttributeSyntax attribute)
    {
        if (attribute.Positional() is [{ Expression: var first }, { Expression: var last }])
            yield return new Remedy("swap", $"Write [Stages({last}, {first})]",
                [new TextChange(first.Span, last.ToString()), new TextChange(last.Span, first.ToString())]);
    }

    private static IEnumerable<Remedy> LeaveOut(AttributeSyntax attribute, string name)
    {
        if (attribute.Named(name) is { } argument)
            yield return new Remedy("leave out " + name, "Leave " + name + " out", [AttributeText.Remove(argument)]);
    }
}
