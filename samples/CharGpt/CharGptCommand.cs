using System.CommandLine;

namespace Samples;

/// <summary>The command line: its options, and how they are read.</summary>
public static class CharGptCommand
{
    /// <summary>Reads the command line and runs what it asks for.</summary>
    /// <returns>The exit code: 0, or 1 when something is wrong; then <paramref name="error"/> says what.</returns>
    public static Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter error)
    {
        var defaults = new CharGptOptions();
        var text = new Option<string?>("--text")
        {
            Description = "A UTF-8 text file to train on [default: the .NET SDK's reference documentation]", HelpName = "PATH",
        };
        var width = RunArguments.Number("--width", "The length of the vector that stands for a character", defaults.Width);
        var depth = RunArguments.Number("--depth", "Transformer blocks", defaults.Depth);
        var heads = RunArguments.Number("--heads", "Attention heads a block", defaults.Heads);
        var context = RunArguments.Number("--context", "How many characters the model sees", defaults.Context);
        var command = new RootCommand("Trains a character-level GPT, split into a pipeline of stages by attributes.")
        {
            text, width, depth, heads, context,
        };
        var run = new RunArguments(defaults);
        return run.RunAsync(command, arguments, Run, output, error);

        void Run(ParseResult parsed, CancellationToken cancellation)
        {
            var options = run.Read(parsed, new CharGptOptions
            {
                Text = parsed.GetValue(text),
                Width = parsed.GetValue(width),
                Depth = parsed.GetValue(depth),
                Heads = parsed.GetValue(heads),
                Context = parsed.GetValue(context),
            });
            options.Check();
            CharGptProgram.Run(options, output, cancellation);
        }
    }
}
