namespace StageGen.Modeling.Costs;

/// <summary>
/// Recurrent networks and their cells: for each step, layer and direction 2·gates·hidden·(input + hidden) for the products and a few
/// operations a gate. RNN has one gate, GRU three, LSTM four (https://docs.pytorch.org/docs/stable/generated/torch.nn.LSTM.html and its
/// neighbours give the equations).
/// </summary>
internal static class Recurrent
{
    public static IEnumerable<Factory> All =>
    [
        new("RNN", (name, arguments) =>
            Network(name, new(arguments, "inputSize", "hiddenSize", "numLayers", "nonLinearity", "bias", "batchFirst", "dropout",
                "bidirectional", "device", "dtype"))),
        new("GRU, LSTM", (name, arguments) =>
            Network(name, new(arguments, "inputSize", "hiddenSize", "numLayers", "bias", "batchFirst", "dropout", "bidirectional",
                "device", "dtype"))),
        new("RNNCell",
            (name, arguments) => Cell(name, new(arguments, "inputSize", "hiddenSize", "nonLinearity", "bias", "device", "dtype"))),
        new("GRUCell, LSTMCell", (name, arguments) => Cell(name, new(arguments, "inputSize", "hiddenSize", "bias", "device", "dtype"))),
    ];

    public static int Gates(string name)
        => name.StartsWith("LSTM", StringComparison.Ordinal) ? 4 : name.StartsWith("GRU", StringComparison.Ordinal) ? 3 : 1;

    /// <summary>What is wrong where the input has another width than the first layer.</summary>
    public static string? Mismatch(string name, TensorShape input, Size expected)
        => Size.Differ(input.Last, expected)
            ? name + " expects " + expected + " features in the last dimension and gets " + input.Last + " (" + input + ")"
            : null;

    private static RecurrentNetwork Network(string name, Binding given)
        => new(name, given.Size("inputSize"), given.Size("hiddenSize"), given.Type())
        {
            Layers = given.Size("numLayers", 1),
            HasBias = given.Flag("bias", true),
            IsBatchFirst = given.Flag("batchFirst", false),
            Drops = given.Number("dropout", 0) != 0,
            IsBidirectional = given.Flag("bidirectional", false),
        };

    private static RecurrentCell Cell(string name, Binding given)
        => new(name, given.Size("inputSize"), given.Size("hiddenSize"), given.Type()) { HasBias = given.Flag("bias", true) };
}

/// <summary>One step: a batch of inputs and states.</summary>
internal sealed record RecurrentCell(string Class, Size Input, Size Hidden, ElementType Type) : Layer
{
    public override string Name => Class;

    public bool HasBias { get; init; }

    public override EquatableArray<LayerTensor> Parameters
    {
        get
        {
            Size gates = Hidden * Recurrent.Gates(Class);
            LayerTensor[] weights = [Tensor("weight_ih", Type, gates, Input), Tensor("weight_hh", Type, gates, Hidden)];
            return HasBias ? new([.. weights, Tensor("bias_ih", Type, gates), Tensor("bias_hh", Type, gates)]) : new(weights);
        }
    }

    protected override LayerResult Call(IReadOnlyList<TensorShape> inputs)
    {
        var (input, gates) = (inputs[0], Recurrent.Gates(Class));
        var state = input.IsRankKnown
            ? input.With(-1, Hidden) with { Role = TensorRole.Activation }
            : TensorShape.OfUnknownRank(input.Type);
        var (forward, fromInput) = (state.Elements * gates * (Input + Hidden) * 2, state.Elements * gates * Input * 2);
        // The new gates, and with an LSTM the tangent of the cell, with a GRU what the reset gate multiplies; an RNN keeps what it gives.
        int inside = gates switch { 4 => 5, 3 => 6, _ => 0 };
        // States that nobody gives are made, of zeros, and kept as those that are given.
        int made = Math.Max(0, (gates == 4 ? 3 : 2) - inputs.Count);
        var saved = inputs.Where(one => one.Role != TensorRole.Parameter).Select((one, i) => new SavedTensor(SavedFrom.Input, i, one.Bytes))
            .Append(inside == 0 ? new(SavedFrom.Output, 0, state.Bytes) : new(SavedFrom.Inside, 0, state.Bytes * inside))
            .Append(new(SavedFrom.Inside, 0, state.Bytes * made));
        return new()
        {
            Outputs = gates == 4 ? new([state, state]) : new([state]),
            ForwardFlops = forward + state.Elements * gates * 5,
            InputGradientFlops = (input.WantsGradient ? forward : forward - fromInput) + state.Elements * gates * 5,
            WeightGradientFlops = forward,
            Saved = saved.ToEquatableArray(),
            Problem = Recurrent.Mismatch(Class, input, Input),
        };
    }
}
