using Samples.Training;

namespace Samples.Display;

/// <summary>What every sample writes when its training is over.</summary>
public static class Report
{
    /// <summary>A step as predicted beside a step as measured, on one scale: here, and as a picture in the current directory.</summary>
    /// <param name="terminal">Where to.</param>
    /// <param name="outcome">What the run gave.</param>
    /// <param name="file">The picture's name, ending in <c>.svg</c>.</param>
    public static void WriteTimelines(Terminal terminal, Outcome outcome, string file)
    {
        var profile = outcome.Profile;
        terminal.WriteHeading("One step");
        terminal.WriteDrawing(profile.ToText);
        terminal.WriteLine();
        var path = Path.GetFullPath(file);
        try
        {
            profile.Save(path);
            terminal.WriteLine($"As a picture: {path}");
        }
        catch (IOException e)
        {
            terminal.WriteLine(e.Message);
        }
        if (outcome.Options.Profile is { } asked) terminal.WriteLine($"The profile:  {Path.GetFullPath(asked)}");
    }

    /// <summary>The numbers, and those of the unsplit model beside them.</summary>
    public static void WriteResult(Terminal terminal, Outcome outcome)
    {
        var (run, profile, wording) = (outcome.Run, outcome.Profile, outcome.Wording);
        terminal.WriteHeading("Result");
        terminal.WriteLine($"Validation       {wording.Metric(run.Metric)}; {wording.Baseline}");
        terminal.WriteLine(
            $"Speed            {outcome.Speed(run):N0} {wording.Things}/s; {run.Losses.Count} steps in {run.Elapsed.TotalSeconds:F0} s");
        terminal.WriteLine($"Bubble           measured {profile.MeasuredBubble:P1}, predicted {profile.Predicted.Bubble:P1}");
        if (outcome.Comparison is not { } comparison) return;
        var unsplit = comparison.Unsplit;
        terminal.WriteHeading("Beside the unsplit model");
        terminal.WriteLine(
            $"Final loss       {run.Losses[^1]:R} pipelined, {unsplit.Losses[^1]:R} unsplit; {Identical(comparison.LossesIdentical)} over {run.Losses.Count} steps");
        terminal.WriteLine($"Final weights    {Identical(comparison.WeightsIdentical)}");
        terminal.WriteLine($"Validation       {wording.Metric(run.Metric)} pipelined, {wording.Metric(unsplit.Metric)} unsplit");
        terminal.WriteLine(
            $"Speed            {outcome.Speed(run):N0} {wording.Things}/s pipelined, {outcome.Speed(unsplit):N0} unsplit: {run.SamplesPerSecond / unsplit.SamplesPerSecond:F2} times as fast");
    }

    private static string Identical(bool same) => same ? "bit-identical" : "NOT bit-identical";
}
