using Microsoft.CodeAnalysis;
using StageGen.Modeling.Reading;

namespace StageGen.Modeling.Slicing;

/// <summary>What a name stands for in the model's class: looked up when <c>forward</c> mentions it, from symbols and syntax.</summary>
internal sealed class Members
{
    private readonly INamedTypeSymbol type;
    private readonly string tensor;
    private readonly Dictionary<string, Submodule> submodules = [];
    private readonly Dictionary<string, Helper?> helpers = [];
    private readonly Dictionary<string, MemberLookup> lookups = [];

    public Members(INamedTypeSymbol type, string tensor, IEnumerable<Submodule> submodules)
    {
        this.type = type;
        this.tensor = tensor;
        foreach (var submodule in submodules) this.submodules[submodule.Name] = submodule;
    }

    public string ClassName => type.Name;

    /// <summary>Every name looked up in the class, with what was found.</summary>
    public IReadOnlyDictionary<string, MemberLookup> Lookups => lookups;

    /// <summary>What a name stands for in the class.</summary>
    public MemberLookup Describe(string name)
    {
        var found = Declared(name).ToList();
        return new MemberLookup(
            found.SelectMany(member => member.DeclaringSyntaxReferences).Select(place => (place.SyntaxTree, place.Span.Start)).ToEquatableArray(),
            string.Join("; ", found.Select(TypeText)));
    }

    private string TypeText(ISymbol member) => member switch
    {
        IMethodSymbol { ReturnsVoid: false } method => CodeType.Of(method.ReturnType, tensor).Text,
        _ when TypeOf(member) is { } memberType => CodeType.Of(memberType, tensor).Text + (TorchTypes.IsTensor(memberType) ? " (tensor)" : ""),
        _ => "",
    };

    public Submodule? Submodule(string name) => submodules.TryGetValue(name, out var submodule) ? submodule : null;

    /// <summary>The field or property of that name, the submodules aside, or null.</summary>
    public ISymbol? Value(string name) => Find(name).FirstOrDefault(member => member is IFieldSymbol or IPropertySymbol);

    /// <summary>The type of a field or property.</summary>
    public static ITypeSymbol? TypeOf(ISymbol? member) => member switch
    {
        IFieldSymbol field => field.Type,
        IPropertySymbol property => property.Type,
        _ => null,
    };

    /// <summary>The method, or property with a body, of that name; null where the class's source has none.</summary>
    public Helper? Helper(string name)
    {
        if (helpers.TryGetValue(name, out var known)) return known;
        var bodies = Find(name).Where(member => member is IMethodSymbol { MethodKind: MethodKind.Ordinary } or IPropertySymbol).ToList();
        if (bodies.Count == 0) return helpers[name] = null;

        helpers[name] = Slicing.Helper.Recursive;
        var stages = new SortedSet<int>();
        var used = new SortedSet<string>(StringComparer.Ordinal);
        bool effects = false;
        foreach (var syntax in bodies.SelectMany(member => member.DeclaringSyntaxReferences).Select(reference => reference.GetSyntax()))
        {
            var uses = BodyWalker.OfHelper(syntax, this);
            foreach (var use in uses.Staged)
                for (int stage = use.First; stage <= use.Last; stage++) stages.Add(stage);
            used.UnionWith(uses.Submodules);
            effects |= uses.Effects.Count > 0;
        }
        return helpers[name] = new Helper([.. stages], used, effects, ResultOf(bodies[0]));
    }

    private CodeType? ResultOf(ISymbol member) => member switch
    {
        IMethodSymbol { ReturnsVoid: false } method => CodeType.Of(method.ReturnType, tensor),
        IPropertySymbol property => CodeType.Of(property.Type, tensor),
        _ => null,
    };

    /// <summary>The members of that name that source declares, of the class and of its base classes.</summary>
    private IEnumerable<ISymbol> Find(string name)
    {
        if (!lookups.ContainsKey(name)) lookups[name] = Describe(name);
        return Declared(name);
    }

    private IEnumerable<ISymbol> Declared(string name)
    {
        for (var t = type; t is not null && t.Locations.Any(location => location.IsInSource); t = t.BaseType)
            foreach (var member in t.GetMembers(name)) yield return member;
    }
}
