using System.Diagnostics;
using Samples.Training;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Samples.Display;

/// <summary>
/// A panel that keeps up with the training: numbers, a bar, a chart of the loss. It is drawn between steps, on the thread that
/// trains, so that it never works while a device does.
/// </summary>
public sealed class LiveProgress(IAnsiConsole console) : IProgressDisplay
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);

    public T Run<T>(string title, Wording wording, Func<Action<TrainingProgress>, T> training)
    {
        var losses = new List<double>();
        var smoothed = new Average();
        var bubble = new Average();
        var drawn = Stopwatch.StartNew();
        return console.Live(new Markup("")).Start(live => training(progress =>
        {
            losses.Add(smoothed.Add(progress.Loss * wording.LossScale));
            if (progress.Bubble is { } share) bubble.Add(share);
            if (drawn.Elapsed < Pause && progress.Step != progress.Steps && progress.Step != 1) return;
            live.UpdateTarget(Draw(title, wording, progress, losses, progress.Bubble is null ? null : bubble.Value));
            drawn.Restart();
        }));
    }

    private Panel Draw(string title, Wording wording, TrainingProgress progress, IReadOnlyList<double> losses, double? bubble)
    {
        var left = progress.Elapsed * ((double)(progress.Steps - progress.Step) / progress.Step);
        var numbers = new Grid().AddColumns(5).AddRow(
            $"step [bold]{progress.Step}[/]/{progress.Steps}",
            $"[bold green]{losses[^1]:F3}[/] {wording.Loss}",
            $"[bold]{progress.SamplesPerSecond * wording.ThingsPerSample:N0}[/] {wording.Things}/s",
            bubble is { } share ? $"bubble [bold]{share:P1}[/]" : "",
            $"{left:m\\:ss} to go");
        var width = Math.Clamp(console.Profile.Width - 6, 20, 100);
        var done = width * progress.Step / progress.Steps;
        var bar = new Markup($"[green]{new string('━', done)}[/][grey]{new string('━', width - done)}[/]");
        IRenderable chart = new Markup(string.Join("\n", LossChart.Rows(losses, width, height: 6)), new Style(Color.Green));
        return new Panel(new Rows(numbers, bar, chart)).Header(title).BorderColor(Color.Grey);
    }

    /// <summary>A running average that forgets: what is shown does not flicker.</summary>
    private sealed class Average
    {
        private const double Keep = 0.9;
        private int count;

        public double Value { get; private set; }

        public double Add(double value)
        {
            var keep = Math.Min(Keep, (double)count / ++count);
            return Value = keep * Value + (1 - keep) * value;
        }
    }
}
