using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace StageGen.Modeling.Reading;

/// <summary>
/// A model's class and the classes it derives from, up to TorchSharp's own: what it holds and runs may be in any of them.
/// </summary>
internal static class OwnClasses
{
    /// <summary>The class itself, its base class, and so on.</summary>
    public static IEnumerable<INamedTypeSymbol> WithBases(this INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? t = type; t is { SpecialType: SpecialType.None } && !TorchTypes.IsModuleBase(t)
            && !TorchTypes.IsTorchSharps(t); t = t.BaseType)
            yield return t;
    }

    /// <summary>Whether its source is in this compilation; of a class of another assembly only symbols are known.</summary>
    public static bool HasSource(this INamedTypeSymbol type) => !type.DeclaringSyntaxReferences.IsEmpty;

    /// <summary>The declarations of the class and of its base classes, its own first, but for what StageGen generated.</summary>
    public static ImmutableArray<SyntaxReference> PartsWithBases(this INamedTypeSymbol type) =>
        [.. type.WithBases().SelectMany(OwnOutput.WrittenParts)];

    /// <summary>The field or property of that name that the class sees first: its own, or a base class's.</summary>
    public static ISymbol? FieldOrProperty(this INamedTypeSymbol type, string name) =>
        type.WithBases().SelectMany(t => t.GetMembers(name)).FirstOrDefault(member => member is IFieldSymbol or IPropertySymbol);

    /// <summary>The <c>forward</c> that runs: the override in the class itself, or in the nearest base class that has one.</summary>
    public static IReadOnlyList<IMethodSymbol> Forwards(this INamedTypeSymbol type) =>
        type.WithBases().Select(t => t.GetMembers("forward").OfType<IMethodSymbol>().Where(method => method.IsOverride).ToList())
            .FirstOrDefault(found => found.Count > 0)
        ?? [];
}
