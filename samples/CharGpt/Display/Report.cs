using StageGen.Scheduling;

namespace Samples.Display;

/// <summary>What is written when the training is over.</summary>
public static class Report
{
    /// <summary>The name of the picture of a step, written to the current directory.</summary>
    public const string TimelineFile = "chargpt-timeline.svg";

    public static void Write(Terminal terminal, Results results, IReadOnlyList<string> devices, string sample)
    {
        WriteTimelines(terminal, results, devices);
        terminal.WriteHeading("What the model writes");
        terminal.WriteLine(sample);
        terminal.WriteHeading("Result");
        var (run, steps) = (results.Run, results.Steps);
        terminal.WriteLine($"Validation       {run.ValidationBits:F3} bits per character; unigram entropy {results.Data.UnigramBits:F3}");
        terminal.WriteLine($"Speed            {run.TokensPerSecond:N0} tokens/s; {run.Losses.Count} steps in {run.Elapsed.TotalSeconds:F0} s");
        terminal.WriteLine($"Bubble           measured {steps.MeasuredBubble:P1}, predicted {steps.Simulated.Bubble:P1}");
        if (results.Comparison is not { } comparison) return;
        var unsplit = comparison.Unsplit;
        terminal.WriteHeading("Beside the unsplit model");
        terminal.WriteLine($"Final loss       {run.Losses[^1]:R} pipelined, {unsplit.Losses[^1]:R} unsplit; {Identical(comparison.LossesIdentical)} over {run.Losses.Count} steps");
        terminal.WriteLine($"Final weights    {Identical(comparison.WeightsIdentical)}");
        terminal.WriteLine($"Validation       {run.ValidationBits:F3} bits per character pipelined, {unsplit.ValidationBits:F3} unsplit");
        terminal.WriteLine($"Speed            {run.TokensPerSecond:N0} tokens/s pipelined, {unsplit.TokensPerSecond:N0} unsplit: {run.TokensPerSecond / unsplit.TokensPerSecond:F2} times as fast");
    }

    private static string Identical(bool same) => same ? "bit-identical" : "NOT bit-identical";

    /// <summary>A step as simulated beside a step as measured, on one scale: here, and as a file.</summary>
    private static void WriteTimelines(Terminal terminal, Results results, IReadOnlyList<string> devices)
    {
        var steps = results.Steps;
        var longest = Math.Max(steps.Simulated.Makespan, steps.Measured.Makespan);
        terminal.WriteHeading("One step");
        foreach (var (title, timeline) in new[] { ("Simulated", steps.Simulated), ("Measured", steps.Measured) })
        {
            terminal.WriteLine($"{title}, {timeline.Makespan * 1000:F1} ms, bubble {timeline.Bubble:P1}");
            TimelinePicture.Write(terminal, timeline, devices, longest);
        }
        var path = Path.GetFullPath(TimelineFile);
        try
        {
            File.WriteAllText(path, TimelineSvg.Render([("Simulated", steps.Simulated), ("Measured", steps.Measured)], devices, "s"));
            terminal.WriteLine($"As a picture: {path}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            terminal.WriteLine($"The picture could not be written to {path}: {e.Message}");
        }
    }
}
