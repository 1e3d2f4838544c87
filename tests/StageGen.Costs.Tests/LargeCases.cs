using StageGen.Modeling.Costs;
using static TorchSharp.torch;

namespace StageGen.Costs.Tests;

/// <summary>A module with inputs so large that what it keeps can be weighed.</summary>
internal sealed record LargeCase(string Factory, Func<Trace, object?[]> Arguments, Func<Trace, Twin[]> Inputs);

/// <summary>Every factory that the table knows, as it is used, once.</summary>
internal static class LargeCases
{
    private static readonly long[] Image = [8, 32, 64, 64], Clip = [4, 16, 16, 32, 32], Signal = [8, 64, 4096], Rows = [4096, 256];

    public static IEnumerable<LargeCase> All => [.. Weighted, .. Sequences, .. Pools, .. Shapes, .. Activations, .. Losses];

    private static IEnumerable<LargeCase> Weighted =>
    [
        Of("Linear", [256L, 384L], [Rows]),
        Of("Bilinear", [32L, 16L, 256L], [[16384, 32], [16384, 16]]),
        Of("Embedding", [1000L, 256L], trace => [trace.Indices(1000, 16, 256)]),
        Of("EmbeddingBag", [1000L, 256L, new Named("mode", "EmbeddingBagMode.Sum")], trace => [trace.Indices(1000, 4096, 8)]),
        new("Embedding_from_pretrained", trace => [trace.Parameter(1000, 256), false], trace => [trace.Indices(1000, 16, 256)]),
        new("EmbeddingBag_from_pretrained", trace => [trace.Parameter(1000, 256), false], trace => [trace.Indices(1000, 4096, 8)]),
        Of("Conv1d", [64L, 32L, 5L], [Signal]), Of("Conv2d", [32L, 48L, 3L, new Named("padding", 1L)], [Image]),
        Of("Conv3d", [16L, 32L, 3L, new Named("padding", 1L)], [Clip]),
        Of("ConvTranspose1d", [64L, 32L, 2L, new Named("stride", 2L)], [Signal]),
        Of("ConvTranspose2d", [32L, 16L, 2L, new Named("stride", 2L)], [Image]),
        Of("ConvTranspose3d", [16L, 16L, 2L, new Named("stride", 2L)], [Clip]),
        Of("BatchNorm1d", [64L], [Signal]), Of("BatchNorm2d", [32L], [Image]), Of("BatchNorm3d", [16L], [Clip]),
        Of("InstanceNorm1d", [64L], [Signal]), Of("InstanceNorm2d", [32L], [Image]), Of("InstanceNorm3d", [16L], [Clip]),
        Of("GroupNorm", [4L, 32L], [Image]), Of("LayerNorm", [256L], [Rows]), Of("LocalResponseNorm", [5L], [Image]),
    ];

    private static IEnumerable<LargeCase> Sequences =>
    [
        Of("RNN", [128L, 128L], [[64, 32, 128]]), Of("GRU", [128L, 128L], [[64, 32, 128]]), Of("LSTM", [128L, 128L], [[64, 32, 128]]),
        Of("RNNCell", [256L, 256L], [[2048, 256]]), Of("GRUCell", [256L, 256L], [[2048, 256]]),
        Of("LSTMCell", [256L, 256L], trace => [trace.Input(2048, 256), trace.Data(2048, 256), trace.Data(2048, 256)]),
        Of("GRUCell", [256L, 256L], trace => [trace.Input(2048, 256), trace.Data(2048, 256)]),
        Of("MultiheadAttention", [128L, 4L], [[128, 16, 128], [128, 16, 128], [128, 16, 128]]),
        Of("TransformerEncoderLayer", [128L, 4L, 256L], [[128, 16, 128]]),
        Of("TransformerDecoderLayer", [128L, 4L, 256L], [[128, 16, 128], [128, 16, 128]]),
        new("TransformerEncoder", trace => [trace.Module("TransformerEncoderLayer", 128L, 4L, 256L), 2L],
            trace => [trace.Input(128, 8, 128)]),
        new("TransformerDecoder", trace => [trace.Module("TransformerDecoderLayer", 128L, 4L, 256L), 2L],
            trace => [trace.Input(128, 8, 128), trace.Input(128, 8, 128)]),
        Of("Transformer", [128L, 4L, 2L, 1L, 256L], [[128, 8, 128], [128, 8, 128]]),
    ];

    private static IEnumerable<LargeCase> Pools =>
        Enumerable.Range(1, 3).SelectMany(rank => new[] { Signal, Image, Clip }[rank - 1] is var shape ? (LargeCase[])
        [
            Of("MaxPool" + rank + "d", [2L], [shape]), Of("AvgPool" + rank + "d", [2L], [shape]),
            Of("AdaptiveAvgPool" + rank + "d", [8L], [shape]),
            .. rank < 3
                ? (LargeCase[])[Of("AdaptiveMaxPool" + rank + "d", [rank == 1 ? 512L : (long[])[16, 16]], [shape]),
                    Of("LPPool" + rank + "d", [2.0, 2L], [shape])]
                : [],
            .. rank > 1 ? (LargeCase[])[Of("FractionalMaxPool" + rank + "d", [2L, new Named("output_ratio", 0.5)], [shape])] : [],
            Of("MaxUnpool" + rank + "d", [2L],
                trace => [trace.Input(shape), trace.Tensor(TensorRole.Constant, zeros(shape, ScalarType.Int64))]),
            Of("ConstantPad" + rank + "d", [1L, 1.5], [shape]), Of("ReflectionPad" + rank + "d", [1L], [shape]),
            Of("ReplicationPad" + rank + "d", [1L], [shape]),
        ] : []);

    private static IEnumerable<LargeCase> Shapes =>
    [
        Of("Identity", [], [Image]), Of("Flatten", [], [Image]), Of("Unflatten", [1L, (long[])[4, 8]], [Image]),
        Of("ZeroPad2d", [1L], [Image]),
        Of("Unfold", [2L], [[8, 8, 64, 64]]),
        Of("Fold", [(long[])[64L, 64L], (long[])[2L, 2L], new Named("stride", (long[])[2L, 2L])], [[8, 128, 1024]]),
        Of("Upsample", [new Named("scale_factor", (double[])[2.0, 2.0]), new Named("mode", "UpsampleMode.Bilinear"),
            new Named("align_corners", false)], [Image]),
        Of("PixelShuffle", [2L], [Image]), Of("PixelUnshuffle", [2L], [Image]), Of("ChannelShuffle", [4L], [Image]),
        Of("CosineSimilarity", [], [Rows, Rows]), Of("PairwiseDistance", [], [Rows, Rows]),
    ];

    private static IEnumerable<LargeCase> Activations =>
    [
        .. "ReLU ReLU6 SELU CELU ELU GELU GLU Hardsigmoid Hardswish Hardtanh LeakyReLU LogSigmoid Mish RReLU Sigmoid SiLU Softmax2d Softplus Softsign Tanh Tanhshrink Hardshrink Softshrink"
            .Split(' ').Select(name => Of(name, [], [Image])),
        .. "LogSoftmax Softmax Softmin".Split(' ').Select(name => Of(name, [1L], [Image])),
        Of("Threshold", [0.5, 2.0], [Image]), Of("PReLU", [32L], [Image]),
        Of("Dropout", [0.25], [Image]), Of("Dropout1d", [0.25], [[512, 64, 64]]), Of("Dropout2d", [0.25], [Image]),
        Of("Dropout3d", [0.25], [Clip]), Of("AlphaDropout", [0.25], [Image]), Of("FeatureAlphaDropout", [0.25, false], [Image]),
    ];

    private static IEnumerable<LargeCase> Losses =>
    [
        Loss("MSELoss", [], Values, Values), Loss("L1Loss", [], Values, Values), Loss("SmoothL1Loss", [], Values, Values),
        Loss("HuberLoss", [1.5], Values, Values),
        Of("BCELoss", [null], trace => [trace.One("sigmoid", trace.Input(Rows)), Chances(trace)]),
        Loss("BCEWithLogitsLoss", [null], Values, Chances), Loss("KLDivLoss", [false], Values, Chances),
        Loss("PoissonNLLLoss", [], Values, Chances), Loss("HingeEmbeddingLoss", [1.0], Values, Signs),
        Loss("SoftMarginLoss", [], Values, Signs),
        Loss("MultiLabelSoftMarginLoss", [null], Values, Chances),
        Loss("MultiLabelMarginLoss", [], Values, trace => trace.Indices(2, Rows)), Loss("MultiMarginLoss", [1, 1.0, null], Values, Labels),
        Loss("CrossEntropyLoss", [null, null], Values, Labels), Loss("NLLLoss", [null], Values, Labels),
        Loss("GaussianNLLLoss", [], Values, Values, Chances),
        Loss("CosineEmbeddingLoss", [0.0], Values, Values, trace => trace.Tensor(TensorRole.Constant, randn(Rows[0]).sign())),
        Loss("MarginRankingLoss", [0.0], Values, Values, Signs),
        Loss("TripletMarginLoss", [1.0], Values, Values, Values), Loss("TripletMarginWithDistanceLoss", [], Values, Values, Values),
        Of("CTCLoss", [], trace => [trace.Input(256, 32, 64), trace.Tensor(TensorRole.Constant, ones([32, 30], ScalarType.Int64)),
            trace.Tensor(TensorRole.Constant, full([32], 256L, ScalarType.Int64)),
            trace.Tensor(TensorRole.Constant, full([32], 30L, ScalarType.Int64))]),
    ];

    private static LargeCase Of(string factory, object?[] arguments, long[][] shapes) =>
        new(factory, _ => arguments, trace => [.. shapes.Select(shape => trace.Input(shape))]);

    private static LargeCase Of(string factory, object?[] arguments, Func<Trace, Twin[]> inputs) => new(factory, _ => arguments, inputs);

    private static LargeCase Loss(string factory, object?[] arguments, params Func<Trace, Twin>[] inputs) =>
        new(factory, _ => arguments, trace => [.. inputs.Select(make => make(trace))]);

    private static Twin Values(Trace trace) => trace.Input(Rows);

    private static Twin Chances(Trace trace) => trace.Tensor(TensorRole.Constant, rand(Rows) * 0.8 + 0.1);

    private static Twin Signs(Trace trace) => trace.Tensor(TensorRole.Constant, randn(Rows).sign());

    private static Twin Labels(Trace trace) => trace.Indices(Rows[1], Rows[0]);
}
