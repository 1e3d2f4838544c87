namespace Samples.Vision;

/// <summary>What the command line says.</summary>
public sealed record VisionOptions : RunOptions
{
    /// <summary>What the names of tasks can be.</summary>
    public static IReadOnlyList<string> Tasks { get; } = ["unet", "resnet"];

    public VisionOptions() => (Batch, Steps) = (128, 600);

    /// <summary>Which model to train, and on what.</summary>
    public string Task { get; init; } = Tasks[0];

    /// <summary>Where Fashion-MNIST is; null for where Debian's package puts it.</summary>
    public string? Data { get; init; }

    /// <summary>Channels of the model's first layers.</summary>
    public int Width { get; init; } = 16;

    /// <summary>How many test images the metric is taken over at most.</summary>
    public int TestImages { get; init; } = 10000;

    /// <inheritdoc/>
    public override void Check()
    {
        if (!Tasks.Contains(Task)) throw new UserException($"--task {Task} is not known; choose one of: {string.Join(", ", Tasks)}.");
        CheckPositive(("--width", Width), ("--test-images", TestImages));
        base.Check();
    }
}
