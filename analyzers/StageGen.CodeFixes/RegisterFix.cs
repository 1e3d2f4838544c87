using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using StageGen.Modeling;

namespace StageGen.CodeFixes;

/// <summary>Calls <c>RegisterComponents()</c> at the end of the model's constructor.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RegisterFix)), Shared]
public sealed class RegisterFix : TextFix
{
    private const string Call = "RegisterComponents();";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Rules.NotRegistered];

    /// <inheritdoc/>
    protected override IEnumerable<Remedy> Remedies(SyntaxNode node, Diagnostic diagnostic, SemanticModel model,
        CancellationToken cancellation)
    {
        // An array, or another class, is not mended by that.
        if (node is ConstructorDeclarationSyntax constructor
            && Change(constructor, constructor.SyntaxTree.GetText(cancellation)) is { } change)
            yield return new Remedy("register", "Call RegisterComponents()", [change]);
    }

    private static TextChange? Change(ConstructorDeclarationSyntax constructor, SourceText text)
    {
        if (constructor.ExpressionBody is { } arrow)
            return new TextChange(TextSpan.FromBounds(arrow.SpanStart, constructor.SemicolonToken.Span.End),
                "{ " + arrow.Expression + "; " + Call + " }");
        if (constructor.Body is not { } body) return null;
        if (body.Statements.LastOrDefault() is not { } last) return new TextChange(body.Span, "=> " + Call);
        var line = text.Lines.GetLineFromPosition(last.SpanStart);
        string indent = text.ToString(TextSpan.FromBounds(line.Start, last.SpanStart));
        if (!string.IsNullOrWhiteSpace(indent)) return new TextChange(new TextSpan(last.Span.End, 0), " " + Call);
        string lineBreak = text.ToString(TextSpan.FromBounds(line.End, line.EndIncludingLineBreak));
        return new TextChange(new TextSpan(last.Span.End, 0), lineBreak + indent + Call);
    }
}
