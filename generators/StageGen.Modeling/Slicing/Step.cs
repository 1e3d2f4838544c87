using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace StageGen.Modeling.Slicing;

internal enum Placement
{
    /// <summary>Runs once, in the stage of its submodules or operands.</summary>
    Staged,

    /// <summary>Depends on no tensor's contents: repeated in every stage that uses it.</summary>
    Free,

    /// <summary>Depends on no stage, but must run only once: in the first stage that uses it.</summary>
    Once,

    /// <summary>Opens or closes a scope (<c>NewDisposeScope</c>): in every stage that runs something in it.</summary>
    Ambient,
}

internal enum StepForm
{
    /// <summary>Copied as it is.</summary>
    Verbatim,

    /// <summary><c>target = expression;</c>: a declaration where the stage does not have the target yet, else an assignment.</summary>
    Assign,

    /// <summary><c>(a, b) = expression;</c>: the same with several targets.</summary>
    Deconstruct,

    /// <summary>The result of <c>forward</c>: an expression.</summary>
    Return,

    /// <summary>A parameter or buffer of the model: it is there, and nothing is written.</summary>
    Member,
}

/// <summary>One statement of the lowered <c>forward</c>, bound to at most one stage.</summary>
internal sealed class Step
{
    public required StepForm Form { get; init; }

    /// <summary>The statement, or for <see cref="StepForm.Assign"/> and <see cref="StepForm.Return"/> the expression alone.</summary>
    public required string Text { get; init; }

    /// <summary>The condition under which it runs, or an empty string.</summary>
    public string Guard { get; set; } = "";

    /// <summary>Where it comes from in the user's file; null for what was added.</summary>
    public Location? Origin { get; set; }

    /// <summary>Comment lines that stood above the statement, without indentation.</summary>
    public string Comment { get; init; } = "";

    /// <summary><c>=</c>, <c>+=</c> …</summary>
    public string Operator { get; init; } = "=";

    /// <summary>Whether it was a <c>using</c> declaration.</summary>
    public bool Using { get; init; }

    /// <summary>Of the end of a scope: the step that opened it.</summary>
    public Step? Closes { get; init; }

    /// <summary>Of a scope: whether it is opened under a condition only.</summary>
    public bool MayBeMissing { get; init; }

    /// <summary>Whether it opens a scope that disposes the tensors made in it.</summary>
    public bool DisposesTensors { get; init; }

    /// <summary>Whether it puts a list together from its parts: in every stage that reads it.</summary>
    public bool IsComposition { get; init; }

    public Placement Placement { get; set; }

    /// <summary>The stage it runs in; −1 where it runs in every one that needs it, or before it is placed.</summary>
    public int Stage { get; set; } = -1;

    public List<(Version Version, TextSpan Span)> Reads { get; } = [];

    public List<Version> Writes { get; } = [];

    /// <summary>The submodules that keep nothing and run in it.</summary>
    public HashSet<string> Stateless { get; } = [];

    /// <summary>The variables that its text declares itself.</summary>
    public HashSet<Variable> Declared { get; } = [];

    /// <summary>The tensors it changes that other variables see as well.</summary>
    public List<SharedChange> SharedChanges { get; } = [];

    /// <summary>Versions that other stages are to have as they were before it.</summary>
    public List<Version> KeptBefore { get; } = [];

    public void PlaceIn(int stage)
    {
        Placement = Placement.Staged;
        Stage = stage;
    }
}
