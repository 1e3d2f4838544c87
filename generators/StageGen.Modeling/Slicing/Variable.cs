using Microsoft.CodeAnalysis;
using StageGen.Modeling.Reading;

namespace StageGen.Modeling.Slicing;

internal enum VariableKind
{
    Input,
    Local,
    Function,

    /// <summary>A parameter or buffer of the model itself.</summary>
    Member,
}

/// <summary>A parameter, local or local function of <c>forward</c>, or a name given to a hoisted sub-expression.</summary>
internal sealed class Variable(string name, VariableKind kind, CodeType type, string declaration)
{
    public string Name { get; } = name;

    public VariableKind Kind { get; } = kind;

    /// <summary>Its type, as far as the syntax tells.</summary>
    public CodeType Type { get; } = type;

    /// <summary>What its declaration begins with: <c>var</c>, or the type as written.</summary>
    public string Declaration { get; set; } = declaration;

    /// <summary>What it was first given, where its type is concluded from that.</summary>
    public SyntaxNode? Origin { get; init; }

    /// <summary>Of a parameter or buffer: the field.</summary>
    public string? Member { get; init; }

    /// <summary>
    /// Of a parameter or buffer: where a helper uses it, or it is changed, so that it cannot be handed in under its name.
    /// </summary>
    public List<(SyntaxNode Node, string What)> Bindings { get; } = [];

    /// <summary>Whether it is part of a list.</summary>
    public bool IsPart { get; init; }

    /// <summary>Of a local function over several stages: its declaration, and the stages of its submodules.</summary>
    public (SyntaxNode Declaration, int First, int Last)? Inline { get; set; }

    /// <summary>For a local function: whether calling it does more than compute its result.</summary>
    public bool HasEffects { get; set; }

    /// <summary>The version a statement at this point would read; null before the first assignment.</summary>
    public Version? Current { get; set; }
}

/// <summary>What one statement gives a variable: the unit that crosses stages.</summary>
internal sealed class Version(Variable variable, Step? maker, bool inPlace = false)
{
    public Variable Variable { get; } = variable;

    /// <summary>The step that makes it; null for an input of <c>forward</c>.</summary>
    public Step? Maker { get; } = maker;

    /// <summary>Whether the variable had no value before.</summary>
    public bool IsFirst { get; } = variable.Current is null;

    /// <summary>Whether it is the version before it, changed in place.</summary>
    public bool InPlace { get; } = inPlace;

    /// <summary>Whether it is a list of which the tensors themselves were changed.</summary>
    public bool ChangesElements { get; init; }

    /// <summary>The stage that makes it, or −1 where none is bound to.</summary>
    public int Stage => Maker is { Placement: Placement.Staged } ? Maker.Stage : -1;

    /// <summary>The first stage that can read it: the one that makes it, or for a list the last that makes one of its parts.</summary>
    public int FirstReader => Parts is null ? Stage : Parts.Select(part => part.Version?.FirstReader ?? -1).DefaultIfEmpty(-1).Max();

    /// <summary>For a list that is put together where it is read: what it consists of; null where a step makes it as a whole.</summary>
    public IReadOnlyList<ListPart>? Parts { get; init; }
}

/// <summary>A part of a list: one element, or a run of elements of which nobody knows how many there are.</summary>
/// <param name="Version">What it is; null for an element of an array that has not been set.</param>
/// <param name="IsRun">Whether it is itself a list.</param>
internal sealed record ListPart(Version? Version, bool IsRun);
