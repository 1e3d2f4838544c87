using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using StageGen.Scheduling;

namespace Samples;

/// <summary>The part of the command line that every sample has, with a sample's own defaults.</summary>
/// <param name="defaults">What holds where the command line says nothing.</param>
public sealed class RunArguments(RunOptions defaults)
{
    private readonly Option<string> devices = new("--devices")
    {
        Description = "How many devices (CUDA where there are as many, else CPU workers), or their names: cpu,cpu or cuda:0,cuda:1",
        HelpName = "N|NAME,NAME,…",
        DefaultValueFactory = _ => defaults.Devices.Count.ToString(CultureInfo.InvariantCulture),
    };

    private readonly Option<string> schedule = new("--schedule")
    {
        Description =
            $"The order of work: {ScheduleNames.All}; or a file with a plan, which says how many devices and microbatches there are",
        HelpName = "NAME|FILE.csv",
        DefaultValueFactory = _ => Schedules.CommandLineName(defaults.Schedule),
    };

    private readonly Option<int?> stagesPerDevice = new("--stages-per-device")
    {
        Description = "How many stages of the schedule each device has [default: as few as the schedule can do with]", HelpName = "N",
        CustomParser = WholeNumber,
    };

    private readonly Option<int?> tune = new("--tune")
    {
        Description = "With --schedule auto: run so many steps as 1F1B, measure them, and go on with the best plan for those times",
        HelpName = "STEPS", CustomParser = WholeNumber,
    };

    private readonly Option<double?> maxActivations = new("--max-activations")
    {
        Description = "With --tune: the most activations a device may hold, in microbatches", HelpName = "N",
    };

    private readonly Option<int> microbatches = Number("--microbatches", "Into how many pieces a batch is cut", defaults.Microbatches);
    private readonly Option<int> batch = Number("--batch", "Samples a step", defaults.Batch);
    private readonly Option<int> steps = Number("--steps", "Training steps", defaults.Steps);
    private readonly Option<int> seed = Number("--seed", "Where the random numbers start", defaults.Seed);
    private readonly Option<bool> compare = new("--compare") { Description = "Train the unsplit model, too, and compare bit by bit" };
    private readonly Option<string?> profile = new("--profile")
    {
        Description =
            "Write how the steps went, predicted beside measured: a page (.html), a picture (.svg), a trace for ui.perfetto.dev (.json) or the costs (.csv)",
        HelpName = "FILE",
    };

    private readonly Option<string?> stageProfile = new("--stage-profile")
    {
        Description = "Measure what each submodule costs and write it, for the compiler to go by: Model.stageprofile.json",
        HelpName = "FILE",
    };

    private readonly Option<bool> json = new("--json") { Description = "End the output with the results as one line of JSON" };

    /// <summary>An option that takes a whole number.</summary>
    public static Option<int> Number(string name, string description, int value)
        => new(name)
        {
            Description = description,
            HelpName = "N",
            DefaultValueFactory = _ => value,
            CustomParser = argument => WholeNumber(argument) ?? 0
        };

    private static int? WholeNumber(ArgumentResult argument)
    {
        if (int.TryParse(argument.Tokens[0].Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number))
            return number;
        argument.AddError(
            $"{((OptionResult)argument.Parent!).Option.Name} {argument.Tokens[0].Value} is not a whole number, or too large; give one as in 8.");
        return null;
    }

    /// <summary>Reads what <paramref name="command"/> was given, runs it, and turns what went wrong into a line and an exit code.</summary>
    /// <param name="command">The sample's command, with the options of its own.</param>
    /// <param name="arguments">What the user wrote.</param>
    /// <param name="run">Does what the options ask for.</param>
    /// <param name="output">Takes what the sample writes.</param>
    /// <param name="error">Takes what is wrong.</param>
    /// <returns>The exit code: 0, or 1 when something is wrong; then <paramref name="error"/> says what.</returns>
    public Task<int> RunAsync(
        RootCommand command, string[] arguments, Action<ParseResult, CancellationToken> run, TextWriter output, TextWriter error)
    {
        foreach (var option in new Option[]
        {
            devices, microbatches, schedule, stagesPerDevice, tune, maxActivations, batch, steps, seed, compare, profile, stageProfile, json
        })
            command.Add(option);
        // On a thread of its own, so that Ctrl-C can be seen to meanwhile.
        command.SetAction((parsed, cancellation) => Task.Run(() => Run(() => run(parsed, cancellation), error), CancellationToken.None));
        return command.Parse(arguments).InvokeAsync(new InvocationConfiguration { Output = output, Error = error });
    }

    /// <summary><paramref name="options"/> with what the command line says, not yet checked.</summary>
    public T Read<T>(ParseResult parsed, T options) where T : RunOptions
    {
        var order = parsed.GetValue(schedule)!;
        var common = Common(parsed, options);
        return PlanFile.IsOne(order)
            ? WithPlan(parsed, (T)(common with { Plan = PlanFile.Read(order) }))
            : (T)(common with { Schedule = ScheduleNames.Parse(order) });
    }

    /// <summary>What a plan says goes without saying, and nothing else may be said.</summary>
    private T WithPlan<T>(ParseResult parsed, T options) where T : RunOptions
    {
        var plan = options.Plan!;
        Agrees(devices, options.Devices.Count, plan.Devices);
        Agrees(microbatches, options.Microbatches, plan.Microbatches);
        if (options.StagesPerDevice is { } said) Agrees(stagesPerDevice, said, plan.Map.StagesPerDevice);
        return (T)(options with
        {
            Devices = Said(devices) ? options.Devices : DeviceNames.Parse(plan.Devices.ToString(CultureInfo.InvariantCulture)),
            Microbatches = plan.Microbatches,
            StagesPerDevice = null,
        });

        bool Said(Option option) => parsed.GetResult(option) is { Implicit: false };

        void Agrees(Option option, int said, int needed)
        {
            if (Said(option) && said != needed)
                throw new UserException($"{option.Name} says {said}, and the plan '{plan.Name}' has {needed}; leave {option.Name} out.");
        }
    }

    private T Common<T>(ParseResult parsed, T options) where T : RunOptions => (T)(options with
    {
        Devices = DeviceNames.Parse(parsed.GetValue(devices)!),
        Microbatches = parsed.GetValue(microbatches),
        StagesPerDevice = parsed.GetValue(stagesPerDevice),
        Tune = parsed.GetValue(tune),
        MaxActivations = parsed.GetValue(maxActivations),
        Batch = parsed.GetValue(batch),
        Steps = parsed.GetValue(steps),
        Seed = parsed.GetValue(seed),
        Compare = parsed.GetValue(compare),
        Profile = parsed.GetValue(profile),
        StageProfile = parsed.GetValue(stageProfile),
        Json = parsed.GetValue(json),
    });

    private static int Run(Action run, TextWriter error)
    {
        try
        {
            run();
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
}
