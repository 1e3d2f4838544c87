namespace StageGen.Modeling.Costs;

/// <summary>
/// How many steps of <see cref="Work.SecondsPerStep"/> go one after the other where libtorch's CPU kernels have no vector instructions, or
/// start anew for every row: measured on one core, with float32.
/// </summary>
internal static class StepCounts
{
    /// <summary>Comparing an element of a window with the largest so far.</summary>
    public const int Compared = 6;

    /// <summary>Adding an element of a window.</summary>
    public const int Averaged = 2;

    /// <summary>Finding the element that an element of a larger image is taken from.</summary>
    public const int Resampled = 2;

    /// <summary>Drawing a random number.</summary>
    public const int Drawn = 6;

    /// <summary>A hyperbolic tangent.</summary>
    public const int Tangent = 2;

    /// <summary>An element of the statistics of a channel.</summary>
    public const int Normalized = 1;

    /// <summary>Starting a row of a softmax or of a norm.</summary>
    public const int Row = 50;

    /// <summary>Starting a row of their backward.</summary>
    public const int RowBackward = 100;

    /// <summary>Starting a matrix product of a stack of them.</summary>
    public const int Matrix = 200;
}
