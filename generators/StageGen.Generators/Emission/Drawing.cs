using StageGen.Modeling;
using StageGen.Scheduling;
using Known = StageGen.Scheduling.Schedules;

namespace StageGen.Generators.Emission;

/// <summary>The declared schedule as a picture in text.</summary>
internal sealed class Drawing
{
    // What no longer fits a screen, and would cost the editor time to draw, is not drawn.
    private const int MostDevices = 16, MostMicrobatches = 64, Columns = 36;

    private Drawing(string[] rows, double bubble)
    {
        Rows = rows;
        Bubble = bubble;
    }

    /// <summary>A line a device: <c>cuda:0  F0 F1 ·· B0 …</c></summary>
    public string[] Rows { get; }

    /// <summary>The idle share of all devices, where stages cost the same and a backward twice a forward.</summary>
    public double Bubble { get; }

    public static Drawing? Of(ModelPlan plan)
    {
        string[] devices = Devices(plan);
        int microbatches = Microbatches(plan);
        // What Auto will do depends on measured costs.
        if (plan.Schedule.Kind == PipelineSchedule.Auto || devices.Length > MostDevices || microbatches > MostMicrobatches) return null;
        var schedule = Known.Build(plan.Schedule.Kind, devices.Length, microbatches, plan.Schedule.StagesPerDevice);
        return new Drawing(Staircase.Draw(schedule, devices, Columns).Split('\n'), ScheduleSimulator.Simulate(schedule).Bubble);
    }

    /// <summary><c>1F1B over 8 microbatches on 2 devices</c></summary>
    public static string Title(ModelPlan plan)
    {
        int devices = Devices(plan).Length, perDevice = plan.Schedule.StagesPerDevice;
        return Known.Title(plan.Schedule.Kind) + " over " + Names.Number(Microbatches(plan)) + " microbatches on "
            + Names.Number(devices) + (devices == 1 ? " device" : " devices") + (perDevice == 1 ? "" : " with " + Names.Number(perDevice) + " stages each");
    }

    /// <summary>The declared devices, or as many as the stages are enough for.</summary>
    private static string[] Devices(ModelPlan plan)
    {
        if (plan.Devices.Count > 0) return plan.Devices.Select(device => device.Name).ToArray();
        int perDevice = plan.Schedule.StagesPerDevice;
        return Enumerable.Range(0, plan.Stages.Count / perDevice).Select(device => (perDevice == 1 ? "stage " : "device ") + Names.Number(device)).ToArray();
    }

    /// <summary>The run time's rule where none is declared: four for each device.</summary>
    private static int Microbatches(ModelPlan plan) => plan.Schedule.Microbatches > 0 ? plan.Schedule.Microbatches : 4 * Devices(plan).Length;
}
