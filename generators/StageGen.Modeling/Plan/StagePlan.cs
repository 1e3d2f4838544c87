namespace StageGen.Modeling;

/// <summary>One stage: the submodules that live in it and its share of <c>forward</c>.</summary>
/// <param name="Index">The stage, from 0.</param>
/// <param name="Submodules">The user's submodules in this stage, in the order in which they are declared.</param>
/// <param name="Parameters">The values the stage reads.</param>
/// <param name="Body">The statements, lines separated by <c>\n</c>, indented from 0; without the last <c>return</c>.</param>
/// <param name="Results">The values the stage makes for others, and the result of <c>forward</c>.</param>
public sealed record StagePlan(
    int Index,
    EquatableArray<StageSubmodule> Submodules,
    EquatableArray<StageParameter> Parameters,
    string Body,
    EquatableArray<StageResult> Results)
{
    /// <summary>Whether all the stage makes is the result of <c>forward</c>: it then returns that, in no record.</summary>
    public bool MakesOnlyOutput => Results.Count == 1 && Results[0].IsOutput;
}

/// <summary>A submodule, or one stage's part of a dealt list of them.</summary>
/// <param name="Field">The user's field or property.</param>
/// <param name="Part">Which part of the list, from 0.</param>
/// <param name="Parts">How many parts there are; 1 where the submodule is whole.</param>
/// <param name="Split">How many elements each part takes, or none: evenly.</param>
/// <param name="MayBeNull">Whether the field's type says it may be null.</param>
/// <param name="Kind">What the field holds.</param>
public sealed record StageSubmodule(string Field, int Part, int Parts, EquatableArray<int> Split, bool MayBeNull, FieldKind Kind);

/// <summary>What a field of a stage holds.</summary>
public enum FieldKind
{
    /// <summary>A module.</summary>
    Module,

    /// <summary>A dictionary of modules, itself a module.</summary>
    Dictionary,

    /// <summary>An array or list of modules.</summary>
    Array,

    /// <summary>A parameter or buffer of the model itself.</summary>
    Tensor,
}

/// <summary>A value that comes into a stage.</summary>
/// <param name="Value">Index into <see cref="ModelPlan.Values"/>.</param>
/// <param name="Type">Its C# type.</param>
/// <param name="Name">The name it has in this stage's method.</param>
public sealed record StageParameter(int Value, string Type, string Name);

/// <summary>A value that a stage makes for others.</summary>
/// <param name="Value">Index into <see cref="ModelPlan.Values"/>.</param>
/// <param name="Type">Its C# type.</param>
/// <param name="Name">Its name in the boundary record.</param>
/// <param name="Expression">What is handed on: a local of the stage's method, or the operand of the user's <c>return</c>.</param>
/// <param name="IsOutput">Whether this is the result of <c>forward</c>.</param>
public sealed record StageResult(int Value, string Type, string Name, string Expression, bool IsOutput);
