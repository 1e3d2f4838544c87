namespace StageGen.Modeling.Costs;

/// <summary>
/// Attention and the layers built of it (Vaswani et al., https://arxiv.org/abs/1706.03762), composed call by call as libtorch's C++
/// modules compose them; steps come first, then the batch.
/// </summary>
internal static class Transformers
{
    /// <summary>More are no model but a mistake.</summary>
    private const int MostLayers = 1024;

    public static IEnumerable<Factory> All =>
    [
        new("MultiheadAttention", (_, arguments) => Attention(arguments)),
        new("TransformerEncoderLayer",
            (_, arguments) => EncoderLayer(new(arguments, "d_model", "nhead", "dim_feedforward", "dropout", "activation"))),
        new("TransformerDecoderLayer",
            (_, arguments) => DecoderLayer(new(arguments, "d_model", "nhead", "dim_feedforward", "dropout", "activation"))),
        new("TransformerEncoder", (name, arguments) => Stack(name, arguments, "encoder_layer")),
        new("TransformerDecoder", (name, arguments) => Stack(name, arguments, "decoder_layer")),
        new("Transformer", (_, arguments) => Whole(arguments)),
    ];

    private static AttentionLayer Attention(ArgumentList arguments)
    {
        var given = new Binding(arguments, "embedded_dim", "num_heads", "dropout", "bias", "add_bias_kv", "add_zero_attn", "kdim", "vdim");
        var width = given.Size("embedded_dim");
        return new(width, given.Size("num_heads"), given.Number("dropout", 0) ?? 0.5)
        {
            HasBias = given.Flag("bias", true),
            AddsBias = given.Flag("add_bias_kv", false),
            AddsZero = given.Flag("add_zero_attn", false),
            KeyWidth = given.Size("kdim", width),
            ValueWidth = given.Size("vdim", width),
        };
    }

    private static TransformerLayer EncoderLayer(Binding given) => TransformerLayer(given, isDecoder: false);

    private static TransformerLayer DecoderLayer(Binding given) => TransformerLayer(given, isDecoder: true);

    private static TransformerLayer TransformerLayer(Binding given, bool isDecoder)
        => new(isDecoder, given.Size("d_model", 512), given.Size("nhead", 8), given.Size("dim_feedforward", 2048),
            given.Number("dropout", 0.1) ?? 0.1)
        {
            Activation = given["activation"]?.Is("GELU") == true ? "gelu" : "relu",
        };

    private static Layer Stack(string name, ArgumentList arguments, string parameter)
    {
        var given = new Binding(arguments, parameter, "num_layers");
        return given[parameter]?.Layer is TransformerLayer layer && given.Size("num_layers").TryGetConstant(out long count)
            && count is > 0 and <= MostLayers
            ? new TransformerStack(name, layer, (int)count, HasNorm: false) : new UnknownLayer(name);
    }

    private static Layer Whole(ArgumentList arguments)
    {
        var given = new Binding(arguments, "d_model", "nhead", "num_encoder_layers", "num_decoder_layers", "dim_feedforward",
            "dropout", "activation");
        return given.Size("num_encoder_layers", 6).TryGetConstant(out long encoders) && encoders is > 0 and <= MostLayers
            && given.Size("num_decoder_layers", 6).TryGetConstant(out long decoders) && decoders is > 0 and <= MostLayers
            ? new WholeTransformer(new("TransformerEncoder", EncoderLayer(given), (int)encoders, HasNorm: true),
                new("TransformerDecoder", DecoderLayer(given), (int)decoders, HasNorm: true))
            : new UnknownLayer("Transformer");
    }

    /// <summary>Parameters of a part, under its name.</summary>
    public static IEnumerable<LayerTensor> Within(string name, Layer part)
        => part.Parameters.Select(parameter => parameter with { Name = name + "." + parameter.Name });

    public static FunctionLayer Linear(Size from, Size to)
        => (FunctionLayer)LayerTable.Create("Linear", ArgumentList.Of(Argument.Of(from), Argument.Of(to)))!;

    public static FunctionLayer Norm(Size width) => (FunctionLayer)LayerTable.Create("LayerNorm", ArgumentList.Of(Argument.Of(width)))!;

    public static FunctionLayer Dropout(double p) => (FunctionLayer)LayerTable.Create("Dropout", ArgumentList.Of(Argument.Of(p)))!;

    /// <summary>A module of which not even the parameters are known.</summary>
    private sealed record UnknownLayer(string Class) : Layer
    {
        public override string Name => Class;

        public override EquatableArray<LayerTensor> Parameters
            => new([new("weight", TensorShape.Unknown with { Role = TensorRole.Parameter })]);

        protected override LayerResult Call(IReadOnlyList<TensorShape> inputs) => LayerResult.Unknown;
    }
}
