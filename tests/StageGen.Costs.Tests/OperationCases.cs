using StageGen.Modeling.Costs;
using static TorchSharp.torch;

namespace StageGen.Costs.Tests;

/// <summary>Operations that take the same arguments, and a draw of these.</summary>
internal sealed record OperationCase(string Names, Func<Draw, Trace, object?[]> Arguments)
{
    public IEnumerable<string> Operations => Names.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>Every operation that the table knows and TorchSharp has under that name.</summary>
internal static class OperationCases
{
    /// <summary>Names that no call has: properties, which the interpreter reads, and what changes a tensor without giving one.</summary>
    public static readonly IReadOnlyDictionary<string, string> Elsewhere = new Dictionary<string, string>
    {
        ["T"] = Property, ["H"] = Property, ["mT"] = Property, ["mH"] = Property, ["shape"] = Property, ["ndim"] = Property,
        ["Dimensions"] = Property,
        ["NumberOfElements"] = Property, ["ElementSize"] = Property, ["dtype"] = Property, ["device"] = Property,
        ["device_type"] = Property,
        ["size"] = Answer, ["dim"] = Answer, ["numel"] = Answer, ["element_size"] = Answer, ["is_contiguous"] = Answer, ["item"] = Answer,
        ["ToSingle"] = Answer, ["ToDouble"] = Answer, ["ToInt64"] = Answer, ["ToInt32"] = Answer, ["ToBoolean"] = Answer,
        ["Identity"] = Module, ["identity"] = Module, ["embedding"] = Module, ["embedding_bag"] = Module, ["max_unpool1d"] = Module,
        ["max_unpool2d"] = Module, ["max_unpool3d"] = Module,
        ["cuda"] = "needs a GPU", ["!"] = "an operator that tensors do not have", ["adaptive_max_pool3d"] = Broken,
        ["adaptive_max_pool3d_with_indices"] = Broken, ["nanmean"] = "TorchSharp 0.107 gives a tensor without a type",
        ["upsample_nearest"] = "TorchSharp 0.107 gives align_corners, which the mode does not have", ["fractional_max_pool1d"] = Nowhere,
        ["fractional_max_pool1d_with_indices"] = Nowhere, ["lp_pool3d"] = Nowhere,
        ["rot90"] = Data, ["nonzero"] = Data, ["unique"] = Data, ["masked_select"] = Data, ["tril_indices"] = Data, ["triu_indices"] = Data,
        ["from_array"] = "of arrays of any kind; see tensor",
        ["view_as"] = "a property of other libraries' tensors", ["reshape_as"] = "a property of other libraries' tensors",
    };

    private const string Nowhere = "not in TorchSharp 0.107", Data = "the table leaves its size open";

    private const string Property = "a property", Answer = "gives no tensor", Module = "called by its module, see LayerTests",
        Broken = "TorchSharp 0.107 calls another function there";

    public static IEnumerable<OperationCase> All =>
        [.. Elements, .. Pairs, .. Reductions, .. Products, .. Functions, .. Views, .. Parts, .. Copies, .. Creations, .. Losses];

    private static IEnumerable<OperationCase> Elements =>
    [
        new("relu, relu6, selu, hardsigmoid, hardswish, silu, SiLU, gelu, mish, Mish, softplus, sigmoid, tanh, tanhshrink, Tanhshrink, softsign, Softsign, logsigmoid, rrelu",
            Some),
        new("leaky_relu, hardshrink, Hardshrink, softshrink, Softshrink", (draw, trace) => [Any(draw, trace), 0.25]),
        new("hardtanh, Hardtanh, threshold, Threshold", (draw, trace) => [Any(draw, trace), 0.25, 0.75]),
        new("elu, celu", (draw, trace) => [Any(draw, trace), 1.5]),
        new("glu", (draw, trace) => [trace.Input(draw.Number(1, 3), 6)]),
        new("prelu", (draw, trace) => [trace.Input(draw.Number(1, 3), 4, 2), trace.Parameter(draw.OneOf(1L, 4L))]),
        new("abs, absolute, square, sin, cos, sinh, cosh, asin, acos, atan, asinh, acosh, atanh, arcsin, arccos, arctan, log, log2, log10, log1p, erf, erfc, erfinv, lgamma, digamma, i0, sinc, "
            + "logit, log_sigmoid, nan_to_num, exp, exp2, expm1, sqrt, rsqrt, reciprocal, tan, neg, negative, frac, deg2rad, rad2deg, floor, ceil, round, trunc, fix, sign, sgn, positive",
            Some),
        new("clamp, clip", (draw, trace) => [Any(draw, trace), -0.5, 0.5]),
        new("clamp_min, clamp_max", (draw, trace) => [Any(draw, trace), 0.5]),
        new("abs, square, neg, floor, sign, relu, sin, exp, sqrt, sigmoid, tanh, log", (draw, trace) => [trace.Indices(5, 2, 3)]),
        new("relu_, sigmoid_, tanh_, exp_, abs_", (draw, trace) => [trace.One("*", Any(draw, trace), 2.0)]),
        new("logical_not, isnan, isinf, isfinite, signbit", Some),
        new("~, bitwise_not", (draw, trace) => [trace.Mask(draw.Sizes(2, 1, 4))]),
    ];

    private static IEnumerable<OperationCase> Pairs =>
    [
        new("+, add, -, sub, subtract, *, mul, multiply, /, div, divide, true_divide, %, remainder, fmod, floor_divide, ==, !=, <, <=, >, >=, eq, ne, lt, le, gt, ge, isclose",
            Broadcast),
        new("pow, float_power, atan2, arctan2, maximum, minimum, fmax, fmin, hypot, logaddexp, logaddexp2, greater, greater_equal, less, less_equal, not_equal, logical_and, logical_or, "
            + "logical_xor, max, min", Broadcast),
        new("+, add, -, sub, *, mul, /, div, %, remainder, fmod, floor_divide, ==, !=, <, <=, >, >=, eq, ne, lt, le, gt, ge",
            (draw, trace) =>
                [draw.Flag() ? Any(draw, trace) : trace.Indices(9, draw.Sizes(2, 1, 4)), draw.Flag() ? (object)draw.Number(1, 5) : 2.5]),
        new("+, -, *, /", (draw, trace) =>
            [draw.Flag() ? (object)draw.Number(1, 5) : 2.5, draw.Flag() ? Any(draw, trace) : trace.Indices(9, draw.Sizes(2, 1, 4))]),
        new("+, *, -", (draw, trace) =>
            [trace.Indices(9, 3), draw.Flag() ? trace.Input(draw.Number(1, 4), 3) : trace.Tensor(TensorRole.Constant, tensor(2.5))]),
        new("pow", (draw, trace) => [Any(draw, trace), draw.Flag() ? (object)2L : 0.5]),
        new("&, |, ^, bitwise_and, bitwise_or, bitwise_xor", (draw, trace) => [trace.Mask(2, 3), trace.Mask(draw.OneOf(1L, 2L), 3)]),
        new("add_, mul_, sub_, div_", (draw, trace) => [trace.One("*", trace.Input(2, 3), 2.0), trace.Input(draw.OneOf(1L, 2L), 3)]),
        new("where", (draw, trace) => [trace.Input(2, draw.OneOf(1L, 3L)), trace.Mask(2, 3), trace.Input(3)]),
        new("masked_fill", (draw, trace) => [trace.Input(2, 3), trace.Mask(draw.OneOf(1L, 2L), 3), 0.5]),
        new("lerp", (draw, trace) => [trace.Input(2, 3), trace.Input(2, 3), trace.Input(2, 3)]),
        new("addcmul, addcdiv", (draw, trace) => [trace.Input(2, 3), trace.Input(2, 3), trace.Input(draw.OneOf(1L, 2L), 3), 2.0]),
    ];

    private static IEnumerable<OperationCase> Reductions =>
    [
        new("sum, nansum, mean, prod, norm, std, var, std_mean, var_mean, max, min, median, nanmedian, argmax, argmin, any, all, count_nonzero",
            (draw, trace) => [draw.Flag() ? Any(draw, trace, 3) : Any(draw, trace, 1)]),
        new("sum, prod, max, min, argmax, argmin, any, all, logsumexp",
            (draw, trace) => [Any(draw, trace, 3), draw.Number(-3, 2), draw.Flag()]),
        new("sum, mean, amax, amin", (draw, trace) => [Any(draw, trace, 3), draw.OneOf<long[]>([0], [-1, 0], [1, 2]), draw.Flag()]),
        new("std, var, std_mean, var_mean",
            (draw, trace) => [Any(draw, trace, 3), draw.OneOf<object>(1L, (long[])[0, 2]), true, draw.Flag()]),
        new("norm", (draw, trace) => [Any(draw, trace, 3), 1, draw.Flag()]),
        new("sum", (draw, trace) => [draw.Flag() ? trace.Mask(2, 3) : trace.Indices(5, 2, 3), 1L]),
        new("kthvalue", (draw, trace) => [trace.Input(3, 4), 2L, 1L]),
        new("mode, cummax, cummin, cumsum, cumprod, logcumsumexp", (draw, trace) => [Any(draw, trace, 3), draw.Number(0, 2)]),
        new("cumsum, cumprod", (draw, trace) => [trace.Indices(5, 2, 3), 1L]),
        new("sort, argsort", (draw, trace) => [Any(draw, trace, 3), draw.Number(0, 2), draw.Flag()]),
        new("msort", Some),
        new("topk", (draw, trace) => [trace.Input(3, 4, 5), 2, draw.OneOf(-1, 0, 1)]),
        new("softmax, log_softmax, softmin", (draw, trace) => [Any(draw, trace, 3), draw.Number(-1, 2)]),
        new("softmax, log_softmax", (draw, trace) => [Any(draw, trace, 3), 1L, "ScalarType.Float64"]),
        new("softmax2d", (draw, trace) => [Any(draw, trace, 4)]),
        new("normalize", (draw, trace) => [Any(draw, trace, 3)]),
        new("cosine_similarity, pairwise_distance", (draw, trace) => [trace.Input(3, 4), trace.Input(draw.OneOf(1L, 3L), 4)]),
        new("cdist", (draw, trace) => [trace.Input(2, 3, 4), trace.Input(2, 5, 4)]),
    ];

    private static IEnumerable<OperationCase> Products =>
    [
        new("linear", (draw, trace) => [trace.Input([.. draw.Sizes((int)draw.Number(1, 3), 1, 4), 5]), trace.Parameter(3, 5),
            draw.Flag() ? trace.Parameter(3) : null]),
        new("bilinear", (draw, trace) => [trace.Input(2, 3), trace.Input(2, 4), trace.Parameter(5, 3, 4), trace.Parameter(5)]),
        new("matmul", (draw, trace) => draw.OneOf<object?[]>(
            [trace.Input(4), trace.Input(4)], [trace.Input(2, 3, 4), trace.Input(4)], [trace.Input(4), trace.Input(2, 4, 5)],
            [trace.Input(2, 3, 4), trace.Parameter(4, 5)],
            [trace.Input(3, 4), trace.Input(2, 4, 5)], [trace.Input(6, 1, 3, 4), trace.Input(2, 4, 5)],
            [trace.One("transpose", trace.Input(2, 3, 4, 5), 1L, 2L), trace.Input(2, 4, 5, 3)])),
        new("mm", (draw, trace) => [trace.Input(2, 3), trace.One("t", trace.Input(draw.Number(1, 4), 3))]),
        new("bmm", (draw, trace) => [trace.Input(2, 3, 4), trace.One("transpose", trace.Input(2, 5, 4), 1L, 2L)]),
        new("mv", (draw, trace) => [trace.Input(3, 4), trace.Input(4)]),
        new("dot, inner, vdot", (draw, trace) => [trace.Input(4), trace.Input(4)]),
        new("addmm", (draw, trace) => [trace.Input(draw.OneOf(1L, 2L), 4), trace.Input(2, 3), trace.Input(3, 4)]),
        new("addmv", (draw, trace) => [trace.Input(2), trace.Input(2, 3), trace.Input(3)]),
        new("baddbmm", (draw, trace) => [trace.Input(2, 3, 4), trace.Input(2, 4, 5), trace.Input(2, 3, 5)]),
        new("addbmm", (draw, trace) => [trace.Input(3, 5), trace.Input(2, 3, 4), trace.Input(2, 4, 5)]),
        new("outer, ger", (draw, trace) => [trace.Input(3), trace.Input(4)]),
        new("einsum", (draw, trace) => draw.OneOf<object?[]>(
            ["bhid,bhjd->bhij", trace.Input(2, 3, 4, 5), trace.Input(2, 3, 6, 5)],
            ["bihd, bjhd -> bhij", trace.Input(2, 4, 3, 5), trace.Input(2, 6, 3, 5)], ["ij,jk", trace.Input(2, 3), trace.Input(3, 4)],
            ["bij->bji", trace.Input(2, 3, 4)], ["ii->i", trace.Input(3, 3)], ["i,i->", trace.Input(3), trace.Input(3)],
            ["ij,jk,kl->il", trace.Input(2, 3), trace.Input(3, 4), trace.Input(4, 5)])),
        new("scaled_dot_product_attention", (draw, trace) => draw.OneOf<object?[]>(
            [trace.Input(2, 3, 4, 8), trace.Input(2, 3, 5, 8), trace.Input(2, 3, 5, 6)],
            [trace.Input(2, 4, 8), trace.Input(2, 5, 8), trace.Input(2, 5, 6)],
            [trace.Input(2, 3, 4, 8), trace.Input(2, 3, 4, 8), trace.Input(2, 3, 4, 8), null, 0.25, true],
            [trace.Input(2, 3, 4, 8), trace.Input(2, 3, 5, 8), trace.Input(2, 3, 5, 8), trace.Data(4, 5)])),
    ];

    private static IEnumerable<OperationCase> Functions =>
    [
        .. Enumerable.Range(1, 3).SelectMany(rank => (OperationCase[])
        [
            new("conv" + rank + "d", (draw, trace) => [trace.Input([2, 4, .. draw.Sizes(rank, 5, 8)]),
                trace.Parameter([6, 2, .. draw.Sizes(rank, 1, 3)]), draw.Flag() ? trace.Parameter(6) : null,
                rank == 1 ? draw.Number(1, 2) : draw.Sizes(rank, 1, 2), rank == 1 ? draw.Number(0, 2) : draw.Sizes(rank, 0, 2),
                rank == 1 ? draw.Number(1, 2) : draw.Sizes(rank, 1, 2), 2L]),
            new("conv" + rank + "d_padding",
                (draw, trace) => [trace.Input([2, 4, .. draw.Sizes(rank, 5, 8)]), trace.Parameter([6, 4, .. draw.Sizes(rank, 1, 3)]), null,
                    rank == 1 ? 1L : draw.Sizes(rank, 1, 1), draw.OneOf("Padding.Same", "Padding.Valid")]),
            new("conv_transpose" + rank + "d", (draw, trace) => [trace.Input([2, 4, .. draw.Sizes(rank, 3, 4)]),
                trace.Parameter([4, 3, .. draw.Sizes(rank, 2, 3)]), draw.Flag() ? trace.Parameter(3) : null,
                rank == 1 ? draw.Number(1, 2) : draw.Sizes(rank, 1, 2)]),
            new("max_pool" + rank + "d, max_pool" + rank + "d_with_indices",
                (draw, trace) => [Image(draw, trace, rank), rank == 1 ? 2L : draw.Sizes(rank, 2, 3),
                    rank == 1 ? draw.Number(1, 3) : draw.Sizes(rank, 1, 3)]),
            new("avg_pool" + rank + "d", (draw, trace) => [Image(draw, trace, rank), rank == 1 ? 2L : draw.Sizes(rank, 2, 3),
                rank == 1 ? draw.Number(1, 3) : draw.Sizes(rank, 1, 3)]),
            new("adaptive_avg_pool" + rank + "d", (draw, trace) => [Image(draw, trace, rank), rank == 1 ? 3L : draw.Sizes(rank, 1, 3)]),
            .. rank < 3 ? (OperationCase[])
            [
                new("lp_pool" + rank + "d", (draw, trace) => [Image(draw, trace, rank), 2.0, 2L]),
                new("adaptive_max_pool" + rank + "d, adaptive_max_pool" + rank + "d_with_indices",
                    (draw, trace) => [Image(draw, trace, rank), rank == 1 ? 3L : draw.Sizes(rank, 1, 3)]),
            ] : [],
            .. rank > 1
                ? (OperationCase[])[new("fractional_max_pool" + rank + "d, fractional_max_pool" + rank + "d_with_indices",
                    (draw, trace) => [Image(draw, trace, rank), 2L, 3L])]
                : [],
            new("dropout" + rank + "d", (draw, trace) => [Image(draw, trace, rank), 0.25, draw.Flag()]),
        ]),
        new("layer_norm", (draw, trace) => [trace.Input(2, 3, 4), draw.OneOf<long[]>([4], [3, 4])]),
        new("batch_norm", (draw, trace) => [trace.Input(2, 3, 4), trace.Data(3), trace.Tensor(TensorRole.Constant, ones(3)),
            trace.Parameter(3), trace.Parameter(3), true]),
        new("group_norm", (draw, trace) => [trace.Input(2, 6, 4), draw.OneOf(1L, 2L, 3L), trace.Parameter(6), trace.Parameter(6)]),
        new("instance_norm", (draw, trace) => [trace.Input(2, 3, 4)]),
        new("local_response_norm", (draw, trace) => [Any(draw, trace, 4), 3L]),
        new("dropout, alpha_dropout, feature_alpha_dropout", (draw, trace) => [Any(draw, trace, 3), 0.25, draw.Flag()]),
        new("interpolate",
            (draw, trace) => draw.Flag() ? [Any(draw, trace, 4), draw.Sizes(2, 2, 6)] : [Any(draw, trace, 4), null, (double[])[2.0, 1.5]]),
        new("upsample", (draw, trace) => [Any(draw, trace, 4), draw.Sizes(2, 2, 6), null, "UpsampleMode.Bilinear"]),
        new("upsample_bilinear", (draw, trace) => [Any(draw, trace, 4), draw.Sizes(2, 2, 6)]),
        new("upsample_nearest1d", (draw, trace) => [Any(draw, trace, 3), 7L, null]),
        new("upsample_nearest2d", (draw, trace) => [Any(draw, trace, 4), draw.Sizes(2, 2, 6)]),
        new("upsample_nearest3d", (draw, trace) => [Any(draw, trace, 5), draw.Sizes(3, 2, 6)]),
        new("pixel_shuffle", (draw, trace) => [trace.Input(2, 8, 3, 4), 2L]),
        new("pixel_unshuffle", (draw, trace) => [trace.Input(2, 3, 4, 6), 2L]),
        new("channel_shuffle", (draw, trace) => [trace.Input(2, 4, 3, 3), 2L]),
        new("pad", (draw, trace) => draw.OneOf<object?[]>([Any(draw, trace, 4), (long[])[1, 2], "PaddingModes.Constant", 0.0],
            [trace.Input(2, 3, 4, 5), (long[])[1, 2, 0, 1], "PaddingModes.Reflect"],
            [Any(draw, trace, 3), 1L], [trace.Input(2, 3, 4, 5), (long[])[1, 1, 2, 2], "PaddingModes.Replicate"])),
        new("unfold", (draw, trace) => [trace.Input(2, 3, 6, 7), draw.Sizes(2, 1, 3)]),
        new("fold", (draw, trace) => [trace.Input(2, 12, 6), (long[])[4, 6], (long[])[2, 2], null, null, (long[])[2, 2]]),
    ];

    private static IEnumerable<OperationCase> Views =>
    [
        new("view, reshape", (draw, trace) => draw.OneOf<object?[]>([trace.Input(4, 6), 3L, 8L], [trace.Input(4, 6), -1L, 2L, 4L],
            [trace.Input(4, 6), (long[])[24]], [trace.Input(2, 3, 4), 2L, -1L])),
        new("reshape", (draw, trace) => [trace.One("transpose", trace.Input(4, 6), 0L, 1L), draw.OneOf<long[]>([24], [3, 8], [6, 2, 2])]),
        new("flatten", (draw, trace) => draw.OneOf<object?[]>([Any(draw, trace, 4)], [Any(draw, trace, 4), 1L],
            [Any(draw, trace, 4), 1L, 2L], [Any(draw, trace, 3), -2L])),
        new("ravel", Some),
        new("unflatten", (draw, trace) => [trace.Input(2, 12, 3), 1L, draw.OneOf<long[]>([3, 4], [2, -1], [-1, 2, 3])]),
        new("transpose, swapaxes, swapdims", (draw, trace) => [Any(draw, trace, 4), draw.Number(-4, 3), draw.Number(-4, 3)]),
        new("t", (draw, trace) => [Any(draw, trace, (int)draw.Number(1, 2))]),
        new("adjoint", (draw, trace) => [Any(draw, trace, 3)]),
        new("permute", (draw, trace) => [Any(draw, trace, 3), .. draw.OneOf<object?[]>([2L, 0L, 1L], [(long[])[0, -1, 1]])]),
        new("movedim, moveaxis", (draw, trace) => [Any(draw, trace, 4), draw.OneOf<long[]>([0], [-1]), draw.OneOf<long[]>([2], [1])]),
        new("unsqueeze", (draw, trace) => [Any(draw, trace), draw.OneOf(0L, -1L)]),
        new("squeeze",
            (draw, trace) => draw.OneOf<object?[]>([trace.Input(1, 3, 1)], [trace.Input(1, 3, 1), 0L], [trace.Input(1, 3, 1), 1L])),
        new("expand, broadcast_to",
            (draw, trace) => [trace.Input(3, 1), .. draw.OneOf<object?[]>([3L, 4L], [2L, -1L, 4L], [(long[])[3, 5]])]),
        new("expand_as", (draw, trace) => [trace.Input(3, 1), trace.Data(2, 3, 4)]),
        new("diagonal", (draw, trace) => [Any(draw, trace, 3)]),
        new("contiguous, alias, detach, cpu, clone",
            (draw, trace) => [draw.Flag() ? Any(draw, trace, 3) : trace.One("transpose", Any(draw, trace, 3), 0L, 1L)]),
        new("requires_grad_", Some),
        new("to, type, to_type", (draw, trace) => [Any(draw, trace),
            draw.OneOf("ScalarType.Float64", "ScalarType.Float16", "ScalarType.Int64", "ScalarType.Float32", "ScalarType.BFloat16")]),
        new("type_as", (draw, trace) => [Any(draw, trace), trace.Indices(3, 2)]),
        new("float, double, half, bfloat16, long, int, short, byte, bool", Some),
    ];

    private static IEnumerable<OperationCase> Parts =>
    [
        new("narrow", (draw, trace) => [trace.Input(4, 5), draw.OneOf(0L, -1L), 1L, 2L]),
        new("slice", (draw, trace) => [trace.Input(4, 7), 1L, draw.Number(0, 2), draw.Number(4, 9), draw.Number(1, 3)]),
        new("select", (draw, trace) => [Any(draw, trace, 3), draw.Number(-3, 2), 0L]),
        new("chunk", (draw, trace) => [trace.Input(draw.Number(2, 7), draw.Number(2, 7)), draw.Number(1, 4), draw.OneOf(0L, -1L)]),
        new("tensor_split", (draw, trace) => [trace.Input(draw.Number(2, 7), draw.Number(2, 7)), draw.Number(1, 4), draw.OneOf(0L, -1L)]),
        new("split", (draw, trace) => draw.Flag()
            ? [trace.Input(draw.Number(2, 7), 6), draw.Number(1, 4), draw.OneOf(0, 1)]
            : [trace.Input(2, 6), (long[])[1, 2, 3], 1L]),
        new("unbind", (draw, trace) => [Any(draw, trace, 3), draw.OneOf(0L, 2L, -1L)]),
        new("[]", (draw, trace) => [trace.Input(4, 5, 6), .. draw.OneOf<object?[]>(
            [Position.Of(1)], [Position.All, Position.Slice(1, 3)], [Position.Rest, Position.Of(0)],
            [Position.Slice(null, 2), Position.New, Position.Of(-1)],
            [Position.Slice(step: 2), Position.Slice(-2), Position.Slice(1, -1, 2)])]),
        new("index, []", (draw, trace) => [trace.Input(4, 5, 6), trace.Indices(4, draw.Sizes((int)draw.Number(1, 2), 1, 3))]),
    ];

    private static IEnumerable<OperationCase> Copies =>
    [
        new("cat, concat, concatenate",
            (draw, trace) => [(Twin[])[trace.Input(2, 3), trace.Input(2, draw.Number(1, 4))], draw.OneOf(1L, -1L)]),
        new("hstack, vstack, row_stack, stack", (draw, trace) => [(Twin[])[trace.Input(2, 3), trace.Input(2, 3)]]),
        new("stack", (draw, trace) => [(Twin[])[trace.Input(2, 3), trace.Input(2, 3), trace.Input(2, 3)], draw.Number(-3, 2)]),
        new("meshgrid", (draw, trace) => [(Twin[])[trace.Input(2), trace.Input(3)]]),
        new("roll", (draw, trace) => [Any(draw, trace, 2), 1L, 0L]),
        new("flip", (draw, trace) => [Any(draw, trace, 2), 0L]),
        new("fliplr, flipud, tril, triu", (draw, trace) => [Any(draw, trace, 2)]),
        new("renorm", (draw, trace) => [trace.Input(2, 3), 2.0, 0L, 1.0]),
        new("repeat", (draw, trace) => [trace.Input(2, 3), .. draw.OneOf<object?[]>([2L, 1L], [(long[])[3, 1, 2]])]),
        new("tile", (draw, trace) => [trace.Input(2, 3), draw.OneOf<long[]>([2], [2, 3], [2, 1, 2])]),
        new("repeat_interleave", (draw, trace) => [trace.Input(2, 3), 2L, draw.OneOf<object?>(null, 0L, -1L)]),
        new("gather", (draw, trace) => [trace.Input(3, 4), 1L, trace.Indices(4, 3, 2)]),
        new("take_along_dim", (draw, trace) => [trace.Input(3, 4), trace.Indices(4, 3, 2), 1L]),
        new("index_select", (draw, trace) => [trace.Input(3, 4), draw.OneOf(0L, -1L), trace.Indices(3, 5)]),
        new("scatter, scatter_add", (draw, trace) => [trace.Input(3, 4), 1L, trace.Indices(4, 3, 2), trace.Input(3, 2)]),
        new("index_add", (draw, trace) => [trace.Input(3, 4), 0L, trace.Indices(3, 2), trace.Input(2, 4), 1.0]),
        new("index_copy", (draw, trace) => [trace.Input(3, 4), 0L, trace.Indices(3, 2), trace.Input(2, 4)]),
        new("index_fill", (draw, trace) => [trace.Input(3, 4), 0L, trace.Indices(3, 2), 1.0]),
        new("masked_scatter", (draw, trace) => [trace.Input(3, 4), trace.Mask(3, 4), trace.Input(3, 4)]),
        new("one_hot", (draw, trace) => [trace.Indices(4, 2, 3), 5L]),
        new("copy_", (draw, trace) => [trace.Data(2, 3), trace.Data(2, 3)]),
    ];

    private static IEnumerable<OperationCase> Creations =>
    [
        new("zeros, ones, empty, rand, randn", (draw, trace) => draw.OneOf<object?[]>([3L], [2L, 3L], [2L, 3L, 4L, 5L], [(long[])[2, 1, 3]],
            [2L, 3L, new Named("dtype", "ScalarType.Float64")])),
        new("zeros, ones, empty", (draw, trace) => [(long[])[2], "ScalarType.Int64"]),
        new("full", (draw, trace) => draw.OneOf<object?[]>([2L, 3L, 1.5], [(long[])[2, 3], 1.5], [3L, 1.5, "ScalarType.Float64"])),
        new("randint", (draw, trace) => draw.OneOf<object?[]>([5L, (long[])[2, 3]], [1L, 5L, (long[])[2, 3]])),
        new("new_zeros, new_ones, new_empty", (draw, trace) => draw.OneOf<object?[]>([trace.Input(2), 3L, 4L], [trace.Indices(3, 2), 5L])),
        new("new_full", (draw, trace) => [trace.Input(2), (long[])[3, 4], 1.5]),
        new("zeros_like, ones_like, empty_like, rand_like, randn_like, bernoulli",
            (draw, trace) => [trace.Tensor(TensorRole.Constant, rand(draw.Sizes(2, 1, 4)))]),
        new("full_like", (draw, trace) => [Any(draw, trace), 1.5]),
        new("randint_like", (draw, trace) => [Any(draw, trace), 0L, 5L]),
        new("normal_, uniform_", (draw, trace) => [trace.Data(2, 3), 0.0, 1.0]),
        new("fill_", (draw, trace) => [trace.Data(2, 3), 1.0]),
        new("arange", (draw, trace) =>
            draw.OneOf<object?[]>([5L], [1L, 7L], [0L, 7L, 2L], [0.0, 1.0, 0.25], [6L, new Named("dtype", "ScalarType.Float32")])),
        new("linspace", (draw, trace) => [0.0, 1.0, 5L]),
        new("logspace", (draw, trace) => [0.0, 1.0, 5L]),
        new("randperm", (draw, trace) => [5L]),
        new("eye", (draw, trace) => draw.OneOf<object?[]>([3L], [3L, 4L])),
        new("as_tensor", (draw, trace) => draw.OneOf<object?[]>([(long[])[1, 2, 3]], [(double[])[1, 2], "ScalarType.Float32"])),
        new("tensor", (draw, trace) => draw.OneOf<object?[]>([(long[])[1, 2, 3]], [(double[])[1, 2], "ScalarType.Float32"], [5L])),
    ];

    private static IEnumerable<OperationCase> Losses =>
    [
        new("cross_entropy, nll_loss", (draw, trace) =>
            draw.OneOf<object?[]>([trace.Input(3, 4), trace.Indices(4, 3)], [trace.Input(2, 4, 3), trace.Indices(4, 2, 3)])),
        new("cross_entropy", (draw, trace) =>
            draw.OneOf<object?[]>([trace.Input(4), trace.Tensor(TensorRole.Constant, tensor(2L))], [trace.Input(3, 4), trace.Data(3, 4)])),
        new("mse_loss, l1_loss, smooth_l1_loss, huber_loss, kl_div, poisson_nll_loss, soft_margin_loss, hinge_embedding_loss, binary_cross_entropy_with_logits, multilabel_soft_margin_loss",
            (draw, trace) => [trace.Input(3, 4), trace.Tensor(TensorRole.Constant, rand(3, 4))]),
        new("mse_loss", (draw, trace) => [trace.Input(3, 4), trace.Data(3, 4), draw.OneOf("Reduction.None", "Reduction.Sum")]),
        new("binary_cross_entropy",
            (draw, trace) => [trace.Tensor(TensorRole.Activation, rand(3, 4)), trace.Tensor(TensorRole.Constant, rand(3, 4))]),
        new("gaussian_nll_loss, triplet_margin_loss, triplet_margin_with_distance_loss",
            (draw, trace) => [trace.Input(3, 4), trace.Input(3, 4), trace.Tensor(TensorRole.Constant, rand(3, 4))]),
        new("margin_ranking_loss", (draw, trace) => [trace.Input(3, 4), trace.Input(3, 4), trace.Data(3, 4)]),
        new("cosine_embedding_loss", (draw, trace) => [trace.Input(3, 4), trace.Input(3, 4), trace.Tensor(TensorRole.Constant, ones(3))]),
        new("multi_margin_loss", (draw, trace) => [trace.Input(3, 4), trace.Indices(4, 3)]),
        new("multi_label_margin_loss", (draw, trace) => [trace.Input(3, 4), trace.Indices(2, 3, 4)]),
        new("ctc_loss", (draw, trace) => [trace.Input(6, 2, 4), trace.Tensor(TensorRole.Constant, ones([2, 3], ScalarType.Int64)),
            trace.Tensor(TensorRole.Constant, full([2], 6L, ScalarType.Int64)),
            trace.Tensor(TensorRole.Constant, full([2], 3L, ScalarType.Int64))]),
    ];

    private static object?[] Some(Draw draw, Trace trace) => [Any(draw, trace)];

    private static Twin Any(Draw draw, Trace trace, int? rank = null) => trace.Input(draw.Sizes(rank ?? (int)draw.Number(1, 4), 1, 4));

    private static Twin Image(Draw draw, Trace trace, int rank) => trace.Input([2, 4, .. draw.Sizes(rank, 6, 9)]);

    private static object?[] Broadcast(Draw draw, Trace trace)
    {
        long[] shape = draw.Sizes((int)draw.Number(1, 4), 1, 4);
        // Some dimensions of the other are 1, or not there.
        long[] other = [.. shape.Skip((int)draw.Number(0, shape.Length - 1)).Select(size => draw.Flag() ? size : 1)];
        var (one, two) = (trace.Input(shape), draw.Flag() ? trace.Data(other) : trace.Input(other));
        return draw.Flag() ? [one, two] : [two, one];
    }
}
