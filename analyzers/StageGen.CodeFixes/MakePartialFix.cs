using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using StageGen.Modeling;

namespace StageGen.CodeFixes;

/// <summary>Makes a pipeline class, or a type around it, partial.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MakePartialFix)), Shared]
public sealed class MakePartialFix : TextFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Rules.NotPartial];

    /// <inheritdoc/>
    protected override IEnumerable<Remedy> Remedies(SyntaxNode node, Diagnostic diagnostic, SemanticModel model,
        CancellationToken cancellation)
    {
        if (node is TypeDeclarationSyntax type)
            yield return new Remedy("partial", $"Make {type.Identifier.ValueText} partial",
                [new TextChange(new TextSpan(type.Keyword.SpanStart, 0), "partial ")]);
    }
}
