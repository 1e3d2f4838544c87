using Microsoft.CodeAnalysis;

namespace StageGen.Modeling.Reading;

internal enum SubmoduleKind
{
    Module,
    ModuleList,
    ModuleDict,
    Sequential,

    /// <summary>An array or list of modules, which is none itself.</summary>
    Array,

    /// <summary>A parameter or buffer of the model itself.</summary>
    Tensor,
}

/// <summary>A field or property of the model that holds a module, and the stages it is in.</summary>
internal sealed record Submodule
{
    public required string Name { get; init; }

    public required SubmoduleKind Kind { get; init; }

    /// <summary>Its type's name, as short as it may be written.</summary>
    public required string Type { get; init; }

    /// <summary>Its first stage; −1 for one that needs none.</summary>
    public required int First { get; init; }

    public required int Last { get; init; }

    /// <summary>How many elements each stage takes, or none: evenly.</summary>
    public required EquatableArray<int> Split { get; init; }

    /// <summary>What <c>call</c> returns (of an element, for a list), or null where it cannot be called.</summary>
    public required CodeType? Result { get; init; }

    public required bool MayBeNull { get; init; }

    /// <summary>Whether it is seen to be made with <c>inplace: true</c>: it changes what it is called with.</summary>
    public required bool WorksInPlace { get; init; }

    /// <summary>A bit for each of the first inputs that calling it is seen to change in place.</summary>
    public int ChangedInputs { get; init; }

    /// <summary>Whether it keeps nothing, so that it may be called in any stage from its own on.</summary>
    public bool IsStateless { get; init; }

    /// <summary>Whether calling it draws random numbers.</summary>
    public bool IsRandom { get; init; }

    /// <summary>How many elements it is seen to be made with; null where that is not written.</summary>
    public int? ElementCount { get; init; }

    public required SyntaxNode Attribute { get; init; }

    public required Location? Location { get; init; }

    /// <summary>Whether it is a list whose elements can be dealt.</summary>
    public bool IsDealable => Kind is not (SubmoduleKind.Module or SubmoduleKind.Tensor);

    /// <summary>Whether its elements are dealt over several stages.</summary>
    public bool IsDealt => Last > First;

    public int Parts => Last - First + 1;
}
