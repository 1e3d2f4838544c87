using System.CommandLine;
using StageGen.Modeling;
using StageGen.Scheduling;

namespace StageGen.Tool;

/// <summary>What of a plan the command line says otherwise than the attributes.</summary>
internal sealed class PlanOptions
{
    private readonly Option<string?> devices = new("--devices")
    {
        Description = "Other devices than declared: how many (2), or their names (cuda:0,cuda:1)."
    };
    private readonly Option<int?> microbatches = new("--microbatches")
    {
        CustomParser = Arguments.WholeNumber, Description = "Another number of microbatches."
    };
    private readonly Option<string?> schedule = new("--schedule")
    {
        Description = "Another schedule: " + string.Join(", ", Schedules.All.Select(Schedules.CommandLineName)) + "."
    };
    private readonly Option<string?> memory = new("--memory") { Description = "The memory of each device, as in 24GB." };

    public PlanOptions() => _ = schedule.AcceptOnlyFromAmong([.. Schedules.All.Select(Schedules.CommandLineName)]);

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[devices, microbatches, schedule, memory]) command.Options.Add(option);
    }

    /// <summary>A plan with what the options say.</summary>
    public ModelPlan Apply(ParseResult parsed, ModelPlan plan)
    {
        var declared = plan.Schedule;
        var kind = Schedules.TryParse(parsed.GetValue(schedule), out var other) ? other : declared.Kind;
        int perDevice = kind == declared.Kind ? declared.StagesPerDevice
            : declared.DeclaredStagesPerDevice > 0 && Schedules.Allows(kind, declared.DeclaredStagesPerDevice)
            ? declared.DeclaredStagesPerDevice
            : Schedules.DefaultStagesPerDevice(kind);
        if (parsed.GetValue(microbatches) is < 1 and var none)
            throw new UserException($"--microbatches is {none}; a step needs at least one microbatch.");
        plan = plan with
        {
            Schedule = new(kind, parsed.GetValue(microbatches) ?? declared.Microbatches, declared.DeclaredStagesPerDevice, perDevice),
            Devices = Devices(parsed, plan, perDevice)
        };
        int given = plan.Devices.Count,
            needed = given * (kind == PipelineSchedule.Auto && declared.DeclaredStagesPerDevice == 0 ? 1 : perDevice);
        return needed <= plan.Stages.Count && (given > 0 || perDevice <= plan.Stages.Count)
            ? plan
            : throw new UserException(
                $"{plan.Type.Name} has {plan.Stages.Count} stage(s): too few for {Schedules.Title(kind)} on {Math.Max(1, given)} device(s), "
                + $"which takes {Math.Max(needed, perDevice)}. Declare more stages, or name fewer --devices.");
    }

    private EquatableArray<DevicePlan> Devices(ParseResult parsed, ModelPlan plan, int perDevice)
    {
        string? size = parsed.GetValue(memory);
        if (size is not null) _ = PipelineOptions.Bytes(size, "--memory");
        if (parsed.GetValue(devices) is not { } text)
        {
            if (size is null) return plan.Devices;
            return plan.Devices.Count > 0
                ? plan.Devices.Select(device => device with { Memory = size }).ToEquatableArray()
                : Numbered(plan.Stages.Count / perDevice, size);
        }
        if (!int.TryParse(text, out int count))
            return text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(name => new DevicePlan(name, null, size ?? MemoryOf(plan, name))).ToEquatableArray();
        return count >= 1 ? Numbered(count, size) : throw new UserException($"--devices is {text}; a pipeline needs at least one device.");
    }

    private static string? MemoryOf(ModelPlan plan, string name) => plan.Devices.FirstOrDefault(device => device.Name == name)?.Memory;

    private static EquatableArray<DevicePlan> Numbered(int count, string? size) =>
        Enumerable.Range(0, count).Select(device => new DevicePlan($"device {device}", null, size)).ToEquatableArray();
}
