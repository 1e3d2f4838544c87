using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Text;

namespace StageGen.CodeFixes;

/// <summary>
/// A fix that changes a few characters and leaves all else as it was written. Fix All is the same changes for a whole file at once.
/// </summary>
public abstract class TextFix : CodeFixProvider
{
    private static readonly FixAllProvider All = FixAllProvider.Create(FixAll);

    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() => All;

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var diagnostic in context.Diagnostics)
            foreach (var remedy in await Remedies(context.Document, diagnostic, context.CancellationToken).ConfigureAwait(false))
                context.RegisterCodeFix(
                    CodeAction.Create(remedy.Title, cancellation => Apply(context.Document, remedy.Changes, cancellation), remedy.Key),
                    diagnostic);
    }

    /// <summary>The ways out, where the diagnostic's node leaves no doubt about them.</summary>
    protected abstract IEnumerable<Remedy> Remedies(SyntaxNode node, Diagnostic diagnostic, SemanticModel model,
        CancellationToken cancellation);

    private async Task<IReadOnlyList<Remedy>> Remedies(Document document, Diagnostic diagnostic, CancellationToken cancellation)
    {
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        if (root is null || model is null) return [];
        var node = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
        return [.. Remedies(node, diagnostic, model, cancellation)];
    }

    private static async Task<Document?> FixAll(FixAllContext context, Document document, ImmutableArray<Diagnostic> diagnostics)
    {
        var changes = new List<TextChange>();
        var fix = (TextFix)context.CodeFixProvider;
        foreach (var diagnostic in diagnostics)
            foreach (var remedy in await fix.Remedies(document, diagnostic, context.CancellationToken).ConfigureAwait(false))
                if (remedy.Key == context.CodeActionEquivalenceKey) changes.AddRange(remedy.Changes);
        return await Apply(document, changes, context.CancellationToken).ConfigureAwait(false);
    }

    private static async Task<Document> Apply(Document document, IEnumerable<TextChange> changes, CancellationToken cancellation)
    {
        var text = await document.GetTextAsync(cancellation).ConfigureAwait(false);
        var apart = new List<TextChange>();
        // Two diagnostics may ask for the same change, and of two that touch each other the later one waits for the next time.
        foreach (var change in changes.Distinct().OrderBy(change => change.Span.Start).ThenBy(change => change.Span.End))
            if (apart.Count == 0 || change.Span.Start >= apart[apart.Count - 1].Span.End) apart.Add(change);
        return document.WithText(text.WithChanges(apart));
    }
}
