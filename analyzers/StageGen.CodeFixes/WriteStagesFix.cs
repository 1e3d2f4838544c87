using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using StageGen.Modeling;

namespace StageGen.CodeFixes;

/// <summary>
/// Writes out the stages that were chosen for a model, as attributes of its submodules, and takes <c>Stages = 4</c> away:
/// the cut then stays as it is.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(WriteStagesFix)), Shared]
public sealed class WriteStagesFix : TextFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Rules.ChosenStages];

    /// <inheritdoc/>
    protected override IEnumerable<Remedy> Remedies(SyntaxNode node, Diagnostic diagnostic, SemanticModel model,
        CancellationToken cancellation)
    {
        if (node.FirstAncestorOrSelf<AttributeSyntax>() is not { Parent.Parent: TypeDeclarationSyntax type } pipeline
            || pipeline.Named("Stages") is not { } stages)
            yield break;
        if (NamedMembers.Of(type, diagnostic) is not { } members) yield break;
        yield return new Remedy("write stages", "Write the stages out",
        [
            AttributeText.Remove(stages),
            .. members.Select(
                one => new TextChange(new TextSpan(one.Member.SpanStart, 0), "[" + pipeline.Qualifier() + one.Attribute + "] ")),
        ]);
    }
}
