using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StageGen.Modeling.Reading;

namespace StageGen.Modeling.Costs.Interpretation;

/// <summary>
/// The user's types by the names that code gives them. A name that no type in source has is known to be a library's without any
/// look-up; the others are looked up where the class is declared, outside its bodies. What was asked is kept, so that a memo can see
/// whether the answers still hold.
/// </summary>
internal sealed class TypeTable(Compilation compilation)
{
    private static readonly ConditionalWeakTable<Declarations, HashSet<string>> Declared = new();

    private readonly HashSet<string> declared = Declared.GetValue(Declarations.Of(compilation),
        _ => new HashSet<string>(compilation.Assembly.TypeNames, StringComparer.Ordinal));
    private readonly Dictionary<INamedTypeSymbol, SourceType?> types = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<(SourceType, string), SourceType?> found = [];
    private readonly Dictionary<SyntaxTree, SemanticModel> models = [];
    private readonly Dictionary<string, List<SourceType>> extensions = new(StringComparer.Ordinal);

    /// <summary>The files that were read.</summary>
    public HashSet<SyntaxTree> Trees { get; } = [];

    /// <summary>The names that were found to be no source type's.</summary>
    public HashSet<string> Foreign { get; } = new(StringComparer.Ordinal);

    /// <summary>The names that were looked up, with where from and what was found.</summary>
    public List<TypeLookup> Lookups { get; } = [];

    /// <summary>Whether all attributes that say costs are written as literals, so that the syntax alone says them.</summary>
    public bool OnlyLiterals => types.Values.OfType<SourceType>().All(type => type.SaysOnlyLiterals);

    public bool IsForeign(string name) => !declared.Contains(name);

    public SourceType? Of(INamedTypeSymbol? symbol)
    {
        if (symbol is null || symbol.DeclaringSyntaxReferences.IsEmpty) return null;
        symbol = symbol.OriginalDefinition;
        if (types.TryGetValue(symbol, out var known)) return known;
        // The base type first: one that derives from itself is an error, and must not be followed for ever.
        types[symbol] = null;
        Trees.UnionWith(SourceType.Parts(symbol).Select(reference => reference.SyntaxTree));
        return types[symbol] = new SourceType(symbol, Of(symbol.BaseType));
    }

    public SourceType? Find(TypeSyntax type, SourceType from) => TypeNames.Path(type) is { } path ? Find(path, from) : null;

    public SourceType? Find(IReadOnlyList<string> path, SourceType from)
    {
        string last = path[path.Count - 1];
        if (IsForeign(last))
        {
            _ = Foreign.Add(last);
            return null;
        }
        string name = string.Join(".", path);
        if (found.TryGetValue((from, name), out var known)) return known;
        var symbol = LookUp(path, from.Declaration);
        if (from.Declaration is { } declaration)
            Lookups.Add(new TypeLookup(declaration, path.ToEquatableArray(), TypeLookup.PlacesOf(symbol)));
        return found[(from, name)] = Of(symbol);
    }

    /// <summary>The user's static class, imported by <c>using static</c>, that has a method of that name.</summary>
    public SourceType? FindStatic(string method, SourceType from)
    {
        if (from.Declaration is not { } declaration) return null;
        foreach (var directive in declaration.Ancestors().SelectMany(node => UsingsOf(node)))
            if (!directive.StaticKeyword.IsKind(SyntaxKind.None) && directive.NamespaceOrType is NameSyntax name
                && Find(name, from) is { } type && type.Methods(method).Count > 0)
                return type;
        return null;
    }

    private static SyntaxList<UsingDirectiveSyntax> UsingsOf(SyntaxNode node) => node switch
    {
        CompilationUnitSyntax file => file.Usings,
        BaseNamespaceDeclarationSyntax space => space.Usings,
        _ => default,
    };

    /// <summary>The user's static classes that have an extension method of that name.</summary>
    public IEnumerable<SourceType> WithExtension(string method)
    {
        if (!extensions.TryGetValue(method, out var known))
        {
            extensions[method] = known = [.. compilation.GetSymbolsWithName(method, SymbolFilter.Member).OfType<IMethodSymbol>()
                .Where(one => one.IsExtensionMethod)
                .Select(one => Of(one.ContainingType)).OfType<SourceType>().Distinct()];
            Extensions.Add((method, PlacesOf(known)));
        }
        return known;
    }

    /// <summary>The extension methods that were asked for, and where the classes are declared that have them.</summary>
    public List<(string Method, EquatableArray<(SyntaxTree? Tree, int Start)> Found)> Extensions { get; } = [];

    public bool StillHolds((string Method, EquatableArray<(SyntaxTree? Tree, int Start)> Found) asked) =>
        PlacesOf(WithExtension(asked.Method)) == asked.Found;

    private static EquatableArray<(SyntaxTree? Tree, int Start)> PlacesOf(IEnumerable<SourceType> found) =>
        found.SelectMany(type => TypeLookup.PlacesOf(type.Symbol)).ToEquatableArray();

    /// <summary>Whether the names still mean what they meant.</summary>
    public bool StillHolds(TypeLookup lookup) => TypeLookup.PlacesOf(LookUp(lookup.Path, lookup.From)) == lookup.Found;

    private INamedTypeSymbol? LookUp(IReadOnlyList<string> path, BaseTypeDeclarationSyntax? from)
    {
        if (from is null || !compilation.ContainsSyntaxTree(from.SyntaxTree)) return null;
        if (!models.TryGetValue(from.SyntaxTree, out var model))
            models[from.SyntaxTree] = model = compilation.GetSemanticModel(from.SyntaxTree);
        int place = from.OpenBraceToken.Span is { Length: > 0 } brace ? brace.End : from.SpanStart;
        INamespaceOrTypeSymbol? symbol = model.LookupNamespacesAndTypes(place, name: path[0]).Select(Meant).FirstOrDefault();
        for (int i = 1; i < path.Count; i++) symbol = symbol?.GetMembers(path[i]).OfType<INamespaceOrTypeSymbol>().FirstOrDefault();
        return symbol as INamedTypeSymbol;
    }

    private static INamespaceOrTypeSymbol? Meant(ISymbol symbol) =>
        symbol is IAliasSymbol alias ? alias.Target : symbol as INamespaceOrTypeSymbol;
}

/// <summary>A name that was looked up in a class, and where the type that it means and its base types are declared.</summary>
internal sealed record TypeLookup(BaseTypeDeclarationSyntax From, EquatableArray<string> Path,
    EquatableArray<(SyntaxTree? Tree, int Start)> Found)
{
    /// <summary>Where a type is declared, and what it derives from; last, whether it is a module.</summary>
    public static EquatableArray<(SyntaxTree? Tree, int Start)> PlacesOf(INamedTypeSymbol? symbol)
    {
        var places = new List<(SyntaxTree?, int)>();
        for (var type = symbol; type is { DeclaringSyntaxReferences.IsEmpty: false }; type = type.BaseType)
            places.AddRange(SourceType.Parts(type).Select(place => ((SyntaxTree?)place.SyntaxTree, place.Span.Start)));
        places.Add((null, TorchTypes.IsModule(symbol) ? 1 : 0));
        return places.ToEquatableArray();
    }
}
