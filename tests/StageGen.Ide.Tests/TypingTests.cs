using Microsoft.CodeAnalysis;
using StageGen.Ide.Tests.Support;
using StageGen.Ide.Tests.Typing;
using Xunit.Abstractions;

namespace StageGen.Ide.Tests;

/// <summary>
/// A model is written from nothing, keystroke by keystroke: generator and analyzers never throw, and what is generated never
/// has an error, however wrong the model around it is for the moment.
/// </summary>
public sealed class TypingTests(ITestOutputHelper output)
{
    [Fact]
    public async Task WritingCharGptFromNothing()
    {
        var editor = new Editor();
        var times = new List<(double Generator, double Analyzers)>();
        int generated = 0, rules = 0;
        Keystroke last = default;
        foreach (Keystroke keystroke in Recording.Of("CharGpt").Play())
        {
            last = keystroke;
            Step step = await editor.Type(keystroke.File, keystroke.Text);
            Assert.True(step.Problem is null, $"{step.Problem}\nwhile {keystroke.File} reads\n{keystroke.Text}");
            times.Add((step.GeneratorMs, step.AnalyzersMs));
            generated += step.IsGenerated ? 1 : 0;
            rules += step.Rules.Count > 0 ? 1 : 0;
        }

        Step end = await editor.Type(last.File, last.Text);
        Assert.Empty(end.CompilerErrors);
        Assert.Empty(end.Rules);
        Assert.True(end.IsGenerated);
        // The session went through both: states with a pipeline, and states with something to say.
        Assert.True(generated > 500 && rules > 100, $"generated at {generated}, rules at {rules} of {times.Count} keystrokes");
        output.WriteLine($"{times.Count} keystrokes; a pipeline after {generated} of them, a diagnostic after {rules}");
        output.WriteLine($"generator {Times(times.Select(time => time.Generator))}");
        output.WriteLine($"analyzers {Times(times.Select(time => time.Analyzers))}");
    }

    private static string Times(IEnumerable<double> milliseconds)
    {
        double[] sorted = [.. milliseconds.Order()];
        return FormattableString.Invariant(
            $"median {sorted[sorted.Length / 2]:f2} ms, 95 of 100 under {sorted[sorted.Length * 95 / 100]:f2} ms, longest {sorted[^1]:f1} ms");
    }
}
