namespace Samples.TwoTowers;

/// <summary>What the command line says.</summary>
public sealed record TwoTowerOptions : RunOptions
{
    public TwoTowerOptions() => (Devices, Microbatches, Batch, Steps) = (["cpu", "cpu", "cpu"], 4, 256, 700);

    /// <summary>Where Fashion-MNIST is; null for where Debian's package puts it.</summary>
    public string? Data { get; init; }

    /// <summary>Channels of the image tower's first convolution.</summary>
    public int Width { get; init; } = 16;

    /// <summary>The length of the vectors of either tower.</summary>
    public int Features { get; init; } = 64;

    /// <summary>Transformer blocks of the text tower, which two stages share.</summary>
    public int Depth { get; init; } = 2;

    /// <summary>How many test images the metric is taken over at most.</summary>
    public int TestImages { get; init; } = 10000;

    /// <inheritdoc/>
    public override void Check()
    {
        CheckPositive(("--width", Width), ("--features", Features), ("--depth", Depth), ("--test-images", TestImages));
        base.Check();
        if (Depth < 2) throw new UserException($"--depth is {Depth}; the text tower is cut in two and needs at least 2 blocks.");
        if (Batch < 2 * Microbatches)
        {
            throw new UserException(
                $"--batch {Batch} leaves microbatches of one pair with --microbatches {Microbatches}, and nothing to contrast it with; give a batch of at least {2 * Microbatches}.");
        }
    }
}
