namespace StageGen.Modeling;

/// <summary>
/// All that is needed to write what builds a model from a seed, whole or some stages of it: the constructors, with their submodules
/// made through <c>ModelConstruction</c>. Holds no symbol and no syntax, as <see cref="ModelPlan"/> does.
/// </summary>
public sealed record ConstructionPlan
{
    public required TypePlan Type { get; init; }

    /// <summary>How many stages the model has.</summary>
    public required int Stages { get; init; }

    /// <summary>The using directives in force where the constructors are written, outermost first.</summary>
    public required EquatableArray<string> Usings { get; init; }

    /// <summary>The collections of submodules whose elements are made one by one.</summary>
    public required EquatableArray<CollectionPlan> Collections { get; init; }

    /// <summary>
    /// The fields that have no name in the language: those behind properties and behind parameters of a primary constructor.
    /// </summary>
    public required EquatableArray<BackingField> BackingFields { get; init; }

    /// <summary>The initialisers of fields as statements, where constructors share them; lines separated by <c>\n</c>.</summary>
    public required string Fields { get; init; }

    /// <summary>The members that are made for other stages than their own as well.</summary>
    public required EquatableArray<BorrowedMember> Borrowed { get; init; }

    /// <summary>What the copies call the <c>ModelConstruction</c>: a name that nothing in them has.</summary>
    public required string Build { get; init; }

    public required EquatableArray<ConstructorPlan> Constructors { get; init; }
}

/// <summary>A collection of submodules.</summary>
/// <param name="Field">Its field.</param>
/// <param name="First">The first stage that has elements of it.</param>
/// <param name="Parts">Over how many stages it is dealt.</param>
/// <param name="Split">How many elements each takes, or none: evenly.</param>
public sealed record CollectionPlan(string Field, int First, int Parts, EquatableArray<int> Split);

/// <summary>The field behind an automatic property or a parameter.</summary>
/// <param name="Member">The property or parameter.</param>
/// <param name="Field">What the compiler calls the field.</param>
/// <param name="Type">Its type in full.</param>
public sealed record BackingField(string Member, string Field, string Type)
{
    /// <summary>What the generated accessor is called.</summary>
    public string Accessor => AccessorOf(Member);

    /// <summary>What the generated accessor of a member's field is called.</summary>
    public static string AccessorOf(string member) => "FieldOf" + member;
}

/// <summary>A member that is made for other stages as well, which share its weights or make theirs from it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsProperty">Whether it is a property.</param>
/// <param name="Stages">The stages that it is in.</param>
public sealed record BorrowedMember(string Name, bool IsProperty, EquatableArray<int> Stages);

/// <summary>One of the model's constructors.</summary>
/// <param name="Accessibility"><c>public</c>, <c>internal</c> …</param>
/// <param name="Parameters">Its parameters.</param>
/// <param name="Body">The statements of its copy, the call of the base class's constructor among them;
/// lines separated by <c>\n</c>.</param>
/// <param name="CallsBase">Whether it calls the base class's constructor rather than another one of its own class.</param>
/// <param name="Refused">Why the model cannot be built by it in part, or null where it can.</param>
public sealed record ConstructorPlan(
    string Accessibility, EquatableArray<ConstructorParameter> Parameters, string Body, bool CallsBase, string? Refused);

/// <summary>A parameter of a constructor.</summary>
/// <param name="Declaration">It as written, without attributes: <c>int width = 256</c>.</param>
/// <param name="Name">Its name as written.</param>
public sealed record ConstructorParameter(string Declaration, string Name);
