using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using StageGen.Modeling.Reading;

namespace StageGen.Modeling.Slicing;

/// <summary>What a piece of <c>forward</c> uses: submodules, variables, and how.</summary>
internal sealed class Uses
{
    public List<StagedUse> Staged { get; } = [];

    /// <summary>The submodules that run in it, those that helpers run included.</summary>
    public HashSet<string> Submodules { get; } = [];

    /// <summary>The submodules that keep nothing and run in it, and where.</summary>
    public List<(string Name, TextSpan Span)> Stateless { get; } = [];

    /// <summary>Parameters and buffers of the model itself that a helper uses.</summary>
    public HashSet<string> Tensors { get; } = [];

    public List<VariableRead> Reads { get; } = [];

    public List<VariableWrite> Writes { get; } = [];

    /// <summary>Arguments and receivers that are no variables and are changed in place.</summary>
    public HashSet<SyntaxNode> Changed { get; } = [];

    /// <summary>Calls whose effect is not known to end with their result: run once, and where they were written.</summary>
    public List<TextSpan> Effects { get; } = [];

    /// <summary>Places where an element of a list is known: <c>skips[^1]</c>, and the name it has by itself.</summary>
    public List<(TextSpan Span, string Text)> Substitutions { get; } = [];

    /// <summary>How many elements were taken off the end of a list, or off the front of a queue.</summary>
    public Dictionary<Variable, int> Taken { get; } = [];

    /// <summary>Per expression that depends on a stage: on which.</summary>
    public Dictionary<SyntaxNode, StageNeed> Needs { get; } = [];

    /// <summary>Of a helper: the first thing in it that no stage can hold.</summary>
    public Refusal? Refused { get; set; }

    public StageNeed Total { get; set; } = StageNeed.None;

    public StageNeed NeedOf(SyntaxNode node) => Needs.TryGetValue(node, out var need) ? need : StageNeed.None;
}

/// <summary>What cannot be in a stage, and why.</summary>
internal sealed record Refusal(string What, string Why);

/// <summary>A place where submodules are used.</summary>
/// <param name="Node">The call, or the bare mention.</param>
/// <param name="Name">The field, or the helper method.</param>
/// <param name="First">Its first stage.</param>
/// <param name="Last">Its last stage; the same unless it is a dealt list.</param>
/// <param name="Submodule">The submodule; null for a helper method.</param>
/// <param name="Call">The call of the submodule or helper, or null for a bare mention.</param>
internal sealed record StagedUse(SyntaxNode Node, string Name, int First, int Last, Submodule? Submodule, InvocationExpressionSyntax? Call)
{
    /// <summary>Of a helper over several stages: its declaration, whose statements take the place of the call.</summary>
    public SyntaxNode? Inline { get; init; }

    public bool IsDealtCall => Last > First && Call is not null && Inline is null;

    /// <summary>Whether it is one of a dealt list's elements, of which nobody knows the stage.</summary>
    public bool IsElementOfDealt => Last > First && Submodule is not null && Call is null;

    /// <summary>Whether steps of several stages take its place.</summary>
    public bool IsTakenApart => IsDealtCall || Inline is not null;
}

/// <summary>
/// A read of a variable, perhaps of its size, device and the like alone; implicit where a write keeps the old value or builds on it.
/// </summary>
internal readonly record struct VariableRead(Variable Variable, TextSpan Span, bool OnlyMetadata, bool IsImplicit);

internal enum WriteKind
{
    /// <summary>Declared here.</summary>
    Declare,

    /// <summary>Given a new value, surely.</summary>
    Assign,

    /// <summary>Given a new value perhaps, or from its old one.</summary>
    Update,

    /// <summary>Changed in place.</summary>
    InPlace,

    /// <summary>Changed in place: not the list, but a tensor in it.</summary>
    InPlaceElement,
}

/// <summary>A write to a variable; for a declaration, with its syntax, for a change in place, with the code that makes it.</summary>
internal readonly record struct VariableWrite(string Name, WriteKind Kind, TextSpan Span, SyntaxNode? Designation, TypeSyntax? Type,
    TextSpan By = default);

/// <summary>The stages that an expression depends on; −1 for none.</summary>
/// <param name="Stage">The highest, of submodules and of the variables read.</param>
/// <param name="FirstUsed">The lowest stage of a submodule used in it.</param>
/// <param name="LastUsed">The highest stage of a submodule used in it.</param>
internal readonly record struct StageNeed(int Stage, int FirstUsed, int LastUsed)
{
    public static readonly StageNeed None = new(-1, -1, -1);

    public bool UsesSubmodules => LastUsed >= 0;

    public StageNeed And(StageNeed other) => new(
        Math.Max(Stage, other.Stage),
        FirstUsed < 0 ? other.FirstUsed : other.FirstUsed < 0 ? FirstUsed : Math.Min(FirstUsed, other.FirstUsed),
        Math.Max(LastUsed, other.LastUsed));
}
