using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StageGen.Modeling.Reading;

namespace StageGen.Modeling.Slicing;

/// <summary>What a name stands for in the model's class: looked up when <c>forward</c> mentions it, from symbols and syntax.</summary>
internal sealed partial class Members
{
    private readonly INamedTypeSymbol type;
    private readonly SyntaxNode forward;
    private readonly string tensor;
    private readonly Dictionary<string, Submodule> submodules = [];
    private readonly Dictionary<string, Submodule> tensors = [];
    private readonly Dictionary<string, Helper?> helpers = [];
    private readonly Dictionary<string, MemberLookup> lookups = [];

    public Members(INamedTypeSymbol type, SyntaxNode forward, string tensor, IEnumerable<Submodule> submodules)
    {
        this.type = type;
        this.forward = forward;
        this.tensor = tensor;
        foreach (var submodule in submodules)
            (submodule.Kind == SubmoduleKind.Tensor ? tensors : this.submodules)[submodule.Name] = submodule;
    }

    public string ClassName => type.Name;

    /// <summary>How many stages the submodules are in.</summary>
    public int Stages => submodules.Values.Concat(tensors.Values).Select(submodule => submodule.Last + 1).DefaultIfEmpty(0).Max();

    /// <summary>Whether the class's source, or that of a base class, declares a member of that name.</summary>
    public bool IsDeclared(string name) => Find(name).Any();

    /// <summary>Whether the class has a member of that name, declared in source or not.</summary>
    public bool IsMember(string name)
    {
        if (IsDeclared(name)) return true;
        for (var t = type; t is not null; t = t.BaseType)
            if (!t.GetMembers(name).IsEmpty) return true;
        return false;
    }

    /// <summary>Every name looked up in the class, with what was found.</summary>
    public IReadOnlyDictionary<string, MemberLookup> Lookups => lookups;

    /// <summary>What a name stands for in the class.</summary>
    public MemberLookup Describe(string name)
    {
        var found = Declared(name).ToList();
        return new MemberLookup(
            found.SelectMany(member => member.DeclaringSyntaxReferences).Select(place => (place.SyntaxTree, place.Span.Start))
                .ToEquatableArray(),
            string.Join("; ", found.Select(TypeText)));
    }

    private string TypeText(ISymbol member) => member switch
    {
        IMethodSymbol { ReturnsVoid: false } method => CodeType.Of(method.ReturnType, tensor).Text,
        _ when TypeOf(member) is { } memberType =>
            CodeType.Of(memberType, tensor).Text + (TorchTypes.IsTensor(memberType) ? " (tensor)" : ""),
        _ => "",
    };

    /// <summary>The submodule in that field, or the one that a property of that name returns.</summary>
    public Submodule? Submodule(string name) =>
        submodules.TryGetValue(name, out var submodule) ? submodule
        : Returned(name) is { } returned && returned != name ? Submodule(returned)
        : null;

    /// <summary>The stage of a parameter or buffer that has a <c>[Stage]</c>.</summary>
    public int? TensorStage(string name) => tensors.TryGetValue(name, out var tensor) ? tensor.First : null;

    /// <summary>The type of the parameter or buffer that the field or property of that name holds; null where it holds none.</summary>
    public CodeType? TensorType(string name)
    {
        if (Value(name) is not { IsStatic: false } member || TypeOf(member) is not { } memberType || !TorchTypes.IsTensor(memberType)
            || Getter(member) is not null)
            return null;
        return CodeType.Tensor(tensor + (memberType.NullableAnnotation == NullableAnnotation.Annotated ? "?" : ""));
    }

    /// <summary>The field that a property does nothing but return: <c>Linear Head => head;</c></summary>
    private string? Returned(string name) => Value(name) is { } member && TorchTypes.IsModule(TypeOf(member)) ? Getter(member) switch
    {
        IdentifierNameSyntax field => field.Identifier.ValueText,
        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } access => access.Name.Identifier.ValueText,
        _ => null,
    } : null;

    /// <summary>
    /// What a property computes, where it is one expression; some expression where it is more; null for what holds a value.
    /// </summary>
    private static ExpressionSyntax? Getter(ISymbol member)
    {
        if (member.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is not PropertyDeclarationSyntax property) return null;
        if (property.ExpressionBody is { } arrow) return arrow.Expression;
        var getter = property.AccessorList?.Accessors.FirstOrDefault(accessor => accessor.IsKind(SyntaxKind.GetAccessorDeclaration));
        return getter?.ExpressionBody?.Expression
            ?? (getter?.Body is { Statements: [ReturnStatementSyntax { Expression: { } only }] } ? only
                : getter?.Body is null ? null
                : SyntaxFactory.ThisExpression());
    }

    /// <summary>The field or property of that name, the submodules aside, or null.</summary>
    public ISymbol? Value(string name) => Find(name).FirstOrDefault(member => member is IFieldSymbol or IPropertySymbol);

    /// <summary>What the field or property of that name is, where it holds modules that are in no stage; null otherwise.</summary>
    public Refusal? Unstaged(string name)
    {
        if (Value(name) is not { } member || TypeOf(member) is not { } memberType || Getter(member) is not null
            || submodules.ContainsKey(name) || HasStage(member))
            return null;
        string display = memberType.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);
        if (member is IPropertySymbol && !member.ContainingType.HasSource()
            && (TorchTypes.IsModule(memberType) || TorchTypes.HoldsModules(memberType)))
            return new Refusal("'" + name + "', a module of " + member.ContainingType.Name + ", of another assembly, in no stage,",
                "give it a [Stage] there");
        if (TorchTypes.HoldsModules(memberType) && TorchTypes.ArrayElement(memberType) is null)
            return new Refusal("'" + name + "', a " + display + " of modules in no stage,",
                "make it a ModuleList<T> or a ModuleDict<T> with [Stage] or [Stages]");
        if (!TorchTypes.IsModule(memberType) && TorchTypes.ArrayElement(memberType) is null) return null;
        // A field of the instance without a stage is a problem where it is declared.
        return member.IsStatic
            ? new Refusal("'" + name + "', a static module,",
                "its parameters are in no stage and never trained; make it a field of the instance with [Stage]")
            : null;
    }

    /// <summary>Whether it says that it is in a stage: what is wrong with that is said there.</summary>
    private static bool HasStage(ISymbol member) =>
        member.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax().FirstAncestorOrSelf<MemberDeclarationSyntax>() is { } declaration
        && declaration.AttributeLists.SelectMany(list => list.Attributes)
            .Any(attribute => attribute.Name.ToString() is "Stage" or "Stages");

    /// <summary>The type of a field or property.</summary>
    public static ITypeSymbol? TypeOf(ISymbol? member) => member switch
    {
        IFieldSymbol field => field.Type,
        IPropertySymbol property => property.Type,
        _ => null,
    };

    /// <summary>
    /// The method, or property with a body, of that name (see <see cref="Meant"/>); null where the class's source has none.
    /// </summary>
    public Helper? Helper(string meant)
    {
        if (helpers.TryGetValue(meant, out var known)) return known;
        var bodies = Bodies(meant).ToList();
        if (bodies.Count == 0) return helpers[meant] = null;

        helpers[meant] = Slicing.Helper.Recursive;
        var stages = new SortedSet<int>();
        var used = new SortedSet<string>(StringComparer.Ordinal);
        var usedTensors = new SortedSet<string>(StringComparer.Ordinal);
        var stateless = new SortedSet<string>(StringComparer.Ordinal);
        bool effects = false, callsItself = false;
        Refusal? refused = null;
        foreach (var syntax in bodies.SelectMany(member => member.DeclaringSyntaxReferences).Select(reference => reference.GetSyntax()))
        {
            var uses = BodyWalker.OfHelper(syntax, this);
            foreach (var use in uses.Staged)
                for (int stage = use.First; stage <= use.Last; stage++) stages.Add(stage);
            used.UnionWith(uses.Submodules);
            usedTensors.UnionWith(uses.Tensors);
            stateless.UnionWith(uses.Stateless.Select(use => use.Name));
            effects |= uses.Effects.Count > 0;
            refused ??= uses.Refused;
            callsItself |= Slicing.Inlining.Mentions(syntax, NameOf(meant));
        }
        return helpers[meant] = new Helper([.. stages], used, usedTensors, effects, ResultOf(bodies[0]))
        {
            Stateless = stateless, CallsItself = callsItself, Refused = refused
        };
    }

    private CodeType? ResultOf(ISymbol member) => member switch
    {
        IMethodSymbol { ReturnsVoid: false } method => CodeType.Of(method.ReturnType, tensor),
        IPropertySymbol property => CodeType.Of(property.Type, tensor),
        _ => null,
    };

    /// <summary>
    /// The members of that name that source declares, of the class and of its base classes; of classes of other assemblies, what holds
    /// values.
    /// </summary>
    private IEnumerable<ISymbol> Find(string name)
    {
        if (!lookups.ContainsKey(name)) lookups[name] = Describe(name);
        return Declared(name);
    }

    private IEnumerable<ISymbol> Declared(string name)
    {
        foreach (var t in type.WithBases())
            foreach (var member in t.GetMembers(name))
                if (t.HasSource() || member is IFieldSymbol or IPropertySymbol) yield return member;
    }
}
