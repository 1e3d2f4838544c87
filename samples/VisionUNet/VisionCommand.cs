using System.CommandLine;

namespace Samples.Vision;

/// <summary>The command line: its options, and how they are read.</summary>
public static class VisionCommand
{
    /// <summary>Reads the command line and runs what it asks for.</summary>
    /// <returns>The exit code: 0, or 1 when something is wrong; then <paramref name="error"/> says what.</returns>
    public static Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter error)
    {
        var defaults = new VisionOptions();
        var task = new Option<string>("--task")
        {
            Description = "unet: the foreground of noisy images; resnet: the class of an image",
            HelpName = string.Join("|", VisionOptions.Tasks),
            DefaultValueFactory = _ => defaults.Task,
        };
        var data = new Option<string?>("--data")
        {
            Description = "Where Fashion-MNIST's four files are [default: where Debian's dataset-fashion-mnist puts them]",
            HelpName = "DIR",
        };
        var width = RunArguments.Number("--width", "Channels of the first layers", defaults.Width);
        var testImages = RunArguments.Number("--test-images", "How many test images to measure on at most", defaults.TestImages);
        var command = new RootCommand("Trains a U-Net or a ResNet on Fashion-MNIST, split into a pipeline of stages by attributes.")
        {
            task, data, width, testImages,
        };
        var run = new RunArguments(defaults);
        return run.RunAsync(command, arguments, Run, output, error);

        void Run(ParseResult parsed, CancellationToken cancellation)
        {
            var options = run.Read(parsed, new VisionOptions
            {
                Task = parsed.GetValue(task)!,
                Data = parsed.GetValue(data),
                Width = parsed.GetValue(width),
                TestImages = parsed.GetValue(testImages),
            });
            options.Check();
            VisionProgram.Run(options, output, cancellation);
        }
    }
}
