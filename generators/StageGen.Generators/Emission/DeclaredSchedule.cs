using System.Collections.Concurrent;
using StageGen.Modeling;
using StageGen.Scheduling;
using Known = StageGen.Scheduling.Schedules;

namespace StageGen.Generators.Emission;

/// <summary>The plan that the attributes declare, for the devices and microbatches they declare.</summary>
internal static class DeclaredSchedule
{
    // What no longer fits a screen, and would cost the editor time to solve and to draw, is left to the run time.
    private const int MostDevices = 16, MostMicrobatches = 64;

    // Solving takes up to a tenth of a second, and editors ask at every edit of the model. The oldest answers go all at once.
    private const int MostRemembered = 64;
    private static readonly ConcurrentDictionary<(PipelineSchedule, int, int, int, StageTimes?), Schedule> Remembered = new();

    /// <summary>The plan; null where it is too large to be drawn.</summary>
    public static Schedule? Of(ModelPlan plan)
    {
        int devices = Devices(plan).Length, microbatches = Microbatches(plan);
        if (devices < 1 || devices > MostDevices || microbatches > MostMicrobatches) return null;
        if (Remembered.Count > MostRemembered) Remembered.Clear();
        int perDevice = StagesPerDevice(plan);
        var times = plan.Schedule.Kind == PipelineSchedule.Auto && devices * perDevice <= plan.Stages.Count ? plan.Schedule.Times : null;
        return Remembered.GetOrAdd((plan.Schedule.Kind, devices, microbatches, perDevice, times), static what => what.Item5 is { } known
            ? Known.Auto(what.Item2, what.Item3, what.Item4, known.ToCosts())
            : Known.Build(what.Item1, what.Item2, what.Item3, what.Item4));
    }

    /// <summary>The plan, where its schedule has no closed form and is written down as a table; else null.</summary>
    public static Schedule? Table(ModelPlan plan) => IsSolved(plan.Schedule.Kind) ? Of(plan) : null;

    /// <summary>Whether a schedule has no closed form: it is solved for its devices and microbatches.</summary>
    public static bool IsSolved(PipelineSchedule kind) => kind is PipelineSchedule.VHalf or PipelineSchedule.VMin or PipelineSchedule.Auto;

    /// <summary>The declared devices' names, or a name for each of as many as the stages are enough for.</summary>
    public static string[] Devices(ModelPlan plan)
    {
        if (plan.Devices.Count > 0) return plan.Devices.Select(device => device.Name).ToArray();
        int perDevice = plan.Schedule.StagesPerDevice;
        return Enumerable.Range(0, plan.Stages.Count / perDevice)
            .Select(device => (perDevice == 1 ? "stage " : "device ") + Names.Number(device)).ToArray();
    }

    /// <summary>The run time's rule where none is declared: four for each device.</summary>
    public static int Microbatches(ModelPlan plan) =>
        plan.Schedule.Microbatches > 0 ? plan.Schedule.Microbatches : 4 * Devices(plan).Length;

    /// <summary>The run time's rule: Auto does with one stage a device where there are no two for each.</summary>
    private static int StagesPerDevice(ModelPlan plan) => plan.Schedule is { Kind: PipelineSchedule.Auto, DeclaredStagesPerDevice: 0 }
        ? Math.Max(1, Math.Min(plan.Schedule.StagesPerDevice, plan.Stages.Count / Devices(plan).Length))
        : plan.Schedule.StagesPerDevice;
}
