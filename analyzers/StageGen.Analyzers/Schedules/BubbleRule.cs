using System.Collections.Immutable;
using StageGen.Modeling;
using StageGen.Modeling.Costs;
using StageGen.Scheduling;

namespace StageGen.Analyzers;

/// <summary>Whether devices stand idle for too long, and what each remedy would make of it.</summary>
internal static class BubbleRule
{
    /// <summary>The idle share of a step, in percent, from which on it is said.</summary>
    public const string Option = "stagegen_bubble_threshold";

    /// <summary>What <see cref="Option"/> is where nobody sets it.</summary>
    public const double Threshold = 25;

    /// <summary>Under these names a fix finds what to write instead.</summary>
    public const string Microbatches = nameof(Microbatches), Schedule = nameof(Schedule);

    private const int MostDoublings = 4;

    // So much smaller a bubble must be that is worth a remedy.
    private const double LeastGain = 0.01;

    public static ScheduleFinding? Find(ModelPlan plan, DeclaredDevices devices, double threshold, long? batch)
    {
        var bubbles = new Bubbles(plan, devices);
        var (kind, microbatches, stages) = (plan.Schedule.Kind, devices.Microbatches, devices.StagesPerDevice);
        bool few = microbatches < devices.Names.Count;
        // Without [Device] a run may have fewer devices than stages, and a smaller bubble; no run of a device a stage has microbatches
        // enough.
        if (devices.Names.Count < 2 || (plan.Devices.Count == 0 && !few)) return null;
        if (bubbles.Of(kind, microbatches, stages) is not { } bubble || !(100 * bubble > threshold)) return null;

        var properties = ImmutableDictionary.CreateBuilder<string, string?>(StringComparer.Ordinal);
        var remedies = new List<string>();
        foreach (int more in Enumerable.Range(1, MostDoublings).Select(doubling => microbatches << doubling)
            .Where(more => batch is null || more <= batch))
        {
            if (bubbles.Of(kind, more, stages) is not { } less) break;
            if (100 * less > threshold && more < microbatches << MostDoublings) continue;
            remedies.Add(Said.Number(more) + " microbatches make it " + Said.Percent(less));
            properties[Microbatches] = Said.Number(more);
            break;
        }
        foreach (var (other, perDevice) in Others(kind, stages))
        {
            if (bubbles.Of(other, microbatches, perDevice) is not { } less || less > bubble - LeastGain) continue;
            int needed = perDevice * devices.Names.Count;
            bool canRun = needed <= plan.Stages.Count;
            remedies.Add(Schedules.Title(other) + (canRun ? "" : ", cut in " + Said.Number(needed) + " stages,") + " makes it "
                + Said.Percent(less));
            // What is declared of the devices must hold for the other schedule as well.
            bool canBeWritten = canRun && (plan.Schedule.DeclaredStagesPerDevice == 0 || perDevice == stages)
                && (perDevice == 1 || plan.Devices.All(device => device.Stages is null));
            if (canBeWritten && !properties.ContainsKey(Schedule)) properties[Schedule] = other.ToString();
        }
        string remedy = remedies.Count == 0 ? "use fewer devices" : string.Join("; ", remedies);
        return few
            ? new ScheduleFinding(ScheduleRules.FewMicrobatches, Microbatches, properties.ToImmutable(),
                Said.Count(microbatches, "microbatch", "es"), Said.Count(devices.Names.Count, "device"), Said.Number(microbatches),
                Said.Percent(bubble), remedy)
            : new ScheduleFinding(ScheduleRules.LargeBubble, Microbatches, properties.ToImmutable(),
                Schedules.Title(kind), Said.Count(microbatches, "microbatch", "es"), Said.Count(devices.Names.Count, "device"),
                Said.Percent(bubble), remedy);
    }

    /// <summary>Schedules with a smaller bubble, the one that asks least of the model first.</summary>
    private static IEnumerable<(PipelineSchedule Kind, int StagesPerDevice)> Others(PipelineSchedule kind, int stages) =>
        kind is PipelineSchedule.ForwardOnly ? []
            : new[] { (PipelineSchedule.ZeroBubbleH1, stages), (PipelineSchedule.Interleaved, Math.Max(2, stages)), (
                PipelineSchedule.ZeroBubbleV, 2) }
                .Where(other => other.Item1 != kind);
}
