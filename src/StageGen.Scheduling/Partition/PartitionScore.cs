namespace StageGen.Scheduling;

/// <summary>
/// How good a partition is. What counts first is that it fits the memory, then the slowest device (or link), then the bytes that cross
/// between devices, then how even the stages are.
/// </summary>
/// <param name="Missing">The most bytes that any device lacks; 0 where all fit.</param>
/// <param name="Bottleneck">The time of the slowest device or link for one microbatch.</param>
/// <param name="Bytes">Bytes that cross between devices.</param>
/// <param name="Squares">Sum of the squares of the stages' times.</param>
internal readonly record struct PartitionScore(double Missing, double Bottleneck, double Bytes, double Squares)
{
    private const double Rounding = 1e-11;

    /// <summary>Whether this one is better; sums of the same numbers in another order count as equal.</summary>
    public bool Betters(PartitionScore other) =>
        Differ(Missing, other.Missing) ? Missing < other.Missing
        : Differ(Bottleneck, other.Bottleneck) ? Bottleneck < other.Bottleneck
        : Differ(Bytes, other.Bytes) ? Bytes < other.Bytes
        : Differ(Squares, other.Squares) && Squares < other.Squares;

    /// <summary>Whether this one is better on the way to a faster one: even stages count before bytes.</summary>
    public bool IsMoreEven(PartitionScore other) =>
        Differ(Missing, other.Missing) ? Missing < other.Missing
        : Differ(Bottleneck, other.Bottleneck) ? Bottleneck < other.Bottleneck
        : Differ(Squares, other.Squares) && Squares < other.Squares;

    private static bool Differ(double one, double other) =>
        double.IsInfinity(one) || double.IsInfinity(other) ? one != other : Math.Abs(one - other) > Rounding * Math.Max(one, other);
}
