using StageGen.Modeling;
using StageGen.Scheduling;
using Known = StageGen.Scheduling.Schedules;

namespace StageGen.Generators.Emission;

/// <summary>The declared schedule as a picture in text.</summary>
internal sealed class Drawing
{
    private const int Columns = 36;

    private Drawing(string[] rows, double bubble, bool isByCosts) => (Rows, Bubble, IsByCosts) = (rows, bubble, isByCosts);

    /// <summary>A line a device: <c>cuda:0  F0 F1 ·· B0 …</c></summary>
    public string[] Rows { get; }

    /// <summary>
    /// The idle share of all devices, where stages cost the same and a backward twice a forward; of Auto's plan by the costs it was made
    /// for.
    /// </summary>
    public double Bubble { get; }

    /// <summary>Whether <see cref="Bubble"/> is by the stages' costs.</summary>
    public bool IsByCosts { get; }

    public static Drawing? Of(ModelPlan plan)
    {
        if (DeclaredSchedule.Of(plan) is not { } schedule) return null;
        string picture = Staircase.Draw(schedule, DeclaredSchedule.Devices(plan), Columns);
        var costs = plan.Schedule is { Kind: PipelineSchedule.Auto, Times: { } times } && schedule.Stages <= plan.Stages.Count
            ? times.ToCosts().Fuse(schedule.Stages)
            : null;
        return new Drawing(picture.Split('\n'), ScheduleSimulator.Simulate(schedule, costs).Bubble, costs is not null);
    }

    /// <summary><c>1F1B over 8 microbatches on 2 devices</c></summary>
    public static string Title(ModelPlan plan)
    {
        int devices = DeclaredSchedule.Devices(plan).Length;
        int perDevice = DeclaredSchedule.Table(plan)?.Map.StagesPerDevice ?? plan.Schedule.StagesPerDevice;
        return Known.Title(plan.Schedule.Kind) + " over " + Names.Number(DeclaredSchedule.Microbatches(plan)) + " microbatches on "
            + Names.Number(devices) + (devices == 1 ? " device" : " devices")
            + (perDevice == 1 ? "" : " with " + Names.Number(perDevice) + " stages each");
    }
}
