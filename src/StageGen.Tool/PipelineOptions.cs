using System.CommandLine;
using System.Globalization;
using StageGen.Scheduling;

namespace StageGen.Tool;

/// <summary>The options that describe a pipeline and its costs, shared by the commands.</summary>
internal sealed class PipelineOptions
{
    private readonly Option<int?> devices = new("--devices")
    {
        CustomParser = Arguments.WholeNumber,
        Description = "How many devices the pipeline has. Default: 4, or as many as --profile has stages."
    };
    private readonly Option<int?> stagesPerDevice = new("--stages-per-device")
    {
        CustomParser = Arguments.WholeNumber,
        Description =
            "How many stages are declared a device; where a schedule has fewer, neighbouring ones run fused. Default: as many as the schedule needs.",
    };
    private readonly Option<int?> microbatches = new("--microbatches")
    {
        CustomParser = Arguments.WholeNumber, Description = "How many microbatches a step has.", DefaultValueFactory = _ => 8
    };
    private readonly Option<string> forward = Cost("--forward",
        "Time of a stage's forward: one number, or one a stage with commas between.", "1");
    private readonly Option<string> inputGradient = Cost("--input-gradient", "Time of the first half of a stage's backward.", "1");
    private readonly Option<string> weightGradient = Cost("--weight-gradient", "Time of the second half of a stage's backward.", "1");
    private readonly Option<string?> backward = new("--backward")
    {
        Description = "Time of a whole backward. Default: the sum of its halves."
    };
    private readonly Option<string> transfer = Cost("--transfer",
        "Time of handing an activation or a gradient to the next device: one number, or one a border.", "0");
    private readonly Option<string> optimizer = Cost("--optimizer", "Time of a stage's optimizer step.", "0");
    private readonly Option<string?> activationBytes = new("--activation-bytes")
    {
        Description = "What a stage holds for a microbatch, as in 512MB."
    };
    private readonly Option<FileInfo?> profile = new("--profile")
    {
        Description =
            "Costs from a file instead: the .csv that a pipeline wrote of its measured steps (PipelineOptions.Profile), or JSON (forward, inputGradient, weightGradient, backward, transfer, optimizer, activationBytes: lists, one value a stage)."
    };
    private readonly Option<string?> memory = new("--memory")
    {
        Description =
            "What a device may hold in activations: microbatches (a plain number, as in 4) or bytes (as in 24GB, with --activation-bytes)."
    };

    private Option[] SaidByProfile => [forward, inputGradient, weightGradient, backward, transfer, optimizer, activationBytes];

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[devices, stagesPerDevice, microbatches, forward, inputGradient, weightGradient, backward,
            transfer, optimizer, activationBytes, profile, memory])
            command.Options.Add(option);
    }

    /// <summary>Reads the options.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="usualStages">The stages a device where neither option nor profile says.</param>
    public PipelineDescription Read(ParseResult parsed, int usualStages)
    {
        var measured = parsed.GetValue(profile) is { } file ? CostProfile.Read(file) : null;
        if (measured is not null && Array.Find(SaidByProfile, option => parsed.GetResult(option) is { Implicit: false }) is { } said)
            throw new UserException($"{said.Name} and --profile both say what stages cost; leave one of them out.");
        var count = parsed.GetValue(devices) ?? measured?.Stages ?? 4;
        var steps = parsed.GetValue(microbatches) ?? 1;
        if (count < 1) throw new UserException($"--devices is {count}; a pipeline needs at least one device.");
        if (steps < 1) throw new UserException($"--microbatches is {steps}; a step needs at least one microbatch.");
        var perDevice = parsed.GetValue(stagesPerDevice);
        if (perDevice < 1) throw new UserException($"--stages-per-device is {perDevice}; a device needs at least one stage.");

        var costs = measured ?? Costs(parsed, count * (perDevice ?? usualStages));
        if (costs.Stages < count)
            throw new UserException($"The profile has {costs.Stages} stage(s) for {count} devices; each device needs one.");
        if (perDevice is { } wanted && costs.Stages != count * wanted)
            throw new UserException(
                $"The profile has {costs.Stages} stage(s), not --devices × --stages-per-device = {count * wanted}. Leave --stages-per-device out, or measure again.");
        if (!double.IsFinite(steps * (costs.Forward.Sum() + costs.InputGradient.Sum() + costs.WeightGradient.Sum() + costs.Backward.Sum()
            + costs.ForwardTransfer.Sum() + costs.BackwardTransfer.Sum() + costs.Optimizer.Sum())))
        {
            throw new UserException("The times add up to more than a number can hold; give them in a larger unit.");
        }
        return new(count, costs.Stages / count, steps, costs, Memory(parsed, costs, count));
    }

    private ScheduleCosts Costs(ParseResult parsed, int stages)
    {
        var whole = Numbers(parsed, backward, stages);
        var borders = Numbers(parsed, transfer, stages - 1)!;
        var costs = new ScheduleCosts(Numbers(parsed, forward, stages)!, Numbers(parsed, inputGradient, stages)!,
            Numbers(parsed, weightGradient, stages)!)
        {
            ForwardTransfer = borders,
            BackwardTransfer = borders,
            Optimizer = Numbers(parsed, optimizer, stages)!,
        };
        if (whole is not null) costs = costs with { Backward = whole };
        return parsed.GetValue(activationBytes) is { } size
            ? costs with { ActivationBytes = Enumerable.Repeat(Bytes(size, "--activation-bytes"), stages).ToArray() }
            : costs;
    }

    private MemoryLimit Memory(ParseResult parsed, ScheduleCosts costs, int count)
    {
        var text = parsed.GetValue(memory);
        if (text is null) return MemoryLimit.None;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var held))
            return held > 0 ? MemoryLimit.Activations(held) : throw new UserException($"--memory is {text}; a limit is greater than 0.");
        var bytes = Bytes(text, "--memory");
        if (costs.ActivationBytes.All(size => size == 0))
            throw new UserException("--memory in bytes needs --activation-bytes (or a profile with activationBytes).");
        return MemoryLimit.Bytes(Enumerable.Repeat(bytes, count).ToArray());
    }

    private static double[]? Numbers<T>(ParseResult parsed, Option<T> option, int count) =>
        parsed.GetValue(option) is string text ? Numbers(option.Name, text, count) : null;

    private static double[] Numbers(string name, string text, int count)
    {
        var values = text.Split(',').Select(part => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && value >= 0 && double.IsFinite(value)
            ? value
            : throw new UserException(
                $"{name}: '{part}' is not a time. Give a number of at least 0, as in 1.5, or one a stage, as in 1,1,2."))
            .ToArray();
        if (values.Length == 1) return Enumerable.Repeat(values[0], Math.Max(0, count)).ToArray();
        return values.Length == count ? values : throw new UserException($"{name} has {values.Length} values; give one, or {count}.");
    }

    /// <summary>A number of bytes, as in <c>512</c>, <c>64KB</c>, <c>1.5GiB</c>; K, M, G and T are powers of 1024 either way.</summary>
    internal static double Bytes(string text, string name)
    {
        var number = text.Trim().TrimEnd('B', 'b').TrimEnd('i', 'I');
        var power = number.Length == 0 ? -1 : "KMGT".IndexOf(char.ToUpperInvariant(number[^1]));
        if (power >= 0) number = number[..^1];
        return double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value > 0
            ? value * Math.Pow(1024, power + 1)
            : throw new UserException($"{name}: '{text}' is not a size. Write it as in 512MB or 24GB.");
    }

    private static Option<string> Cost(string name, string description, string value) =>
        new(name) { Description = description, DefaultValueFactory = _ => value };
}

/// <summary>A pipeline as the options describe it.</summary>
/// <param name="Devices">How many devices.</param>
/// <param name="StagesPerDevice">How many stages are declared a device.</param>
/// <param name="Microbatches">How many microbatches a step has.</param>
/// <param name="Costs">The costs of the declared stages.</param>
/// <param name="Memory">What a device may hold.</param>
internal sealed record PipelineDescription(int Devices, int StagesPerDevice, int Microbatches, ScheduleCosts Costs, MemoryLimit Memory)
{
    /// <summary>
    /// Builds a schedule and simulates it. It need not fit the memory, except <see cref="PipelineSchedule.Auto"/>, which does.
    /// </summary>
    public SimulationResult Simulate(PipelineSchedule kind)
    {
        if (kind == PipelineSchedule.Auto) return AutoSchedule.Find(new(Devices, Microbatches, Costs) { Memory = Memory }).Simulation;
        if (!Schedules.Allows(kind, StagesPerDevice) && StagesPerDevice < Schedules.DefaultStagesPerDevice(kind))
            throw new UserException(
                $"{Schedules.Title(kind)} needs {Schedules.DefaultStagesPerDevice(kind)} stages a device, not {StagesPerDevice}. Give --stages-per-device {Schedules.DefaultStagesPerDevice(kind)} or more.");
        var schedule = Schedules.Build(kind, Devices, Microbatches, Schedules.UsedStagesPerDevice(kind, StagesPerDevice));
        return ScheduleSimulator.Simulate(schedule, Costs.Fuse(schedule.Stages));
    }

    /// <summary>Whether a plan keeps to the memory.</summary>
    public bool Fits(SimulationResult result) => Memory.Fits(result.Schedule, Costs.Fuse(result.Schedule.Stages));
}
