using Samples.Data;

namespace Samples.TwoTowers;

/// <summary>What a caption says of an image: the class, and two attributes that are measured on the pixels.</summary>
/// <param name="Class">Fashion-MNIST's label.</param>
/// <param name="Bright">Whether the foreground is brighter than is usual.</param>
/// <param name="Wide">Whether it covers more columns than is usual.</param>
public readonly record struct Meaning(int Class, bool Bright, bool Wide)
{
    /// <summary>How many different ones there are.</summary>
    public static int Count => 4 * FashionMnist.Classes.Count;

    /// <summary>All of them, in the order of their numbers.</summary>
    public static IReadOnlyList<Meaning> All { get; } =
        [.. Enumerable.Range(0, Count).Select(number => new Meaning(number / 4, (number & 2) != 0, (number & 1) != 0))];

    /// <summary>A number from 0 to <see cref="Count"/> − 1.</summary>
    public int Number => 4 * Class + (Bright ? 2 : 0) + (Wide ? 1 : 0);
}
