namespace StageGen;

/// <summary>Where the elements of a collection of submodules belong. Generated; the deal itself is <see cref="StageShare"/>'s.</summary>
/// <param name="Field">The field that holds the collection.</param>
/// <param name="First">The first stage that has elements of it.</param>
/// <param name="Parts">Over how many stages it is dealt.</param>
/// <param name="Split">How many elements each stage takes, or null for an even deal.</param>
public sealed record SubmoduleDeal(string Field, int First, int Parts, int[]? Split = null)
{
    /// <summary>The stage of an element of a collection of so many.</summary>
    internal int StageOf(int element, int count)
    {
        int part = 0;
        while (part < Parts - 1 && element >= StageShare.Bounds(count, part, Parts, Split).End)
        {
            part++;
        }

        return First + part;
    }
}
