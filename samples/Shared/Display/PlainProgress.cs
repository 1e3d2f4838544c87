using Samples.Training;

namespace Samples.Display;

/// <summary>A line every so many steps.</summary>
public sealed class PlainProgress(TextWriter output) : IProgressDisplay
{
    private const int Every = 20;

    public T Run<T>(string title, Wording wording, Func<Action<TrainingProgress>, T> training) => training(progress =>
    {
        if (progress.Step != 1 && progress.Step % Every != 0 && progress.Step != progress.Steps) return;
        var bubble = progress.Bubble is { } share ? $"  bubble {share,6:P1}" : "";
        var speed = progress.SamplesPerSecond * wording.ThingsPerSample;
        output.WriteLine(
            $"{title}: step {progress.Step,5}/{progress.Steps}  {progress.Loss * wording.LossScale:F3} {wording.Loss}  {speed,9:N0} {wording.Things}/s{bubble}");
    });
}
