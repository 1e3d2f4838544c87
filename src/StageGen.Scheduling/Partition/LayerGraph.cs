namespace StageGen.Scheduling;

/// <summary>Which layer reads what which others compute, where layers are no chain: parallel towers, long skips.</summary>
public sealed class LayerGraph
{
    private readonly int[][] sources;
    private readonly int[][] readers;
    private readonly double[] outputBytes;

    /// <summary>A graph from its edges.</summary>
    /// <param name="sources">For each layer those it reads from, all of them earlier ones; none where it reads the model's inputs
    /// alone.</param>
    /// <param name="outputBytes">For each layer the bytes of what it gives to its readers, for one microbatch.</param>
    /// <exception cref="ArgumentException">Lists of unequal length, a layer that reads from itself or a later one, a size that is no
    /// size.</exception>
    public LayerGraph(IEnumerable<IEnumerable<int>> sources, IEnumerable<double> outputBytes)
    {
        if (sources is null) throw new ArgumentNullException(nameof(sources));
        this.outputBytes = outputBytes?.ToArray() ?? throw new ArgumentNullException(nameof(outputBytes));
        this.sources = sources.Select(list => list.Distinct().OrderBy(layer => layer).ToArray()).ToArray();
        if (this.sources.Length != this.outputBytes.Length)
            throw new ArgumentException(
                $"{this.outputBytes.Length} sizes of outputs for {this.sources.Length} layers.",
                nameof(outputBytes));
        for (var layer = 0; layer < Layers; layer++)
        {
            foreach (var source in this.sources[layer])
                if (source < 0 || source >= layer)
                    throw new ArgumentException(
                        $"Layer {layer} reads from layer {source}. A layer reads from earlier layers, counted from 0.",
                        nameof(sources));
            if (!(this.outputBytes[layer] >= 0) || double.IsInfinity(this.outputBytes[layer]))
                throw new ArgumentException(
                    $"The output of layer {layer} has {Invariant.Number(this.outputBytes[layer])} bytes; sizes are finite and not negative.",
                    nameof(outputBytes));
        }
        var all = this.sources;
        readers = Enumerable.Range(0, Layers)
            .Select(layer => Enumerable.Range(layer + 1, Layers - layer - 1).Where(reader => all[reader].Contains(layer)).ToArray())
            .ToArray();
    }

    /// <summary>How many layers there are.</summary>
    public int Layers => sources.Length;

    /// <summary>The layers that a layer reads from, ascending.</summary>
    public IReadOnlyList<int> SourcesOf(int layer) => sources[layer];

    /// <summary>The layers that read from a layer, ascending.</summary>
    public IReadOnlyList<int> ReadersOf(int layer) => readers[layer];

    /// <summary>Bytes of what a layer gives to its readers.</summary>
    public double OutputBytesOf(int layer) => outputBytes[layer];

    /// <summary>
    /// For each layer but the last the bytes of all that it or those before it compute and those after it read: what
    /// <see cref="PartitionLayer.CutBytes"/> asks for, where layers are cut in this order.
    /// </summary>
    public double[] CutBytes() => CutBytes(Enumerable.Range(0, Layers).ToArray());

    /// <summary>The same where they are put in another order first.</summary>
    internal double[] CutBytes(int[] order)
    {
        var place = new int[Layers];
        for (var at = 0; at < order.Length; at++) place[order[at]] = at;
        var bytes = new double[Math.Max(0, Layers - 1)];
        for (var layer = 0; layer < Layers; layer++)
        {
            var last = readers[layer].Length == 0 ? place[layer] : readers[layer].Max(reader => place[reader]);
            for (var cut = place[layer]; cut < last; cut++) bytes[cut] += outputBytes[layer];
        }
        return bytes;
    }
}
