using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace StageGen.Modeling.Reading;

/// <summary>
/// Remembers something about declarations. A key stroke in any file has every model of the compilation read again; what a
/// result depends on is cheap to compare, so the work is done only when that has changed. An entry lives as long as the syntax
/// tree it is about, and must hold no symbol: a symbol would keep its whole compilation alive.
/// </summary>
internal sealed class TreeMemo<TEntry>
    where TEntry : class
{
    private readonly ConditionalWeakTable<SyntaxTree, ConcurrentDictionary<int, TEntry>> trees = new();

    public TEntry? Find(SyntaxTree tree, int position) =>
        trees.TryGetValue(tree, out var entries) && entries.TryGetValue(position, out var entry) ? entry : null;

    public void Keep(SyntaxTree tree, int position, TEntry entry) => trees.GetOrCreateValue(tree)[position] = entry;
}

/// <summary>The declarations of a class and of its base classes; a tree is another one whenever its text is.</summary>
internal sealed record ClassParts(EquatableArray<(SyntaxTree Tree, int Start)> Places)
{
    public static ClassParts Of(INamedTypeSymbol type) =>
        new(type.PartsWithBases().Select(part => (part.SyntaxTree, part.Span.Start)).ToEquatableArray());
}
