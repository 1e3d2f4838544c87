using System.Collections.Immutable;
using StageGen.Modeling.Costs;
using StageGen.Scheduling;

namespace StageGen.Analyzers;

/// <summary>
/// Whether going round the devices several times, which makes the bubble smaller, costs more in transfers than it spares: the declared
/// schedule and the plain one are simulated with the times of both.
/// </summary>
internal static class PingPongRule
{
    private const PipelineSchedule Plain = PipelineSchedule.OneForwardOneBackward;

    public static IEnumerable<CostFinding> Find(ModelPartition model, CostOptions options)
    {
        if (model.Devices.StagesPerDevice < 2 || model.Request.Schedule is PipelineSchedule.ForwardOnly or PipelineSchedule.Auto
            || !TransferRule.Sends(model))
            yield break;
        if (Timed(model, options) is not { } timed) yield break;
        var declared = Partitioner.EvaluateStages(timed, model.Declared.StageOf);
        if (!Partitioner.TrySolve(timed with { Schedule = Plain, StagesPerDevice = 1 }, out var plain, out _)
            || Back(declared) is not var (from, to))
            yield break;
        double less = 1 - ModelPartition.StepTime(plain!) / ModelPartition.StepTime(declared);
        if (!(100 * less >= options.PingPong)) yield break;
        bool canBeWritten = model.Plan.Schedule.DeclaredStagesPerDevice == 0 && model.Plan.Devices.All(device => device.Stages is null);
        yield return new CostFinding(CostRules.PingPong,
            Schedules.Title(model.Request.Schedule), Said.Number(Crossings(declared)), model.Devices.Names[from], model.Devices.Names[to],
            MemorySize.Write(declared.BoundaryBytes),
            Schedules.Title(Plain), Said.Number(Crossings(plain!)), MemorySize.Write(plain!.BoundaryBytes),
            Said.Number(options.LinkGigabytes), Said.Percent(less))
        {
            Properties = canBeWritten ? ImmutableDictionary<string, string?>.Empty.Add(BubbleRule.Schedule, Plain.ToString()) : null,
        };
    }

    /// <summary>The request in seconds, as far as rates tell them; null where nothing is computed.</summary>
    private static PartitionRequest? Timed(ModelPartition model, CostOptions options)
    {
        double time = model.Layers.Sum(layer => layer.Cost.Time), flops = model.Layers.Sum(layer => TransferRule.Flops(layer.Cost));
        if (!(time > 0) || !(flops > 0)) return null;
        double scale = flops / (options.TeraFlops * 1e12) / time;
        return model.Request with
        {
            Layers = [.. model.Request.Layers.Select(layer => layer with
            {
                Forward = layer.Forward * scale, InputGradient = layer.InputGradient * scale, WeightGradient = layer.WeightGradient * scale,
            })],
            TransferBandwidth = options.LinkGigabytes * 1e9,
        };
    }

    private static int Crossings(Partition partition) =>
        Enumerable.Range(1, partition.Stages.Count - 1).Count(stage => partition.Map.DeviceOf(stage) != partition.Map.DeviceOf(stage - 1));

    /// <summary>A device that values leave and come back to, and the one from which they come.</summary>
    private static (int From, int To)? Back(Partition partition)
    {
        for (int stage = 1; stage < partition.Stages.Count; stage++)
        {
            int device = partition.Map.DeviceOf(stage), before = partition.Map.DeviceOf(stage - 1);
            if (device != before && Enumerable.Range(0, stage - 1).Any(earlier => partition.Map.DeviceOf(earlier) == device))
                return (device, before);
        }
        return null;
    }
}
