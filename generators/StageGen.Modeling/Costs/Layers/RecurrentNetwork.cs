namespace StageGen.Modeling.Costs;

/// <summary>Layers of steps, in one direction or in both, whose results are joined.</summary>
internal sealed record RecurrentNetwork(string Class, Size Input, Size Hidden, ElementType Type) : Layer
{
    /// <summary>More are no model but a mistake, and nobody waits for their names.</summary>
    private const int MostLayers = 256;

    public override string Name => Class;

    public Size Layers { get; init; }

    public bool HasBias { get; init; }

    public bool IsBatchFirst { get; init; }

    public bool Drops { get; init; }

    public bool IsBidirectional { get; init; }

    public override EquatableArray<LayerTensor> Parameters
    {
        get
        {
            if (Count is not { } layers) return new([new("weight_ih_l0", TensorShape.Unknown with { Role = TensorRole.Parameter })]);
            var parameters = new List<LayerTensor>();
            Size gates = Hidden * Recurrent.Gates(Class);
            for (int layer = 0; layer < layers; layer++)
            {
                foreach (string direction in IsBidirectional ? new[] { "", "_reverse" } : [""])
                {
                    string end = FormattableString.Invariant($"_l{layer}{direction}");
                    parameters.Add(Tensor("weight_ih" + end, Type, gates, InputOf(layer)));
                    parameters.Add(Tensor("weight_hh" + end, Type, gates, Hidden));
                    if (!HasBias) continue;
                    parameters.Add(Tensor("bias_ih" + end, Type, gates));
                    parameters.Add(Tensor("bias_hh" + end, Type, gates));
                }
            }

            return parameters.ToEquatableArray();
        }
    }

    private int? Count => Layers.TryGetConstant(out long layers) && layers is > 0 and <= MostLayers ? (int)layers : null;

    private int Directions => IsBidirectional ? 2 : 1;

    protected override LayerResult Call(IReadOnlyList<TensorShape> inputs)
    {
        var input = inputs[0];
        if (Count is not { } layers || input.Rank is not (2 or 3))
        {
            return LayerResult.Unknown with
            {
                Outputs = Enumerable.Repeat(TensorShape.OfUnknownRank(Type), Recurrent.Gates(Class) == 4 ? 3 : 2).ToEquatableArray(),
                Problem = input.IsRankKnown && Count is not null ? Class + " expects 3 dimensions and gets " + input : null,
            };
        }

        bool isBatch = input.Rank == 3;
        var steps = input.Dimensions[isBatch && IsBatchFirst ? 1 : 0];
        var batch = !isBatch ? Size.One : input.Dimensions[IsBatchFirst ? 0 : 1];
        var output = input.With(-1, Hidden * Directions) with { Role = TensorRole.Activation };
        var state = TensorShape.Of(Type, isBatch ? [Layers * Directions, batch, Hidden] : [Layers * Directions, Hidden]);

        int gates = Recurrent.Gates(Class);
        var (products, gate, saved) = (Size.Zero, steps * batch * Hidden * gates * 5, Size.Zero);
        for (int layer = 0; layer < layers; layer++)
        {
            products += steps * batch * Hidden * gates * (InputOf(layer) + Hidden) * (2 * Directions);
            saved += Kept(steps, batch, InputOf(layer)) * Directions;
            // What goes from layer to layer is kept, joined; dropout adds its mask to its result.
            if (layer < layers - 1) saved += output.Bytes * (Drops ? 2 : Between);
        }

        // A batch in front is put behind the steps by a copy.
        if (isBatch && IsBatchFirst) saved += input.Bytes;
        var first = steps * batch * Hidden * gates * Input * (2 * Directions);
        return new()
        {
            Outputs = gates == 4 ? new([output, state, state]) : new([output, state]),
            ForwardFlops = products + gate * (layers * Directions),
            InputGradientFlops = (input.WantsGradient ? products : products - first) + gate * (layers * Directions),
            WeightGradientFlops = products,
            Saved = new([new(SavedFrom.Input, 0, input.Bytes), new(SavedFrom.Inside, 0, saved)]),
            Problem = Recurrent.Mismatch(Class, input, Input),
        };
    }

    /// <summary>A direction of the LSTM has its result in its own workspace already; the others stack the steps.</summary>
    private int Between => Recurrent.Gates(Class) == 4 && !IsBidirectional ? 0 : 1;

    private Size InputOf(int layer) => layer == 0 ? Input : Hidden * Directions;

    /// <summary>
    /// What one layer keeps in one direction. RNN and GRU are composed of small operations on the CPU: beside their gates each step leaves
    /// its autograd nodes, 4 and 16 kB as measured. The LSTM is oneDNN's, whose workspace has ten states as wide as the wider of
    /// input and state, the gates twice and the cells, each row rounded up to 64 bytes and never a multiple of 1 kB (its rnn_utils).
    /// </summary>
    private Size Kept(Size steps, Size batch, Size input)
    {
        var (element, rows) = (Type.Bytes(), steps * batch);
        if (Recurrent.Gates(Class) == 1) return rows * Hidden * element + steps * 4300;
        if (Recurrent.Gates(Class) == 3) return rows * Hidden * 7 * element + steps * 16000;
        var longer = (steps + 1) * batch;
        return (longer * Row(Size.Max(input, Hidden)) * 10 + longer * Row(Hidden) + rows * (Row(Hidden * 4) * 2 + Hidden)
            + batch * Hidden * 4) * element;
    }

    private static Size Row(Size width)
    {
        var rounded = Size.DivideUp(width, 16) * 16;
        return rounded.TryGetConstant(out long value) && value % 256 == 0 ? rounded + 16 : rounded;
    }
}
