namespace StageGen.Scheduling.Tests;

/// <summary>
/// All partitions of a small request, each weighed by the letter of the definition: sums over layers, messages one by one, and memory
/// from the
/// schedule's own actions. Shares nothing with the solver.
/// </summary>
internal static class BruteForce
{
    /// <summary>The least bottleneck of the cuts that fit, and the fewest bytes of those that have it; null where none fits.</summary>
    public static (double Bottleneck, double Bytes)? Chain(PartitionRequest request)
    {
        var plan = PlanOf(request);
        (double Bottleneck, double Bytes)? best = null;
        foreach (var cuts in Cuts(request.Layers.Count, plan.Stages))
        {
            if (cuts.Any(cut => double.IsPositiveInfinity(request.Layers[cut - 1].CutBytes))) continue;
            var stageOf = Enumerable.Range(0, request.Layers.Count).Select(layer => cuts.Count(cut => cut <= layer)).ToArray();
            best = Better(best, Weigh(request, plan, stageOf));
        }
        return best;
    }

    /// <summary>The same over all assignments in which values flow to later stages and no stage is empty.</summary>
    public static (double Bottleneck, double Bytes)? Graph(PartitionRequest request)
    {
        var plan = PlanOf(request);
        var stageOf = new int[request.Layers.Count];
        (double Bottleneck, double Bytes)? best = null;
        Assign(0);
        return best;

        void Assign(int layer)
        {
            if (layer == stageOf.Length)
            {
                if (Enumerable.Range(0, plan.Stages).All(stageOf.Contains)) best = Better(best, Weigh(request, plan, stageOf));
                return;
            }
            var least = request.Graph!.SourcesOf(layer).Select(source => stageOf[source]).DefaultIfEmpty(0).Max();
            for (stageOf[layer] = least; stageOf[layer] < plan.Stages; stageOf[layer]++) Assign(layer + 1);
        }
    }

    public static Schedule PlanOf(PartitionRequest request) =>
        request.Plan ?? Schedules.Build(request.Schedule, request.Devices.Count, request.Microbatches, request.StagesPerDevice);

    /// <summary>All ways to cut.</summary>
    public static IEnumerable<int[]> Cuts(int layers, int stages)
    {
        return From(1, stages - 1);

        IEnumerable<int[]> From(int first, int count)
        {
            if (count == 0) return [[]];
            return Enumerable.Range(first, Math.Max(0, layers - first))
                .SelectMany(cut => From(cut + 1, count - 1).Select(rest => (int[])[cut, .. rest]));
        }
    }

    private static (double, double)? Better((double Bottleneck, double Bytes)? best, (double Bottleneck, double Bytes)? other)
    {
        if (best is not { } known || other is not { } found) return best ?? other;
        if (Math.Abs(known.Bottleneck - found.Bottleneck) > 1e-11 * known.Bottleneck)
            return known.Bottleneck < found.Bottleneck ? known : found;
        return known.Bytes <= found.Bytes ? known : found;
    }

    /// <summary>Bottleneck and bytes of an assignment; null where a device lacks memory.</summary>
    public static (double Bottleneck, double Bytes)? Weigh(PartitionRequest request, Schedule plan, int[] stageOf)
    {
        var trains = !plan.ForwardOnly;
        var (time, bytes) = (new double[plan.Devices], 0.0);
        var links = new Dictionary<(int, int), double>();
        var lasting = new double[plan.Devices];
        var kept = new double[plan.Stages];
        for (var layer = 0; layer < stageOf.Length; layer++)
        {
            var (costs, device) = (request.Layers[layer], plan.Map.DeviceOf(stageOf[layer]));
            time[device] += (costs.Forward + (trains ? costs.InputGradient + costs.WeightGradient : 0)) / request.Devices[device].Speed;
            lasting[device] += costs.ParameterBytes * (trains ? 2 + request.OptimizerFactor : 1);
            kept[stageOf[layer]] += costs.ActivationBytes;
        }
        foreach (var (from, to, size) in Messages(request, stageOf))
        {
            var (sender, receiver) = (plan.Map.DeviceOf(from), plan.Map.DeviceOf(to));
            if (sender == receiver) continue;
            bytes += size;
            var duration = request.TransferLatency + size / request.TransferBandwidth;
            Send(sender, receiver, duration);
            if (trains) Send(receiver, sender, duration);
        }
        var peaks = ActivationBound.Weighted(plan, stage => kept[stage]);
        for (var device = 0; device < plan.Devices; device++)
            if (lasting[device] + peaks[device] > request.Devices[device].MemoryBytes * (1 + 1e-12)) return null;
        return (Math.Max(time.Max(), links.Values.DefaultIfEmpty(0).Max()), bytes);

        void Send(int sender, int receiver, double duration)
        {
            if (request.TransfersOverlap) links[(sender, receiver)] = links.GetValueOrDefault((sender, receiver)) + duration;
            else time[sender] += duration;
        }
    }

    private static IEnumerable<(int From, int To, double Bytes)> Messages(PartitionRequest request, int[] stageOf)
    {
        if (request.Graph is not { } graph)
            return Enumerable.Range(1, stageOf.Length - 1).Where(layer => stageOf[layer] != stageOf[layer - 1])
                .Select(layer => (stageOf[layer - 1], stageOf[layer], request.Layers[layer - 1].CutBytes));
        return Enumerable.Range(0, stageOf.Length)
            .SelectMany(layer => graph.ReadersOf(layer).Select(reader => stageOf[reader]).Distinct().Where(stage => stage != stageOf[layer])
                .Select(stage => (From: stageOf[layer], To: stage, Bytes: graph.OutputBytesOf(layer))))
            .GroupBy(message => (message.From, message.To))
            .Select(group => (group.Key.From, group.Key.To, group.Sum(message => message.Bytes)));
    }
}
