using Microsoft.CodeAnalysis.Text;

namespace StageGen.Modeling;

/// <summary>What reading a class gave.</summary>
/// <param name="Plan">The plan, or null where an error stands in its way.</param>
/// <param name="Construction">What builds the model in part; null where there is no plan.</param>
/// <param name="Problems">Everything found wrong, in no order.</param>
/// <param name="Guesses">Types of crossing values that were concluded from syntax alone, for the analyzer to check.</param>
/// <param name="Origins">Where the stages' lines come from; see <see cref="TextOrigin"/>.</param>
public sealed record ModelReading(
    ModelPlan? Plan, ConstructionPlan? Construction, EquatableArray<Problem> Problems, EquatableArray<TypeGuess> Guesses,
    EquatableArray<TextOrigin> Origins)
{
    /// <summary>Whether the class is in the middle of being written; its stages are then empty.</summary>
    public bool IsHalfWritten { get; init; }

    /// <summary>
    /// The submodules in the order in which <c>forward</c> comes to them, where their stages are still to be chosen: the plan is then that
    /// of one stage. Null once they are, and where attributes declare them.
    /// </summary>
    public EquatableArray<UncutField>? Uncut { get; init; }

    /// <summary>Which submodules share weights, as the constructors say.</summary>
    public EquatableArray<SharedWeight> SharedWeights { get; init; }
}

/// <summary>A weight, or a whole module, that two submodules share.</summary>
/// <param name="Taker">The submodule that is given it.</param>
/// <param name="Giver">The submodule that it is of.</param>
/// <param name="TakersStage">The stage of the one.</param>
/// <param name="GiversStage">The stage of the other.</param>
/// <param name="Part">Which of the class's declarations the span is in.</param>
/// <param name="Span">The assignment.</param>
public sealed record SharedWeight(string Taker, string Giver, int TakersStage, int GiversStage, int Part, TextSpan Span);

/// <summary>A crossing value whose type was concluded from syntax.</summary>
/// <param name="Variable">The user's variable; for a sub-expression, its text.</param>
/// <param name="Type">The type that generated code gives it.</param>
/// <param name="IsTensor">Whether that type is a tensor.</param>
/// <param name="Part">Which of the class's declarations the span is in.</param>
/// <param name="Span">The expression that the variable was first given.</param>
public sealed record TypeGuess(string Variable, string Type, bool IsTensor, int Part, TextSpan Span);
