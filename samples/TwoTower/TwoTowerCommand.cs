using System.CommandLine;

namespace Samples.TwoTowers;

/// <summary>The command line: its options, and how they are read.</summary>
public static class TwoTowerCommand
{
    /// <summary>Reads the command line and runs what it asks for.</summary>
    /// <returns>The exit code: 0, or 1 when something is wrong; then <paramref name="error"/> says what.</returns>
    public static Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter error)
    {
        var defaults = new TwoTowerOptions();
        var data = new Option<string?>("--data")
        {
            Description = "Where Fashion-MNIST's four files are [default: where Debian's dataset-fashion-mnist puts them]",
            HelpName = "DIR",
        };
        var width = RunArguments.Number("--width", "Channels of the image tower's first convolution", defaults.Width);
        var features = RunArguments.Number("--features", "The length of the vectors of either tower", defaults.Features);
        var depth = RunArguments.Number("--depth", "Transformer blocks of the text tower", defaults.Depth);
        var testImages = RunArguments.Number("--test-images", "How many test images to measure on at most", defaults.TestImages);
        var command = new RootCommand("Trains an image and a text tower side by side, split into a pipeline of stages by attributes.")
        {
            data, width, features, depth, testImages,
        };
        var run = new RunArguments(defaults);
        return run.RunAsync(command, arguments, Run, output, error);

        void Run(ParseResult parsed, CancellationToken cancellation)
        {
            var options = run.Read(parsed, new TwoTowerOptions
            {
                Data = parsed.GetValue(data),
                Width = parsed.GetValue(width),
                Features = parsed.GetValue(features),
                Depth = parsed.GetValue(depth),
                TestImages = parsed.GetValue(testImages),
            });
            options.Check();
            TwoTowerProgram.Run(options, output, cancellation);
        }
    }
}
