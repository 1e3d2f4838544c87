using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StageGen.Modeling.Reading;

namespace StageGen.Modeling.Costs.Interpretation;

/// <summary>A field or automatic property, as declared.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type, as written.</param>
/// <param name="Initialiser">What it is given where it is declared, or null.</param>
/// <param name="IsShared">Whether it belongs to the class rather than to its objects.</param>
/// <param name="Declaration">The field's or property's declaration, with its attributes.</param>
internal sealed record SourceField(string Name, TypeSyntax Type, ExpressionSyntax? Initialiser, bool IsShared,
    MemberDeclarationSyntax Declaration);

/// <summary>A class or record whose source is at hand, as syntax: what interpreting it needs, sorted by name.</summary>
internal sealed class SourceType
{
    private readonly Dictionary<string, List<MethodDeclarationSyntax>> methods = [];
    private readonly Dictionary<string, PropertyDeclarationSyntax> computed = [];
    private readonly Dictionary<string, SourceField> fields = [];

    public SourceType(INamedTypeSymbol symbol, SourceType? @base)
    {
        Symbol = symbol;
        Base = @base;
        IsModule = TorchTypes.IsModule(symbol);
        foreach (var declaration in Parts(symbol).Select(reference => reference.GetSyntax()).OfType<BaseTypeDeclarationSyntax>())
        {
            Declaration ??= declaration;
            if (declaration is TypeDeclarationSyntax type) Add(type);
            else if (declaration is EnumDeclarationSyntax) IsEnum = true;
        }
    }

    public INamedTypeSymbol Symbol { get; }

    public string Name => Symbol.Name;

    public SourceType? Base { get; }

    public bool IsModule { get; }

    public bool IsEnum { get; }

    /// <summary>Its first declaration, where names are looked up from; null where it has none.</summary>
    public BaseTypeDeclarationSyntax? Declaration { get; private set; }

    /// <summary>The parameters beside its name, or null.</summary>
    public ParameterListSyntax? Primary { get; private set; }

    /// <summary>What the primary constructor hands to that of the base class, or null.</summary>
    public ArgumentListSyntax? PrimaryBase { get; private set; }

    public List<ConstructorDeclarationSyntax> Constructors { get; } = [];

    /// <summary>Fields and automatic properties, in the order in which they are initialised.</summary>
    public List<SourceField> Fields { get; } = [];

    /// <summary>Whether what its attributes say of costs is written as literals.</summary>
    public bool SaysOnlyLiterals =>
        Parts(Symbol).SelectMany(place => place.GetSyntax().DescendantNodes(node => node is not (BlockSyntax or ExpressionSyntax)))
            .OfType<AttributeSyntax>()
            .Where(attribute => TypeNames.Last(attribute.Name) is "Typical" or "Cost" or "TypicalAttribute" or "CostAttribute")
            .SelectMany(attribute => attribute.ArgumentList?.Arguments ?? default)
            .All(argument => argument.Expression.DescendantNodesAndSelf().OfType<ExpressionSyntax>()
                .All(part => part is LiteralExpressionSyntax or CollectionExpressionSyntax or PrefixUnaryExpressionSyntax));

    public SourceField? Field(string name) => fields.TryGetValue(name, out var field) ? field : null;

    public PropertyDeclarationSyntax? Computed(string name) => computed.TryGetValue(name, out var property) ? property : null;

    public IReadOnlyList<MethodDeclarationSyntax> Methods(string name) => methods.TryGetValue(name, out var found) ? found : [];

    /// <summary>The declarations that the user wrote: analyzers see generated ones, too.</summary>
    public static IEnumerable<SyntaxReference> Parts(INamedTypeSymbol symbol) =>
        symbol.DeclaringSyntaxReferences.Where(part => !Declarations.IsGenerated(part.SyntaxTree));

    /// <summary>The type and those it derives from, as far as their source is at hand.</summary>
    public IEnumerable<SourceType> Chain()
    {
        for (var type = this; type is not null; type = type.Base) yield return type;
    }

    private void Add(TypeDeclarationSyntax type)
    {
        if (type.ParameterList is { } parameters)
        {
            Primary = parameters;
            PrimaryBase = type.BaseList?.Types.OfType<PrimaryConstructorBaseTypeSyntax>().FirstOrDefault()?.ArgumentList;
            // A record's parameters are properties, given by the constructor.
        }
        foreach (var member in type.Members) Add(member);
    }

    private void Add(MemberDeclarationSyntax member)
    {
        bool isShared = member.Modifiers.Any(SyntaxKind.StaticKeyword) || member.Modifiers.Any(SyntaxKind.ConstKeyword);
        switch (member)
        {
            case FieldDeclarationSyntax field:
                foreach (var variable in field.Declaration.Variables)
                    Add(new SourceField(variable.Identifier.ValueText, field.Declaration.Type, variable.Initializer?.Value,
                        isShared, field));
                break;
            case PropertyDeclarationSyntax property when IsAutomatic(property):
                Add(new SourceField(property.Identifier.ValueText, property.Type, property.Initializer?.Value, isShared, property));
                break;
            case PropertyDeclarationSyntax property:
                computed[property.Identifier.ValueText] = property;
                break;
            case MethodDeclarationSyntax method:
                if (!methods.TryGetValue(method.Identifier.ValueText, out var overloads))
                    methods[method.Identifier.ValueText] = overloads = [];
                // Of a partial method only the part with a body can be run.
                if (method.Body is not null || method.ExpressionBody is not null) overloads.Add(method);
                break;
            case ConstructorDeclarationSyntax constructor when !isShared:
                Constructors.Add(constructor);
                break;
        }
    }

    private void Add(SourceField field)
    {
        Fields.Add(field);
        fields[field.Name] = field;
    }

    private static bool IsAutomatic(PropertyDeclarationSyntax property) =>
        property.ExpressionBody is null
        && property.AccessorList?.Accessors.All(accessor => accessor is { Body: null, ExpressionBody: null }) == true
        && !property.Modifiers.Any(SyntaxKind.AbstractKeyword);
}
