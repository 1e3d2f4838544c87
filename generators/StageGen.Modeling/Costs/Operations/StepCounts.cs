namespace StageGen.Modeling.Costs;

/// <summary>
/// How many steps of <see cref="Work.SecondsPerStep"/>, a clock cycle each, libtorch's CPU kernels take beyond reading and writing:
/// where they have no vector instructions, compute a function that takes long, or start anew for every row. Measured by
/// <c>StageGen.Benchmarks rates</c>.
/// </summary>
internal static class StepCounts
{
    /// <summary>
    /// The maximum of a window: two or three times a branch is predicted wrongly, where an element is larger than those before it.
    /// </summary>
    public const int Window = 56;

    /// <summary>Comparing an element of it.</summary>
    public const int Compared = 10;

    /// <summary>Adding an element of a window.</summary>
    public const int Averaged = 6;

    /// <summary>Finding the element that an element of a larger image is taken from.</summary>
    public const int Resampled = 5;

    /// <summary>Adding its gradient there.</summary>
    public const int ResampledBackward = 3;

    /// <summary>
    /// Drawing a random number and comparing it, which one time in ten turns out the other way; one time in two it is twice as many.
    /// </summary>
    public const int Drawn = 23;

    /// <summary>A hyperbolic tangent.</summary>
    public const int Tangent = 9;

    /// <summary>An exponential or an error function, in vectors.</summary>
    public const int Exponential = 2;

    /// <summary>An element of the statistics of a channel: sums that wait for one another.</summary>
    public const int Normalized = 6;

    /// <summary>The same in the backward, which adds up in vectors.</summary>
    public const int NormalizedBackward = 3;

    /// <summary>Starting one image of one channel.</summary>
    public const int Plane = 80;

    /// <summary>Starting one in the backward.</summary>
    public const int PlaneBackward = 240;

    /// <summary>Starting a row of a norm.</summary>
    public const int NormRow = 120;

    /// <summary>Starting a row of a softmax, or of a norm's backward.</summary>
    public const int Row = 40;

    /// <summary>Starting a matrix product of a stack of them.</summary>
    public const int Matrix = 1000;
}
