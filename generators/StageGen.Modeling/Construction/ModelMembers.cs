using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StageGen.Modeling.Reading;

namespace StageGen.Modeling.Construction;

/// <summary>What names stand for in a constructor: the model's fields and properties, its helpers, types of the project.</summary>
internal sealed class ModelMembers
{
    private readonly INamedTypeSymbol type;
    private readonly Dictionary<string, ModelMember> members = new(StringComparer.Ordinal);

    public ModelMembers(INamedTypeSymbol type, IReadOnlyList<Submodule> submodules, EquatableArray<StagePlan> stages)
    {
        this.type = type;
        // Half-typed code may declare a name twice.
        var staged = new Dictionary<string, Submodule>(StringComparer.Ordinal);
        foreach (var submodule in submodules) staged[submodule.Name] = submodule;
        var tensors = stages.SelectMany(stage => stage.Submodules.Select(part => (stage.Index, part)))
            .Where(item => item.part.Kind == FieldKind.Tensor)
            .ToLookup(item => item.part.Field, item => item.Index);
        foreach (var symbol in type.GetMembers())
        {
            if (symbol.IsStatic || symbol.IsImplicitlyDeclared || symbol is not (IFieldSymbol or IPropertySymbol { IsIndexer: false }))
                continue;
            staged.TryGetValue(symbol.Name, out var submodule);
            // What keeps nothing is in every stage that calls it.
            IEnumerable<int> own = submodule is null ? tensors[symbol.Name]
                : submodule.IsStateless ? stages.Where(stage => stage.Submodules.Any(part => part.Field == symbol.Name))
                    .Select(stage => stage.Index)
                : Enumerable.Range(submodule.First, submodule.Parts).Concat(tensors[symbol.Name]);
            var member = new ModelMember
            {
                Symbol = symbol,
                Stages = own.Distinct().OrderBy(stage => stage).ToList(),
                Submodule = submodule is { Kind: SubmoduleKind.Tensor } ? null : submodule,
                Initializer = InitializerOf(symbol),
                IsReadOnly = symbol is IFieldSymbol { IsReadOnly: true }
                    || (symbol is IPropertySymbol { SetMethod: null or { IsInitOnly: true } } && IsAutomatic(symbol)),
            };
            member.NeededBy.UnionWith(member.Stages);
            members[symbol.Name] = member;
        }
    }

    /// <summary>All fields and properties, in the order in which they are declared.</summary>
    public IEnumerable<ModelMember> All => members.Values;

    public ModelMember? Find(string name) => members.TryGetValue(name, out var member) ? member : null;

    /// <summary>
    /// The bodies of the methods and properties of that name, of the class and of its base classes, that source declares.
    /// </summary>
    public IReadOnlyList<SyntaxNode> Helpers(string name)
    {
        var found = new List<SyntaxNode>();
        for (INamedTypeSymbol? t = type; t is not null; t = t.BaseType)
            foreach (var member in t.GetMembers(name))
                if (member is IMethodSymbol { MethodKind: MethodKind.Ordinary } or IPropertySymbol)
                    found.AddRange(member.DeclaringSyntaxReferences.Select(place => place.GetSyntax()));
        return found;
    }

    /// <summary>Whether each method of that name returns a module.</summary>
    public bool ReturnsModule(string name)
    {
        var methods = new List<IMethodSymbol>();
        for (INamedTypeSymbol? t = type; t is not null; t = t.BaseType) methods.AddRange(t.GetMembers(name).OfType<IMethodSymbol>());
        return methods.Count > 0 && methods.All(method => TorchTypes.IsModule(method.ReturnType));
    }

    /// <summary>Whether it is a static field or property of the class.</summary>
    public bool IsStatic(string name) =>
        type.GetMembers(name).Any(member => member is { IsStatic: true } and (IFieldSymbol or IPropertySymbol));

    /// <summary>The project's own class of that name, as the model's class sees it; null where there is none, or several.</summary>
    public INamedTypeSymbol? SourceType(string name)
    {
        for (var container = type; container is not null; container = container.ContainingType)
            if (container.GetTypeMembers(name).FirstOrDefault() is { } nested) return nested;
        for (var space = type.ContainingNamespace; space is not null; space = space.ContainingNamespace)
            if (space.GetTypeMembers(name).FirstOrDefault(IsOwn) is { } near) return near;
        var used = type.WrittenParts().SelectMany(place => TypeReader.NamespacesUsed(place.GetSyntax())).Distinct()
            .Select(FindNamespace).OfType<INamespaceSymbol>().SelectMany(space => space.GetTypeMembers(name)).Where(IsOwn).ToList();
        return used.Count == 1 ? used[0] : null;
    }

    private bool IsOwn(INamedTypeSymbol other) => SymbolEqualityComparer.Default.Equals(other.ContainingAssembly, type.ContainingAssembly);

    private INamespaceSymbol? FindNamespace(string name)
    {
        INamespaceSymbol? space = type.ContainingAssembly?.GlobalNamespace;
        foreach (string part in name.Split('.')) space = space?.GetNamespaceMembers().FirstOrDefault(inner => inner.Name == part);
        return space;
    }

    private static ExpressionSyntax? InitializerOf(ISymbol member) => member.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() switch
    {
        VariableDeclaratorSyntax field => field.Initializer?.Value,
        PropertyDeclarationSyntax property => property.Initializer?.Value,
        _ => null,
    };

    private static bool IsAutomatic(ISymbol member) =>
        member.DeclaringSyntaxReferences.FirstOrDefault()
            ?.GetSyntax() is PropertyDeclarationSyntax { AccessorList.Accessors: var accessors }
        && accessors.Any(accessor => accessor is { Body: null, ExpressionBody: null }
            && accessor.IsKind(SyntaxKind.GetAccessorDeclaration));
}
