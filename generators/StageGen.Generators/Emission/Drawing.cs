using StageGen.Modeling;
using StageGen.Scheduling;

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
        var devices = Devices(plan);
        int microbatches = Microbatches(plan);
        if (devices.Length > MostDevices || microbatches > MostMicrobatches) return null;
        var schedule = Schedules.Build(plan.Schedule, devices.Length, microbatches);
        return new Drawing(Staircase.Draw(schedule, devices, Columns).Split('\n'), ScheduleSimulator.Simulate(schedule).Bubble);
    }

    /// <summary><c>1F1B over 8 microbatches on 2 devices</c></summary>
    public static string Title(ModelPlan plan)
    {
        int devices = Devices(plan).Length;
        return Schedules.Title(plan.Schedule) + " over " + Names.Number(Microbatches(plan)) + " microbatches on " + Names.Number(devices) + (devices == 1 ? " device" : " devices");
    }

    /// <summary>The declared devices, or one for each stage.</summary>
    public static string[] Devices(ModelPlan plan) => plan.Devices.Count > 0
        ? plan.Devices.Select(device => device.Name).ToArray()
        : plan.Stages.Select(stage => "stage " + Names.Number(stage.Index)).ToArray();

    /// <summary>The run time's rule where none is declared: four for each device.</summary>
    private static int Microbatches(ModelPlan plan) => plan.Microbatches > 0 ? plan.Microbatches : 4 * Devices(plan).Length;
}
