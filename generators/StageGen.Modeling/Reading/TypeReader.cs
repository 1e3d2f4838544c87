using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StageGen.Modeling.Reading;

/// <summary>Reads where a class stands and how it is declared, and whether a part can be generated to it.</summary>
internal static class TypeReader
{
    public static TypePlan Read(INamedTypeSymbol type, ProblemList problems)
    {
        CheckPartial(type, problems);
        if (type.IsFileLocal)
            problems.AddOnClass(Rules.NotSliceable, "a file-local class",
                "no other file, the generated one included, can add to it; remove 'file'");
        return new TypePlan
        {
            Name = type.Name,
            Reference = Reference(type),
            Namespace = type.ContainingNamespace is { IsGlobalNamespace: false } space ? space.ToDisplayString(NamespaceName) : "",
            Containers = Containers(type).Reverse().Select(Declaration).ToEquatableArray(),
            TypeParameters = TypeParameters(type),
            Constraints = Constraints(type),
            Accessibility = SyntaxFacts.GetText(type.DeclaredAccessibility),
            MetadataName = MetadataName(type),
        };
    }

    /// <summary>The using directives that hold where <paramref name="node"/> is written: its file's, then its namespaces'.</summary>
    public static EquatableArray<string> Usings(SyntaxNode node) =>
        node.Ancestors().Reverse().SelectMany(ancestor => ancestor switch
        {
            CompilationUnitSyntax file => file.Externs.Select(Text).Concat(file.Usings.Where(IsLocal).Select(Text)),
            BaseNamespaceDeclarationSyntax space => space.Externs.Select(Text).Concat(space.Usings.Select(Text)),
            _ => [],
        }).Distinct().ToEquatableArray();

    /// <summary>The namespaces that its using directives open, without aliases and static ones.</summary>
    public static IEnumerable<string> NamespacesUsed(SyntaxNode node) =>
        node.Ancestors().SelectMany(ancestor => ancestor switch
        {
            CompilationUnitSyntax file => file.Usings,
            BaseNamespaceDeclarationSyntax space => space.Usings,
            _ => default,
        }).Where(directive => directive is { Alias: null, StaticKeyword.RawKind: (int)SyntaxKind.None, Name: not null })
            .Select(directive => directive.Name!.ToString());

    // A global using holds in the generated file as it is.
    private static bool IsLocal(UsingDirectiveSyntax directive) => directive.GlobalKeyword.IsKind(SyntaxKind.None);

    // Without the trivia around it.
    private static string Text(SyntaxNode node) => node.ToString();

    private static void CheckPartial(INamedTypeSymbol type, ProblemList problems)
    {
        foreach (var part in new[] { type }.Concat(Containers(type)))
        {
            var declarations = part.WrittenParts().Select(reference => reference.GetSyntax()).OfType<TypeDeclarationSyntax>().ToList();
            if (declarations.Any(declaration => declaration.Modifiers.Any(SyntaxKind.PartialKeyword)) || declarations.Count == 0) continue;
            var identifier = declarations[0].Identifier;
            string role = SymbolEqualityComparer.Default.Equals(part, type) ? "" : ", which contains " + type.Name + ",";
            problems.Add(Rules.NotPartial, identifier.SyntaxTree, identifier.Span, part.Name, role);
        }
    }

    private static IEnumerable<INamedTypeSymbol> Containers(INamedTypeSymbol type)
    {
        for (var container = type.ContainingType; container is not null; container = container.ContainingType) yield return container;
    }

    private static string Declaration(INamedTypeSymbol container)
    {
        string keyword = container switch
        {
            { TypeKind: TypeKind.Interface } => "interface",
            { TypeKind: TypeKind.Struct, IsRecord: true } => "record struct",
            { TypeKind: TypeKind.Struct } => "struct",
            { IsRecord: true } => "record",
            _ => "class",
        };
        return "partial " + keyword + " " + Reference(container);
    }

    private static readonly SymbolDisplayFormat NamespaceName =
        SymbolDisplayFormat.FullyQualifiedFormat.WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted);

    private static string Reference(INamedTypeSymbol type) =>
        (SyntaxFacts.GetKeywordKind(type.Name) == SyntaxKind.None ? "" : "@") + type.Name + TypeParameters(type);

    private static string TypeParameters(INamedTypeSymbol type) =>
        type.TypeParameters.IsEmpty ? "" : "<" + string.Join(", ", type.TypeParameters.Select(parameter => parameter.Name)) + ">";

    private static string Constraints(INamedTypeSymbol type)
    {
        if (type.TypeParameters.IsEmpty) return "";
        var written = type.WrittenParts().Select(reference => reference.GetSyntax()).OfType<TypeDeclarationSyntax>()
            .FirstOrDefault(declaration => declaration.ConstraintClauses.Count > 0);
        return written is null ? "" : string.Join(" ", written.ConstraintClauses.Select(Text));
    }

    private static string MetadataName(INamedTypeSymbol type)
    {
        // The name of a file cannot hold the @ of a keyword.
        string name = string.Join("+", Containers(type).Reverse().Concat([type]).Select(t => t.MetadataName));
        return type.ContainingNamespace is { IsGlobalNamespace: false } space
            ? space.ToDisplayString().Replace("@", "") + "." + name
            : name;
    }
}
