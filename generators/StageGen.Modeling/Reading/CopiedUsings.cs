using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace StageGen.Modeling.Reading;

/// <summary>
/// The using directives with which code means in the generated part of a class what it means where it is written.
/// Code of a base class may see its own namespace, the types around it and its type parameters,
/// which become aliases of what the class gives for them.
/// </summary>
internal static class CopiedUsings
{
    public static EquatableArray<string> Of(INamedTypeSymbol type, IEnumerable<SyntaxNode> copied) =>
        copied.SelectMany(code => Of(type, code)).Distinct()
            .OrderBy(directive => directive.StartsWith("extern", StringComparison.Ordinal) ? 0 : 1).ToEquatableArray();

    /// <summary>Whether two pieces of code can be copied into one file: no alias means two things.</summary>
    public static bool Agree(INamedTypeSymbol type, SyntaxNode one, SyntaxNode other)
    {
        if (one.SyntaxTree == other.SyntaxTree && OwnerOf(type, one) is { } owner
            && SymbolEqualityComparer.Default.Equals(owner, OwnerOf(type, other)))
            return true;
        return Of(type, [one, other]).Where(IsAlias).GroupBy(AliasOf).All(same => same.Count() == 1) && Unnamed(type, other) is null;
    }

    /// <summary>
    /// A type parameter of a base class that code uses and for which the class gives what has no name in its generated part; null where
    /// there is none.
    /// </summary>
    public static string? Unnamed(INamedTypeSymbol type, SyntaxNode code) =>
        OwnerOf(type, code) is not { } owner ? null
        : Used(owner, code)
            .Where(item => !IsSame(item) && (Mentions(item.Argument) || type.TypeParameters.Any(own => own.Name == item.Parameter.Name)))
            .Select(item => item.Parameter.Name).FirstOrDefault();

    private static IEnumerable<string> Of(INamedTypeSymbol type, SyntaxNode code)
    {
        var usings = TypeReader.Usings(code);
        if (OwnerOf(type, code) is not { } owner || SymbolEqualityComparer.Default.Equals(owner, type)) return usings;
        var further = new List<string>();
        for (var space = owner.ContainingNamespace; space is { IsGlobalNamespace: false }; space = space.ContainingNamespace)
            if (!Surrounds(space, type)) further.Add("using " + space.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat) + ";");
        for (var around = owner.ContainingType; around is not null; around = around.ContainingType)
            further.Add("using static " + around.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat) + ";");
        foreach (var (parameter, argument) in Used(owner, code))
            if (!IsSame((parameter, argument)))
                further.Add("using " + parameter.Name + " = " + argument.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat) + ";");
        return usings.Concat(further);
    }

    private static IEnumerable<(ITypeParameterSymbol Parameter, ITypeSymbol Argument)> Used(INamedTypeSymbol owner, SyntaxNode code)
    {
        if (owner.TypeParameters.IsEmpty) return [];
        var names = new HashSet<string>(
            code.DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken)).Select(token => token.ValueText),
            StringComparer.Ordinal);
        return owner.TypeParameters.Zip(owner.TypeArguments, (parameter, argument) => (parameter, argument))
            .Where(item => names.Contains(item.parameter.Name));
    }

    /// <summary>Whether it goes by the same name in both classes.</summary>
    private static bool IsSame((ITypeParameterSymbol Parameter, ITypeSymbol Argument) item) =>
        item.Argument is ITypeParameterSymbol own && own.Name == item.Parameter.Name;

    private static bool Mentions(ITypeSymbol argument) => argument switch
    {
        ITypeParameterSymbol => true,
        IArrayTypeSymbol array => Mentions(array.ElementType),
        INamedTypeSymbol named => named.TypeArguments.Any(Mentions),
        _ => false,
    };

    private static bool Surrounds(INamespaceSymbol space, INamedTypeSymbol type)
    {
        for (var around = type.ContainingNamespace; around is not null; around = around.ContainingNamespace)
            if (SymbolEqualityComparer.Default.Equals(around, space)) return true;
        return false;
    }

    private static INamedTypeSymbol? OwnerOf(INamedTypeSymbol type, SyntaxNode code) =>
        type.WithBases()
            .FirstOrDefault(t => t.WrittenParts().Any(part => part.SyntaxTree == code.SyntaxTree && part.Span.Contains(code.Span)));

    private static bool IsAlias(string directive) => directive.Contains("=");

    private static string AliasOf(string directive) => directive.Substring(0, directive.IndexOf('=')).Trim();
}
