using static TorchSharp.torch;

namespace StageGen.Costs.Tests;

/// <summary>Draws a module's arguments, and inputs that fit it.</summary>
internal sealed record LayerCase(string Factory, Func<Draw, object?[]> Arguments, Func<Draw, Trace, object?[], Twin[]> Inputs)
{
    public override string ToString() => Factory;
}

/// <summary>Every factory that the table knows.</summary>
internal static class LayerCases
{
    private static readonly string[] Reductions = ["Reduction.Mean", "Reduction.Sum", "Reduction.None"];

    public static IEnumerable<LayerCase> All =>
        [.. Linear, .. Embeddings, .. Convolutions, .. Norms, .. Recurrent, .. Attention, .. Pools, .. Shapes, .. Activations, .. Losses];

    private static IEnumerable<LayerCase> Linear =>
    [
        new("Linear", draw => draw.Arguments([draw.Number(1, 9), draw.Number(1, 9)], ("hasBias", () => draw.Flag()), ("device", () => null),
            ("dtype", () => ScalarType.Float32)),
            (draw, trace, arguments) => [trace.Input([.. draw.Sizes((int)draw.Number(0, 3), 1, 5), First(arguments)])]),
        new("Bilinear", draw => draw.Arguments([draw.Number(1, 6), draw.Number(1, 6), draw.Number(1, 6)], ("hasBias", () => draw.Flag())),
            (draw, trace, arguments) => Leading(draw.Sizes((int)draw.Number(1, 3), 1, 5),
                before => (Twin[])[trace.Input([.. before, First(arguments)]), trace.Input([.. before, (long)arguments[1]!])])),
        new("Identity", _ => [], (draw, trace, _) => [trace.Input(draw.Sizes(3, 1, 5))]),
        new("CosineSimilarity", draw => draw.Arguments([], ("dim", () => draw.Number(0, 2)), ("eps", () => 1e-6)), Twice(3)),
        new("PairwiseDistance", draw => draw.Arguments([], ("p", () => 2.0), ("eps", () => 1e-6), ("keepdim", () => draw.Flag())),
            Twice(2)),
    ];

    private static IEnumerable<LayerCase> Embeddings =>
    [
        new("Embedding", draw => draw.Arguments([draw.Number(2, 9), draw.Number(1, 9)], ("padding_idx", () => 0L), ("max_norm", () => null),
            ("norm_type", () => 2.0),
            ("scale_grad_by_freq", () => draw.Flag()), ("sparse", () => false)),
            (draw, trace, _) => [trace.Indices(2, draw.Sizes((int)draw.Number(1, 3), 1, 5))]),
        new("EmbeddingBag",
            draw => draw.Arguments([draw.Number(2, 9), draw.Number(1, 9)], ("max_norm", () => null), ("norm_type", () => 2.0),
                ("scale_grad_by_freq", () => false),
                ("mode", () => draw.OneOf("EmbeddingBagMode.Sum", "EmbeddingBagMode.Mean", "EmbeddingBagMode.Max"))),
            (draw, trace, _) => draw.Flag() ? [trace.Indices(2, draw.Sizes(2, 1, 5))]
                : [trace.Indices(2, 6), trace.Tensor(Modeling.Costs.TensorRole.Constant, tensor(new long[] { 0, 2, 5 }))]),
    ];

    private static IEnumerable<LayerCase> Convolutions => Enumerable.Range(1, 3).SelectMany(rank => (LayerCase[])
    [
        new("Conv" + rank + "d", draw =>
        {
            long groups = draw.Number(1, 3);
            object?[] channels = [groups * draw.Number(1, 3), groups * draw.Number(1, 3)];
            // Overloads take numbers for all dimensions, or a tuple for each.
            bool tuples = rank > 1 && draw.Flag();
            object Sizes(long least, long most) => tuples ? draw.Sizes(rank, least, most) : draw.Number(least, most);
            (string, Func<object?>)[] rest =
            [
                ("dilation", () => Sizes(1, 2)), ("padding_mode",
                    () => draw.OneOf("PaddingModes.Zeros", "PaddingModes.Reflect", "PaddingModes.Replicate", "PaddingModes.Circular")),
                ("groups", () => groups), ("bias", () => draw.Flag()),
            ];
            // The groups are never left out: the channels are made for them. Reflection in three dimensions is not there for convolutions.
            if (rank == 3) rest[1] = ("padding_mode", () => "PaddingModes.Zeros");
            object?[] arguments = draw.Flag()
                ? draw.Arguments([.. channels, Sizes(1, 4), draw.OneOf("Padding.Same", "Padding.Valid")],
                    ("stride", () => tuples ? draw.Sizes(rank, 1, 1) : 1L), rest[0], rest[1])
                : draw.Arguments([.. channels, Sizes(1, 4)], ("stride", () => Sizes(1, 3)), ("padding", () => Sizes(0, 3)),
                    rest[0], rest[1]);
            return [.. arguments, new Named("groups", groups), .. draw.Flag() ? (object?[])[new Named("bias", draw.Flag())] : []];
        },
        (draw, trace, arguments) =>
            [trace.Input([.. draw.Flag() ? (long[])[draw.Number(1, 3)] : [], First(arguments), .. draw.Sizes(rank, 8, 12)])]),
        new("ConvTranspose" + rank + "d", draw =>
        {
            long groups = draw.Number(1, 3);
            bool tuples = rank > 1 && draw.Flag();
            object Sizes(long least, long most) => tuples ? draw.Sizes(rank, least, most) : draw.Number(least, most);
            return
            [
                .. draw.Arguments([groups * draw.Number(1, 3), groups * draw.Number(1, 3), Sizes(2, 4)], ("stride", () => Sizes(2, 3)),
                    ("padding", () => Sizes(0, 1)), ("output_padding", () => Sizes(0, 0)), ("dilation", () => Sizes(1, 2))),
                new Named("groups", groups), .. draw.Flag() ? (object?[])[new Named("bias", draw.Flag())] : [],
            ];
        },
        (draw, trace, arguments) => [trace.Input([draw.Number(1, 3), First(arguments), .. draw.Sizes(rank, 3, 6)])]),
    ]);

    private static IEnumerable<LayerCase> Norms =>
    [
        .. Enumerable.Range(1, 3).SelectMany(rank => (LayerCase[])
        [
            new("BatchNorm" + rank + "d", Statistics,
                (draw, trace, arguments) => [trace.Input([draw.Number(2, 4), First(arguments), .. draw.Sizes(rank, 2, 4)])]),
            new("InstanceNorm" + rank + "d", Statistics,
                (draw, trace, arguments) => [trace.Input([draw.Number(2, 4), First(arguments), .. draw.Sizes(rank, 2, 4)])]),
        ]),
        new("BatchNorm1d", Statistics, (draw, trace, arguments) => [trace.Input(draw.Number(2, 4), First(arguments))]),
        new("GroupNorm", draw => Leading(draw.Sizes(2, 1, 4),
            sizes => draw.Arguments([sizes[0], sizes[0] * sizes[1]], ("eps", () => 1e-5), ("affine", () => draw.Flag()))),
            (draw, trace, arguments) =>
                [trace.Input([draw.Number(1, 3), (long)arguments[1]!, .. draw.Sizes((int)draw.Number(1, 3), 2, 4)])]),
        new("LayerNorm",
            draw => draw.Arguments([draw.Flag() ? draw.Number(1, 6) : draw.Sizes((int)draw.Number(1, 3), 1, 4)], ("eps", () => 1e-6),
                ("elementwise_affine", () => draw.Flag()), ("bias", () => draw.Flag())),
            (draw, trace, arguments) => [trace.Input([.. draw.Sizes((int)draw.Number(0, 2), 1, 4),
                .. arguments[0] is long[] several ? several : [First(arguments)]])]),
        new("LocalResponseNorm", draw => draw.Arguments([draw.Number(1, 5)], ("alpha", () => 1e-3), ("beta", () => 0.5), ("k", () => 2.0)),
            (draw, trace, _) => [trace.Input(draw.Sizes(4, 3, 5))]),
    ];

    private static IEnumerable<LayerCase> Recurrent =>
        ((string, bool)[])[("RNN", true), ("GRU", false), ("LSTM", false)] is var kinds ? kinds.SelectMany(kind => (LayerCase[])
        [
            new(kind.Item1, draw => draw.Arguments([draw.Number(1, 6), draw.Number(1, 6)],
                [("numLayers", () => draw.Number(1, 3)),
                    .. kind.Item2
                        ? ((string, Func<object?>)[])[("nonLinearity", () => draw.OneOf("NonLinearities.ReLU", "NonLinearities.Tanh"))]
                        : [],
                ("bias", () => draw.Flag()), ("batchFirst", () => draw.Flag()), ("dropout", () => 0.0),
                    ("bidirectional", () => draw.Flag())]),
                (draw, trace, arguments) => [trace.Input(draw.Number(1, 4), draw.Number(1, 4), First(arguments))]),
            new(kind.Item1 + "Cell", draw => draw.Arguments([draw.Number(1, 6), draw.Number(1, 6)],
                [.. kind.Item2
                    ? ((string, Func<object?>)[])[("nonLinearity", () => draw.OneOf("NonLinearities.ReLU", "NonLinearities.Tanh"))]
                    : [],
                    ("bias", () => draw.Flag())]),
                (draw, trace, arguments) => Leading(draw.Number(1, 4), batch => (Twin[])
                [
                    trace.Input(batch, First(arguments)),
                    .. kind.Item1 == "LSTM" || draw.Flag()
                        ? Enumerable.Range(0, kind.Item1 == "LSTM" ? 2 : 1).Select(_ => trace.Data(batch, (long)arguments[1]!))
                        : [],
                ])),
        ]) : [];

    private static IEnumerable<LayerCase> Attention =>
    [
        new("MultiheadAttention", draw => Leading(draw.Sizes(2, 1, 4),
            sizes => draw.Arguments([sizes[0] * sizes[1], sizes[0]], ("dropout", () => 0.25), ("bias", () => draw.Flag()),
                ("add_bias_kv", () => draw.Flag()), ("add_zero_attn", () => draw.Flag())) is var drawn && drawn.Length < 7 && draw.Flag()
                    && draw.Number(1, 6) is var other ? [.. drawn, new Named("kdim", other), new Named("vdim", other)] : drawn),
            (draw, trace, arguments) =>
            {
                var (steps, batch) = (draw.Number(1, 5), draw.Number(1, 3));
                // libtorch wants keys and values of one width.
                long width = arguments.OfType<Named>().FirstOrDefault(named => named.Name == "kdim")?.Value as long? ?? First(arguments);
                return [trace.Input(draw.Number(1, 5), batch, First(arguments)), trace.Input(steps, batch, width),
                    trace.Input(steps, batch, width)];
            }),
        new("TransformerEncoderLayer", TransformerArguments,
            (draw, trace, arguments) => [trace.Input(draw.Number(1, 4), draw.Number(1, 3), First(arguments))]),
        new("TransformerDecoderLayer", TransformerArguments, (draw, trace, arguments) => Pair(draw, trace, First(arguments))),
        new("Transformer", draw => Leading(draw.Sizes(2, 1, 3),
            sizes => draw.Arguments([sizes[0] * sizes[1], sizes[0], draw.Number(1, 2), draw.Number(1, 2), draw.Number(1, 6)],
                ("dropout", () => 0.25), ("activation", () => draw.OneOf("Activations.ReLU", "Activations.GELU")))),
            (draw, trace, arguments) => Pair(draw, trace, First(arguments))),
    ];

    private static IEnumerable<LayerCase> Pools => Enumerable.Range(1, 3).SelectMany(rank => (LayerCase[])
    [
        new("MaxPool" + rank + "d", draw =>
            Alike(draw, rank, window => draw.Arguments([window(2, 3)], ("stride", () => window(1, 3)), ("padding", () => window(0, 1)),
                ("dilation", () => window(1, 2)), ("ceil_mode", () => draw.Flag()))), Images(rank)),
        new("AvgPool" + rank + "d", draw =>
            Alike(draw, rank, window => draw.Arguments([window(2, 3)], ("stride", () => window(1, 3)), ("padding", () => window(0, 1)),
                ("ceil_mode", () => draw.Flag()), ("count_include_pad", () => draw.Flag()))), Images(rank)),
        new("AdaptiveAvgPool" + rank + "d", draw => [draw.Window(rank, 1, 4)], Images(rank)),
        // TorchSharp 0.107's AdaptiveMaxPool3d forgets its output size and cannot be called.
        .. rank < 3
            ? (LayerCase[])[new("AdaptiveMaxPool" + rank + "d",
                draw => [rank == 1 ? draw.Number(1, 4) : draw.Sizes(rank, 1, 4)], Images(rank))]
            : [],
        .. rank < 3
            ? (LayerCase[])[new("LPPool" + rank + "d",
                draw => draw.Arguments([2.0, draw.Number(2, 3)], ("stride", () => draw.Number(1, 3)), ("ceil_mode", () => draw.Flag())),
                Images(rank))]
            : [],
        .. rank > 1
            ? (LayerCase[])[new("FractionalMaxPool" + rank + "d",
                draw => draw.Flag() ? [draw.Number(2, 3), draw.Number(2, 4)] : [draw.Number(2, 3), new Named("output_ratio", 0.5)],
                (draw, trace, _) => [trace.Input([draw.Number(1, 2), draw.Number(1, 3), .. draw.Sizes(rank, 8, 12)])])] : [],
        new("MaxUnpool" + rank + "d", draw => Alike(draw, rank,
            window => draw.OneOf<object?[]>([window(2, 3)], [window(2, 3), window(1, 2)], [window(2, 3), window(1, 2), window(0, 1)])),
            (draw, trace, _) =>
            {
                // With a padding but no stride TorchSharp 0.107 ends the process.
                long[] shape = [draw.Number(1, 2), draw.Number(1, 3), .. draw.Sizes(rank, 2, 4)];
                return [trace.Input(shape), trace.Tensor(Modeling.Costs.TensorRole.Constant, zeros(shape, ScalarType.Int64))];
            }),
        new("ConstantPad" + rank + "d", draw => [draw.Flag() ? draw.Number(0, 2) : draw.Sizes(rank * 2, 0, 2), 1.5], Images(rank)),
        new("ReflectionPad" + rank + "d", draw => [draw.Flag() ? draw.Number(0, 2) : draw.Sizes(rank * 2, 0, 2)], Images(rank)),
        new("ReplicationPad" + rank + "d", draw => [draw.Flag() ? draw.Number(0, 2) : draw.Sizes(rank * 2, 0, 2)], Images(rank)),
    ]);

    private static IEnumerable<LayerCase> Shapes =>
    [
        new("ZeroPad2d", draw => [draw.Flag() ? draw.Number(0, 2) : draw.Sizes(4, 0, 2)], Images(2)),
        new("Flatten", draw => draw.Arguments([], ("start_dim", () => draw.Number(0, 1)), ("end_dim", () => draw.OneOf(-1L, 2L))), Any(4)),
        new("Unflatten", draw => [1L, (long[])[draw.OneOf(-1L, 2L), 3L]],
            (draw, trace, _) => [trace.Input(draw.Number(1, 3), 6, draw.Number(1, 3))]),
        new("Unfold",
            draw => draw.Arguments([draw.Number(1, 3)], ("dilation", () => draw.Number(1, 2)), ("padding", () => draw.Number(0, 2)),
                ("stride", () => draw.Number(1, 2))),
            (draw, trace, _) => [trace.Input(draw.Sizes(4, 6, 9))]),
        new("Fold", _ => [(long[])[4L, 6L], (long[])[2L, 3L], new Named("stride", (long[])[2L, 3L])],
            (draw, trace, _) => [trace.Input(draw.Number(1, 2), 6 * draw.Number(1, 2), 4)]),
        new("Upsample", draw => draw.Flag() ? [new Named("size", draw.Sizes(2, 3, 9)), new Named("mode", "UpsampleMode.Nearest")]
            : [new Named("scale_factor", (double[])[draw.OneOf(2.0, 1.5), draw.OneOf(3.0, 0.5)]),
                new Named("mode", "UpsampleMode.Bilinear"), new Named("align_corners", draw.Flag())],
            (draw, trace, _) => [trace.Input(draw.Sizes(4, 2, 6))]),
        new("PixelShuffle", draw => [draw.Number(1, 3)],
            (draw, trace, arguments) => [trace.Input(draw.Number(1, 2), First(arguments) * First(arguments) * draw.Number(1, 2), 3, 4)]),
        new("PixelUnshuffle", draw => [draw.Number(1, 3)],
            (draw, trace, arguments) => [trace.Input(draw.Number(1, 2), 2, First(arguments) * 3, First(arguments) * 2)]),
        new("ChannelShuffle", draw => [draw.Number(1, 3)],
            (draw, trace, arguments) => [trace.Input(draw.Number(1, 2), First(arguments) * 2, 3, 4)]),
    ];

    private static IEnumerable<LayerCase> Activations =>
    [
        .. ((string, Func<Draw, object?[]>)[])
        [
            ("ReLU", Nothing), ("ReLU6", Nothing), ("SELU", Nothing), ("CELU", draw => draw.Arguments([], ("alpha", () => 1.5))),
            ("ELU", draw => draw.Arguments([], ("alpha", () => 1.5))),
            ("GELU", draw => draw.Flag() ? [] : ["GELU.Approximate.tanh"]),
            ("Hardshrink", draw => draw.Arguments([], ("lambda", () => 0.25))), ("Hardsigmoid", Nothing), ("Hardswish", Nothing),
            ("LeakyReLU", draw => draw.Arguments([], ("negative_slope", () => 0.25))), ("LogSigmoid", _ => []),
            ("LogSoftmax", draw => [draw.Number(0, 3)]), ("Mish", Nothing),
            ("RReLU", draw => draw.Arguments([], ("lower", () => 0.1), ("upper", () => 0.3))), ("Sigmoid", Nothing), ("SiLU", Nothing),
            ("Softmax", draw => [draw.Number(0, 3)]), ("Softmax2d", _ => []),
            ("Softmin", draw => [draw.Number(0, 3)]),
            ("Softplus", draw => draw.Arguments([], ("beta", () => 2.0), ("threshold", () => 10.0))),
            ("Softshrink", draw => draw.Arguments([], ("lambda", () => 0.25))), ("Softsign", Nothing), ("Tanh", _ => []),
            ("Tanhshrink", _ => []),
            ("Threshold", _ => [0.5, 2.0]), ("Hardtanh", draw => draw.Arguments([], ("min_val", () => -0.5), ("max_val", () => 0.5))),
            ("Dropout", Dropped), ("Dropout1d", Dropped), ("Dropout2d", Dropped), ("Dropout3d", Dropped), ("AlphaDropout", Dropped),
            ("FeatureAlphaDropout", draw => [0.25, draw.Flag()]),
        ]
        is var all ? all.Select(one => new LayerCase(one.Item1, one.Item2, (draw, trace, arguments) =>
            [Middle(trace, draw.Sizes(one.Item1 switch { "Dropout1d" => 3, "Dropout3d" => 5, _ => 4 }, 1, 5))])) : [],
        new("GLU", draw => draw.Arguments([], ("dim", () => draw.OneOf(-1L, 1L))),
            (draw, trace, _) => [trace.Input(draw.Number(1, 3), 4, 6)]),
        new("PReLU", draw => draw.Arguments([draw.OneOf(1L, 3L)], ("init", () => 0.5)),
            (draw, trace, _) => [trace.Input(draw.Number(1, 3), 3, 4)]),
    ];

    private static IEnumerable<LayerCase> Losses =>
    [
        .. ((string, object?[], Func<Trace, long[], Twin>[])[])
        [
            ("MSELoss", [], [Values, Values]), ("L1Loss", [], [Values, Values]), ("SmoothL1Loss", [], [Values, Values]),
            ("HuberLoss", [1.5], [Values, Values]),
            ("BCELoss", [null], [Chances, Chances]), ("BCEWithLogitsLoss", [null], [Values, Chances]),
            ("KLDivLoss", [true], [Values, Values]), ("KLDivLoss", [false], [Values, Chances]),
            ("PoissonNLLLoss", [], [Values, Chances]), ("HingeEmbeddingLoss", [1.0], [Values, Signs]),
            ("SoftMarginLoss", [], [Values, Signs]),
            ("MultiLabelSoftMarginLoss", [null], [Values, Chances]), ("MultiLabelMarginLoss", [], [Values, Labels]),
            ("MultiMarginLoss", [1, 1.0, null], [Values, Rows]),
            ("CrossEntropyLoss", [null, null], [Values, Rows]), ("NLLLoss", [null], [Values, Rows]),
            ("GaussianNLLLoss", [], [Values, Values, Chances]),
            ("CosineEmbeddingLoss", [0.0], [Values, Values, RowSigns]), ("MarginRankingLoss", [0.0], [Values, Values, Signs]),
            ("TripletMarginLoss", [1.0], [Values, Values, Values]),
            ("TripletMarginWithDistanceLoss", [], [Values, Values, Values]),
        ]
        is var all
            ? all.Select(one => new LayerCase(one.Item1,
                draw => draw.Flag() ? one.Item2 : [.. one.Item2, new Named("reduction", draw.OneOf(Reductions))],
                (draw, trace, _) => Leading(draw.Sizes(2, 3, 5), shape => one.Item3.Select(make => make(trace, shape)).ToArray()))) : [],
        new("CTCLoss", _ => [],
            (draw, trace, _) => [trace.Input(6, 2, 4), trace.Tensor(Modeling.Costs.TensorRole.Constant, ones([2, 3], ScalarType.Int64)),
                trace.Tensor(Modeling.Costs.TensorRole.Constant, full([2], 6L, ScalarType.Int64)),
                trace.Tensor(Modeling.Costs.TensorRole.Constant, full([2], 3L, ScalarType.Int64))]),
    ];

    private static long First(object?[] arguments) => (long)arguments[0]!;

    private static TResult Leading<T, TResult>(T value, Func<T, TResult> use) => use(value);

    private static object?[] Nothing(Draw draw) => draw.Arguments([], ("inplace", () => draw.Flag()));

    private static object?[] Dropped(Draw draw) => draw.Arguments([], ("p", () => draw.OneOf(0.0, 0.25)), ("inplace", () => draw.Flag()));

    private static object?[] Statistics(Draw draw) =>
        draw.Arguments([draw.Number(1, 5)], ("eps", () => 1e-4), ("momentum", () => 0.2), ("affine", () => draw.Flag()),
            ("track_running_stats", () => draw.Flag()), ("device", () => null), ("dtype", () => ScalarType.Float32));

    private static object?[] TransformerArguments(Draw draw) =>
        Leading(draw.Sizes(2, 1, 4), sizes => draw.Arguments([sizes[0] * sizes[1], sizes[0], draw.Number(1, 6)],
            ("dropout", () => draw.OneOf(0.0, 0.25)), ("activation", () => draw.OneOf("Activations.ReLU", "Activations.GELU"))));

    private static Func<Draw, Trace, object?[], Twin[]> Any(int rank) => (draw, trace, _) => [trace.Input(draw.Sizes(rank, 1, 5))];

    private static Func<Draw, Trace, object?[], Twin[]> Twice(int rank) =>
        (draw, trace, _) => Leading(draw.Sizes(rank, 2, 5), shape => (Twin[])[trace.Input(shape), trace.Input(shape)]);

    private static Func<Draw, Trace, object?[], Twin[]> Images(int rank)
        => (draw, trace, _) =>
            [trace.Input([.. draw.Flag() ? (long[])[draw.Number(1, 2)] : [], draw.Number(1, 3), .. draw.Sizes(rank, 7, 11)])];

    private static Twin[] Pair(Draw draw, Trace trace, long width) => Leading(draw.Number(1, 3),
        batch => (Twin[])[trace.Input(draw.Number(1, 4), batch, width), trace.Input(draw.Number(1, 4), batch, width)]);

    /// <summary>A result of something, which may be changed in place.</summary>
    private static Twin Middle(Trace trace, long[] shape) => trace.One("*", trace.Input(shape), 1.5);

    /// <summary>All sizes of a window as numbers, or all as one for each dimension: there is no overload for both.</summary>
    private static object?[] Alike(Draw draw, int rank, Func<Func<long, long, object>, object?[]> arguments)
    {
        bool several = rank > 1 && draw.Flag();
        return arguments((least, most) => several ? draw.Sizes(rank, least, most) : draw.Number(least, most));
    }

    private static Twin Values(Trace trace, long[] shape) => trace.Input(shape);

    private static Twin Chances(Trace trace, long[] shape) => trace.Tensor(Modeling.Costs.TensorRole.Constant, rand(shape) * 0.8 + 0.1);

    private static Twin Signs(Trace trace, long[] shape) => trace.Tensor(Modeling.Costs.TensorRole.Constant, randn(shape).sign());

    private static Twin RowSigns(Trace trace, long[] shape) => trace.Tensor(Modeling.Costs.TensorRole.Constant, randn(shape[0]).sign());

    private static Twin Rows(Trace trace, long[] shape) => trace.Indices(shape[1], shape[0]);

    private static Twin Labels(Trace trace, long[] shape) => trace.Indices(2, shape);
}
