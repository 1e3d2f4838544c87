namespace StageGen.Scheduling;

/// <summary>What a device does with one microbatch on one stage.</summary>
public enum ActionKind
{
    /// <summary>The forward pass of the stage; written <c>F</c>.</summary>
    Forward,

    /// <summary>The whole backward pass: gradients of the stage's inputs and of its weights; written <c>B</c>.</summary>
    Backward,

    /// <summary>
    /// The first half of the backward pass: gradients of the stage's inputs only, which the stage before waits for; written <c>I</c>.
    /// </summary>
    InputGradient,

    /// <summary>
    /// The second half of the backward pass: gradients of the stage's weights, which no other device waits for; written <c>W</c>.
    /// </summary>
    WeightGradient,
}
