using CsCheck;

namespace StageGen.Scheduling.Tests;

/// <summary>Random questions for the partitioner: whole-number costs, so that ties are true ties, or any.</summary>
internal static class PartitionGen
{
    private static readonly PipelineSchedule[] OneStage = [PipelineSchedule.OneForwardOneBackward, PipelineSchedule.GPipe,
        PipelineSchedule.ZeroBubbleH1, PipelineSchedule.ZeroBubbleH2, PipelineSchedule.ForwardOnly];
    private static readonly PipelineSchedule[] Loops = [PipelineSchedule.Interleaved, PipelineSchedule.LoopedBreadthFirst,
        PipelineSchedule.ZeroBubbleH1];
    private static readonly PipelineSchedule[] Vs = [PipelineSchedule.ZeroBubbleV, PipelineSchedule.VHalf, PipelineSchedule.VMin,
        PipelineSchedule.DualPipeV];

    /// <summary>Chains of up to 14 layers over up to 6 devices with one stage each.</summary>
    public static Gen<PartitionRequest> Chains { get; } = Gen.Select(Gen.Int[0, int.MaxValue - 1], seed => Chain(new Random(seed)));

    /// <summary>Chains of up to 14 layers over loops and Vs of up to 6 stages.</summary>
    public static Gen<PartitionRequest> Folded { get; } = Gen.Select(Gen.Int[0, int.MaxValue - 1], seed => Fold(new Random(seed)));

    /// <summary>Graphs of up to 9 layers over up to 3 devices.</summary>
    public static Gen<PartitionRequest> Graphs { get; } = Gen.Select(Gen.Int[0, int.MaxValue - 1], seed => WithGraph(new Random(seed)));

    public static PartitionRequest Chain(Random random)
    {
        var stages = random.Next(1, 7);
        return Request(random, random.Next(stages, 15), stages) with { Schedule = Pick(random, OneStage) };
    }

    public static PartitionRequest Fold(Random random)
    {
        var v = random.Next(2) == 0;
        var (devices, perDevice) = v
            ? (random.Next(1, 4), 2)
            : random.Next(4) switch { 0 => (2, 2), 1 => (3, 2), 2 => (2, 3), _ => (1, random.Next(2, 7)) };
        return Request(random, random.Next(devices * perDevice, 15), devices) with
        {
            Schedule = Pick(random, v ? Vs : Loops), StagesPerDevice = perDevice,
        };
    }

    public static PartitionRequest WithGraph(Random random)
    {
        var devices = random.Next(1, 4);
        return WithGraph(random, random.Next(devices, 10), devices);
    }

    public static PartitionRequest WithGraph(Random random, int layers, int devices)
    {
        var request = Request(random, layers, devices);
        var count = request.Layers.Count;
        var sources = Enumerable.Range(0, count)
            .Select(layer => Enumerable.Range(0, layer).Where(source => random.Next(layer) < 2).ToArray());
        return request with { Graph = new(sources, Enumerable.Range(0, count).Select(_ => (double)random.Next(0, 20))) };
    }

    private static PartitionRequest Request(Random random, int count, int devices)
    {
        var (whole, spread, memory) = (random.Next(2) == 0, random.Next(1, 12), random.Next(3));
        var layers = Enumerable.Range(0, count).Select(layer => new PartitionLayer($"layer {layer}")
        {
            Forward = Value(), InputGradient = Value(), WeightGradient = Value(),
            ParameterBytes = random.Next(0, 20), ActivationBytes = random.Next(0, 10),
            CutBytes = random.Next(12) == 0 ? double.PositiveInfinity : random.Next(0, 20),
        }).ToArray();
        var transfers = random.Next(3);
        var all = layers.Sum(layer => 4 * layer.ParameterBytes + 3 * layer.ActivationBytes);
        return new(layers, Enumerable.Range(0, devices).Select(_ => Device()).ToArray(), random.Next(1, 9))
        {
            TransferLatency = transfers == 0 ? 0 : random.Next(0, 3),
            TransferBandwidth = transfers == 0 ? double.PositiveInfinity : random.Next(1, 10),
            TransfersOverlap = random.Next(2) == 0,
            OptimizerFactor = random.Next(0, 3),
        };

        double Value() => whole ? random.Next(0, spread) : spread * random.NextDouble();

        PartitionDevice Device() => new(
            random.Next(3) == 0 ? random.Next(1, 4) : 1,
            memory == 0 ? double.PositiveInfinity : 1 + Math.Round(all / devices * (0.6 + 1.4 * random.NextDouble())));
    }

    private static PipelineSchedule Pick(Random random, PipelineSchedule[] kinds) => kinds[random.Next(kinds.Length)];
}
