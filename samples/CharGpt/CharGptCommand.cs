using System.CommandLine;
using System.Globalization;
using StageGen.Scheduling;

namespace Samples;

/// <summary>The command line: its options, and how they are read.</summary>
public static class CharGptCommand
{
    private static readonly CharGptOptions Default = new();

    private static readonly Option<string?> Text = new("--text")
    {
        Description = "A UTF-8 text file to train on [default: the .NET SDK's reference documentation]", HelpName = "PATH",
    };

    private static readonly Option<string> Devices = new("--devices")
    {
        Description = "How many devices (CUDA where there are as many, else CPU workers), or their names: cpu,cpu or cuda:0,cuda:1",
        HelpName = "N|NAME,NAME,…",
        DefaultValueFactory = _ => Default.Devices.Count.ToString(CultureInfo.InvariantCulture),
    };

    private static readonly Option<string> Schedule = new("--schedule")
    {
        Description = $"The order of work: {ScheduleNames.All}", HelpName = "NAME",
        DefaultValueFactory = _ => Schedules.CommandLineName(Default.Schedule),
    };

    private static readonly Option<int> Microbatches = Number("--microbatches", "Into how many pieces a batch is cut", Default.Microbatches);
    private static readonly Option<int> Width = Number("--width", "The length of the vector that stands for a character", Default.Width);
    private static readonly Option<int> Depth = Number("--depth", "Transformer blocks", Default.Depth);
    private static readonly Option<int> Heads = Number("--heads", "Attention heads a block", Default.Heads);
    private static readonly Option<int> Context = Number("--context", "How many characters the model sees", Default.Context);
    private static readonly Option<int> Batch = Number("--batch", "Samples a step", Default.Batch);
    private static readonly Option<int> Steps = Number("--steps", "Training steps", Default.Steps);
    private static readonly Option<int> Seed = Number("--seed", "Where the random numbers start", Default.Seed);
    private static readonly Option<bool> Compare = new("--compare") { Description = "Train the unsplit model, too, and compare bit by bit" };
    private static readonly Option<bool> Json = new("--json") { Description = "End the output with the results as one line of JSON" };

    /// <summary>Reads the command line and runs what it asks for.</summary>
    /// <returns>The exit code: 0, or 1 when something is wrong; then <paramref name="error"/> says what.</returns>
    public static Task<int> RunAsync(string[] arguments, TextWriter output, TextWriter error)
    {
        var root = new RootCommand("Trains a character-level GPT, split into a pipeline of stages by attributes.")
        {
            Text, Devices, Microbatches, Schedule, Width, Depth, Heads, Context, Batch, Steps, Seed, Compare, Json,
        };
        // On a thread of its own, so that Ctrl-C can be seen to meanwhile.
        root.SetAction((parsed, cancellation) => Task.Run(() => Run(parsed, output, error, cancellation), CancellationToken.None));
        return root.Parse(arguments).InvokeAsync(new InvocationConfiguration { Output = output, Error = error });
    }

    private static int Run(ParseResult parsed, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        try
        {
            CharGptProgram.Run(Read(parsed), output, cancellation);
            return 0;
        }
        catch (UserException e)
        {
            error.WriteLine(e.Message);
        }
        catch (OperationCanceledException)
        {
            error.WriteLine("Cancelled.");
        }
        return 1;
    }

    private static CharGptOptions Read(ParseResult parsed)
    {
        var options = new CharGptOptions
        {
            Text = parsed.GetValue(Text),
            Devices = DeviceNames.Parse(parsed.GetValue(Devices)!),
            Microbatches = parsed.GetValue(Microbatches),
            Schedule = ScheduleNames.Parse(parsed.GetValue(Schedule)!),
            Width = parsed.GetValue(Width),
            Depth = parsed.GetValue(Depth),
            Heads = parsed.GetValue(Heads),
            Context = parsed.GetValue(Context),
            Batch = parsed.GetValue(Batch),
            Steps = parsed.GetValue(Steps),
            Seed = parsed.GetValue(Seed),
            Compare = parsed.GetValue(Compare),
            Json = parsed.GetValue(Json),
        };
        options.Check();
        return options;
    }

    private static Option<int> Number(string name, string description, int value)
        => new(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => value };
}
