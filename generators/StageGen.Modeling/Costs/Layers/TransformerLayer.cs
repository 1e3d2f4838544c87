namespace StageGen.Modeling.Costs;

/// <summary>
/// Attention to itself, in a decoder attention to the encoder's result, and two linear layers; each added to its input and normalised.
/// </summary>
internal sealed record TransformerLayer(bool IsDecoder, Size Width, Size Heads, Size Feedforward, double Dropout) : Layer
{
    public override string Name => IsDecoder ? "TransformerDecoderLayer" : "TransformerEncoderLayer";

    public string Activation { get; init; } = "relu";

    public override EquatableArray<LayerTensor> Parameters
        => Parts.SelectMany(part => Transformers.Within(part.Name, part.Layer)).ToEquatableArray();

    private AttentionLayer Attention => new(Width, Heads, Dropout);

    private IEnumerable<(string Name, Layer Layer)> Parts =>
    [
        ("self_attn", Attention),
        .. IsDecoder ? [("multihead_attn", Attention)] : Array.Empty<(string, Layer)>(),
        ("linear1", Transformers.Linear(Width, Feedforward)),
        ("linear2", Transformers.Linear(Feedforward, Width)),
        ("norm1", Transformers.Norm(Width)),
        ("norm2", Transformers.Norm(Width)),
        .. IsDecoder ? [("norm3", Transformers.Norm(Width))] : Array.Empty<(string, Layer)>(),
    ];

    protected override LayerResult Call(IReadOnlyList<TensorShape> inputs)
    {
        var run = new Composition(inputs);
        var dropout = Transformers.Dropout(Dropout);
        var x = run.Inputs[0];
        x = Added(x, run.Apply(Attention, x, x, x));
        if (IsDecoder && run.Inputs.Count > 1) x = Added(x, run.Apply(Attention, x, run.Inputs[1], run.Inputs[1]));
        var wide = run.Apply(dropout, run.Apply(Activation, [run.Apply(Transformers.Linear(Width, Feedforward), x)]));
        return run.Result(Added(x, run.Apply(Transformers.Linear(Feedforward, Width), wide)));

        TracedTensor Added(TracedTensor before, TracedTensor change)
            => run.Apply(Transformers.Norm(Width), run.Apply("+", [before, run.Apply(dropout, change)]));
    }
}

/// <summary>The same layer many times, each with weights of its own; a decoder's layers all hear the encoder's result.</summary>
internal sealed record TransformerStack(string Class, TransformerLayer Layer, int Count, bool HasNorm) : Layer
{
    public override string Name => Class;

    public override EquatableArray<LayerTensor> Parameters
        => Enumerable.Range(0, Count).SelectMany(i => Transformers.Within(FormattableString.Invariant($"layers.{i}"), Layer))
            .Concat(HasNorm ? Transformers.Within("norm", Transformers.Norm(Layer.Width)) : []).ToEquatableArray();

    protected override LayerResult Call(IReadOnlyList<TensorShape> inputs)
    {
        var run = new Composition(inputs);
        var x = run.Inputs[0];
        for (int i = 0; i < Count; i++) x = Layer.IsDecoder && inputs.Count > 1 ? run.Apply(Layer, x, run.Inputs[1]) : run.Apply(Layer, x);
        return run.Result(HasNorm ? run.Apply(Transformers.Norm(Layer.Width), x) : x);
    }
}

/// <summary>An encoder and a decoder, called with source and target.</summary>
internal sealed record WholeTransformer(TransformerStack Encoder, TransformerStack Decoder) : Layer
{
    public override string Name => "Transformer";

    public override EquatableArray<LayerTensor> Parameters
        => Transformers.Within("encoder", Encoder).Concat(Transformers.Within("decoder", Decoder)).ToEquatableArray();

    protected override LayerResult Call(IReadOnlyList<TensorShape> inputs)
    {
        var run = new Composition(inputs);
        var memory = run.Apply(Encoder, run.Inputs[0]);
        return run.Result(run.Inputs.Count > 1 ? run.Apply(Decoder, run.Inputs[1], memory) : memory);
    }
}
