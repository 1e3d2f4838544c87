using StageGen.Modeling.Costs;
using StageGen.Scheduling;

namespace StageGen.Analyzers;

/// <summary>Whether what a device holds fits in the memory that its <c>[Device]</c> says it has.</summary>
internal static class MemoryRule
{
    public static IEnumerable<CostFinding> Find(ModelPartition model)
    {
        if (model.Declared.Fits) yield break;
        string remedy = Remedy(model);
        foreach (var device in model.Declared.Devices.Where(device => device.MissingBytes > 0))
        {
            yield return new CostFinding(CostRules.OverMemory,
                model.Devices.Names[device.Device], MemorySize.Write(device.PeakBytes), MemorySize.Write(device.MemoryBytes),
                MemorySize.Write(device.WeightBytes), MemorySize.Write(device.GradientBytes), MemorySize.Write(device.OptimizerBytes),
                MemorySize.Write(device.ActivationBytes), Said.Number(device.HeldMicrobatches.DefaultIfEmpty().Max()), remedy,
                Measured(model, device))
            {
                Device = model.Plan.Devices.Count > 0 ? device.Device : null,
                Properties = model.Best is { } best ? CostFinding.Declare(model, best) : null,
            };
        }
    }

    /// <summary>What is said of a device's activations: a profile may lack the bytes of some submodules, or of all.</summary>
    private static string Measured(ModelPartition model, PartitionedDevice device)
    {
        var layers = device.Stages.SelectMany(stage => model.Declared.Stages[stage].Layers)
            .Select(layer => model.Layers[layer].Cost.AreSavedBytesMeasured).ToList();
        return layers.TrueForAll(measured => measured) ? "measured " : layers.Contains(true) ? "partly measured " : "";
    }

    /// <summary>
    /// What would fit: another cut; where none does, each of another schedule, smaller microbatches and more devices that lets one.
    /// </summary>
    private static string Remedy(ModelPartition model)
    {
        if (model.Best is { } best)
            return "cut " + string.Join(" | ", Enumerable.Range(0, best.Stages.Count).Select(stage => model.NamesOf(best, stage)))
                + ", and it fits";
        string?[] ways = [OtherSchedule(model), SmallerMicrobatches(model), MoreDevices(model)];
        string remedies = string.Join("; ", ways.OfType<string>());
        return remedies.Length > 0 ? remedies
            : "no cut fits, not under another schedule, in smaller microbatches or on twice as many devices: it takes a smaller model or batch, or activations that are computed again in the backward";
    }

    private static string? OtherSchedule(ModelPartition model)
    {
        foreach (var schedule in new[] { PipelineSchedule.OneForwardOneBackward, PipelineSchedule.VHalf, PipelineSchedule.VMin })
            if (schedule != model.Request.Schedule && Schedules.Allows(schedule, model.Devices.StagesPerDevice)
                && Fits(model.Request with { Schedule = schedule }))
                return "under " + Schedules.Title(schedule) + ", which holds fewer microbatches, a cut fits";
        return null;
    }

    private static string? SmallerMicrobatches(ModelPartition model)
    {
        for (int factor = 2; factor <= 8; factor *= 2)
        {
            // The same batch in more pieces: each weighs less.
            var layers = model.Request.Layers
                .Select(layer => layer with { ActivationBytes = layer.ActivationBytes / factor, CutBytes = layer.CutBytes / factor })
                .ToArray();
            if (Fits(model.Request with { Layers = layers, Microbatches = model.Request.Microbatches * factor }))
                return "with " + Said.Number(model.Request.Microbatches * factor) + " microbatches of the same batch a cut fits";
        }
        return null;
    }

    /// <summary>With more stages on more devices, each with as much memory as the smallest has.</summary>
    private static string? MoreDevices(ModelPartition model)
    {
        var devices = model.Request.Devices;
        double memory = devices.Min(device => device.MemoryBytes);
        for (int more = 1; more <= devices.Count && (devices.Count + more) * model.Devices.StagesPerDevice <= model.Layers.Count; more++)
            if (Partitioner.TrySolve(
                model.Request with { Devices = [.. devices, .. Enumerable.Repeat(new PartitionDevice(1, memory), more)] },
                out var cut, out _))
                return "with more stages, on " + Said.Number(devices.Count + more) + " devices of " + MemorySize.Write(memory)
                    + " or more, a cut fits, with " + MemorySize.Write(cut!.Devices.Max(device => device.PeakBytes)) + " on the fullest";
        return null;
    }

    private static bool Fits(PartitionRequest request) => Partitioner.TrySolve(request, out _, out _);
}
