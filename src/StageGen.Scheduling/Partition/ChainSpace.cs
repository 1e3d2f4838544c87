namespace StageGen.Scheduling;

/// <summary>
/// Layers in a row with their sums up to each place, so that what a stage costs is known at once. A cut at i is before layer i.
/// </summary>
internal sealed class ChainSpace
{
    public ChainSpace(PartitionSpace space, int[] order, double[] cutBytes)
    {
        Space = space;
        Work = Sums(order, space.Work);
        Lasting = Sums(order, space.Lasting);
        Activation = Sums(order, space.Activation);
        CutBytes = new double[space.Layers + 1];
        CutTime = new double[space.Layers + 1];
        for (var cut = 1; cut < space.Layers; cut++)
        {
            CutBytes[cut] = cutBytes[cut - 1];
            CutTime[cut] = space.TransferTime(cutBytes[cut - 1]);
        }
        Crosses = Enumerable.Range(0, space.Stages + 1)
            .Select(stage => stage > 0 && stage < space.Stages && space.DeviceOf[stage] != space.DeviceOf[stage - 1]).ToArray();
    }

    /// <summary>The layers of a chain as they stand.</summary>
    public static ChainSpace Of(PartitionSpace space) =>
        new(
            space, Enumerable.Range(0, space.Layers).ToArray(),
            space.Request.Layers.Take(space.Layers - 1).Select(layer => layer.CutBytes).ToArray());

    public PartitionSpace Space { get; }

    public int Layers => Space.Layers;

    public int Stages => Space.Stages;

    /// <summary>Time of the layers before each place, at speed 1.</summary>
    public double[] Work { get; }

    /// <summary>Bytes of the layers before each place that are held throughout.</summary>
    public double[] Lasting { get; }

    /// <summary>Bytes of the layers before each place that are held for each microbatch in flight.</summary>
    public double[] Activation { get; }

    /// <summary>What a cut ships forward; infinite where none may be.</summary>
    public double[] CutBytes { get; }

    public double[] CutTime { get; }

    /// <summary>For each stage whether what comes into it comes from another device.</summary>
    public bool[] Crosses { get; }

    public bool Allows(int cut) => cut == 0 || cut == Layers || !double.IsPositiveInfinity(CutBytes[cut]);

    /// <summary>Time of the activations that come into a stage which begins at a cut; of the gradients that go back, too.</summary>
    public double Inbound(int stage, int cut) => Crosses[stage] ? CutTime[cut] : 0;

    /// <summary>Bytes that come into a stage which begins at a cut from another device.</summary>
    public double InboundBytes(int stage, int cut) => Crosses[stage] ? CutBytes[cut] : 0;

    /// <summary>For each layer of the row its stage.</summary>
    public int[] StageOf(int[] cuts)
    {
        var stageOf = new int[Layers];
        var stage = 0;
        for (var layer = 0; layer < Layers; layer++)
        {
            if (stage < cuts.Length && cuts[stage] == layer) stage++;
            stageOf[layer] = stage;
        }
        return stageOf;
    }

    private static double[] Sums(int[] order, double[] values)
    {
        var sums = new double[order.Length + 1];
        for (var at = 0; at < order.Length; at++) sums[at + 1] = sums[at] + values[order[at]];
        return sums;
    }
}
