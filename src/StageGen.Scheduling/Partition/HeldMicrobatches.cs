namespace StageGen.Scheduling;

/// <summary>
/// How many microbatches each device holds of each of its stages at once. A device with several stages holds most of one at one time and
/// most of another at another; only the combinations that no other exceeds in everything are kept.
/// </summary>
internal sealed class HeldMicrobatches
{
    private readonly int[][][] combinations;

    private HeldMicrobatches(int[][][] combinations) => this.combinations = combinations;

    public static HeldMicrobatches Of(PartitionRequest request)
    {
        var devices = request.Devices.Count;
        if (request.Plan is { } plan) return Of(plan);
        var stages = request.StagesPerDevice
            ?? (request.Schedule == PipelineSchedule.Auto ? 1 : Schedules.DefaultStagesPerDevice(request.Schedule));
        return request.Schedule switch
        {
            PipelineSchedule.ForwardOnly => new(Enumerable.Range(0, devices).Select(_ => new[] { new int[stages] }).ToArray()),
            PipelineSchedule.GPipe => new(Enumerable.Range(0, devices).Select(_ => new[] { new[] { request.Microbatches } }).ToArray()),
            PipelineSchedule.OneForwardOneBackward or PipelineSchedule.Auto when stages == 1 =>
                new(Enumerable.Range(0, devices).Select(device => new[] { new[] { Math.Min(request.Microbatches, devices - device) } })
                    .ToArray()),
            PipelineSchedule.Auto => Of(Schedules.Build(PipelineSchedule.Interleaved, devices, request.Microbatches, stages)),
            _ => Of(Schedules.Build(request.Schedule, devices, request.Microbatches, stages)),
        };
    }

    public static HeldMicrobatches Of(Schedule plan) =>
        new(Enumerable.Range(0, plan.Devices).Select(device => Combinations(plan, device)).ToArray());

    /// <summary>The combinations of a device: for each of its stages, in order, how many microbatches.</summary>
    public int[][] Of(int device) => combinations[device];

    /// <summary>The most bytes a device holds where one microbatch of each of its stages weighs so many.</summary>
    public double Peak(int device, double[] bytes)
    {
        var peak = 0.0;
        foreach (var held in combinations[device]) peak = Math.Max(peak, Sum(held, bytes));
        return peak;
    }

    /// <summary>The combination in which a device holds most.</summary>
    public int[] AtPeak(int device, double[] bytes) => combinations[device].OrderByDescending(held => Sum(held, bytes)).First();

    private static double Sum(int[] held, double[] bytes)
    {
        var sum = 0.0;
        for (var chunk = 0; chunk < held.Length; chunk++) sum += held[chunk] * bytes[chunk];
        return sum;
    }

    private static int[][] Combinations(Schedule plan, int device)
    {
        var stages = plan.Map.StagesOf(device);
        if (plan.ForwardOnly) return [new int[stages.Count]];
        var chunkOf = stages.Select((stage, chunk) => (stage, chunk)).ToDictionary(pair => pair.stage, pair => pair.chunk);
        var held = new int[stages.Count];
        var kept = new List<int[]>();
        foreach (var action in plan.Row(device))
        {
            if (action.FreesActivations) held[chunkOf[action.Stage]]--;
            if (action.Kind != ActionKind.Forward) continue;
            held[chunkOf[action.Stage]]++;
            if (kept.Any(other => Exceeds(other, held))) continue;
            kept.RemoveAll(other => Exceeds(held, other));
            kept.Add((int[])held.Clone());
        }
        return kept.Count > 0 ? [.. kept] : [held];
    }

    private static bool Exceeds(int[] one, int[] other)
    {
        for (var chunk = 0; chunk < one.Length; chunk++)
            if (one[chunk] < other[chunk]) return false;
        return true;
    }
}
