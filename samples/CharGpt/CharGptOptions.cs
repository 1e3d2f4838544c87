namespace Samples;

/// <summary>What the command line says.</summary>
public sealed record CharGptOptions : RunOptions
{
    public CharGptOptions() => Steps = 1200;

    /// <summary>A UTF-8 file to train on; null for the .NET reference documentation.</summary>
    public string? Text { get; init; }

    public int Width { get; init; } = 128;
    public int Depth { get; init; } = 4;
    public int Heads { get; init; } = 4;
    public int Context { get; init; } = 64;

    /// <summary>The highest learning rate: the wider the model, the lower.</summary>
    public double LearningRate => 8e-3 * Math.Min(1, 128.0 / Width);

    /// <inheritdoc/>
    public override void Check()
    {
        CheckPositive(("--width", Width), ("--depth", Depth), ("--heads", Heads), ("--context", Context));
        base.Check();
        if (Width % Heads != 0)
            throw new UserException($"--width {Width} cannot be shared evenly by --heads {Heads}; make the width a multiple of the heads.");
    }
}
