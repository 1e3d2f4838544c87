namespace StageGen.Modeling.Costs;

/// <summary>
/// Losses: some operations an element, and one number at the end unless the reduction is None. Which tensors are kept, and how many of
/// the input's size are made on the way and kept, was measured.
/// </summary>
internal static class Losses
{
    public static IEnumerable<Operation> All =>
    [
        new("cross_entropy", "input, target, weight, ignore_index, reduction, label_smoothing", call => Classes(call, 6, inside: 1)),
        new("nll_loss", "input, target, weight, ignore_index, reduction", call => Classes(call, 1, inside: 0)),
        Of("mse_loss", "reduction", 3, insideOfSum: 1),
        Of("l1_loss", "reduction", 2, keeps: false, inside: 1),
        Of("smooth_l1_loss", "reduction, beta", 4, insideOfSum: 1),
        Of("huber_loss", "delta, reduction", 4),
        Of("binary_cross_entropy", "weight, reduction", 6, insideOfSum: 1),
        Of("binary_cross_entropy_with_logits", "weight, reduction, pos_weights", 8),
        new("kl_div", "input, target, log_target, reduction",
            call => Pointwise(call, 4, keeps: true, call.Arguments.Flag("log_target", true) ? 1 : 0)),
        Of("poisson_nll_loss", "log_input, full, eps, reduction", 4, inside: 1),
        new("gaussian_nll_loss", "input, target, variance, full, eps, reduction",
            call => Pointwise(call, 6, keeps: false, inside: 2, rows: true)),
        Of("hinge_embedding_loss", "margin, reduction", 4, keeps: false, inside: 1.5),
        Of("soft_margin_loss", "reduction", 4, insideOfSum: 1),
        Of("multi_margin_loss", "p, margin, weight, reduction", 4),
        Of("multi_label_margin_loss", "reduction", 4, inside: 1),
        Of("multilabel_soft_margin_loss", "weight, reduction", 10, inside: 4),
        new("cosine_embedding_loss", "input1, input2, target, margin, reduction",
            call => Pointwise(call, 7, keeps: true, inside: 0, rows: true)),
        new("margin_ranking_loss", "input1, input2, target, margin, reduction", call => Pointwise(call, 4, keeps: false, inside: 2)),
        new("triplet_margin_loss", "anchor, positive, negative, margin, p, eps, swap, reduction",
            call => Pointwise(call, 8, keeps: false, inside: 2, rows: true)),
        new("triplet_margin_with_distance_loss", "anchor, positive, negative, distance, margin, swap, reduction",
            call => Pointwise(call, 8, keeps: false, inside: 2, rows: true)),
        new("ctc_loss", "input, target, input_lengths, target_lengths, blank, zero_infinity, reduction", Alignment),
    ];

    // Some are computed for all elements into the memory of the result, which stays as large when their sum takes their place.
    private static Operation Of(string name, string parameters, int flops, bool keeps = true, double inside = 0, int insideOfSum = 0)
        => new(name, "input, target, " + parameters, call => Pointwise(call, flops, keeps, inside + (IsReduced(call) ? insideOfSum : 0)));

    private static bool IsReduced(Call call) => call.Arguments["reduction"] is not { } reduction || !reduction.Is("None");

    private static Size Times(Size size, double factor) =>
        factor == Math.Floor(factor) ? size * (long)factor : Size.Divide(size * (long)(factor * 2), 2);

    private static LayerResult Pointwise(Call call, int flops, bool keeps, double inside, bool rows = false)
    {
        if (call.Tensors.Count == 0) return LayerResult.Unknown;
        var input = call.Tensors[0];
        string? problem = null;
        // What compares rows gives a number a row; multi_margin and the multi-label losses do, too.
        bool isOfRows = rows || call.Operation.StartsWith("multi", StringComparison.Ordinal);
        var together = isOfRows || call.Tensors.Count < 2
            ? input.Shape
            : Broadcasting.Together(input.Shape, call.Tensors[1].Shape, ref problem);
        var shape = IsReduced(call) ? together.With([]) : isOfRows ? together.With(together.Dimensions.Take(together.Rank - 1)) : together;
        var elements = together.Elements;
        var outcome = new Outcome(call) { Problem = problem }.Output(shape).Forward(elements * flops)
            .KeepInside(Times(together.Bytes, inside));
        foreach (var operand in call.Tensors)
        {
            _ = outcome.Gradient(operand, elements * flops);
            if (keeps) _ = outcome.Keep(operand);
        }

        return outcome.Result();
    }

    /// <summary>
    /// Scores for classes in dimension 1, or in the only one; targets are class numbers, or probabilities as large as the scores.
    /// </summary>
    private static LayerResult Classes(Call call, int flops, int inside)
    {
        if (call.Tensor("input") is not { } input) return LayerResult.Unknown;
        var target = call.Tensor("target");
        var place = input.Shape.Rank > 1 ? 1 : 0;
        var left = input.Shape.Dimensions.Where((_, i) => i != place).ToList();
        bool isOfNumbers = target is { Shape: { IsRankKnown: true, Type: ElementType.Int64 or ElementType.Int32 } }
            && input.Shape.IsRankKnown;
        bool fits = !isOfNumbers
            || (target!.Value.Shape.Rank == left.Count && !target.Value.Shape.Dimensions.Zip(left, Size.Differ).Any(differ => differ));
        var outcome = new Outcome(call)
        {
            Problem = fits
                ? null
                : call.Operation + " expects a class for each of [" + string.Join(", ", left) + "] of " + input.Shape + " and gets "
                    + target!.Value.Shape,
        }
        .Output(IsReduced(call) ? input.Shape.With([]) : input.Shape.IsRankKnown ? input.Shape.With(left) : input.Shape)
        .Forward(input.Shape.Elements * flops).Gradient(input, input.Shape.Elements * flops).Keep(target)
        .KeepInside(input.Shape.Bytes * inside);
        return (inside == 0 ? outcome.Keep(input) : outcome).Result();
    }

    /// <summary>Connectionist temporal classification: of T steps, a table of 2S + 1 places each.</summary>
    private static LayerResult Alignment(Call call)
    {
        if (call.Tensor("input") is not { Shape.Rank: 3 } input) return LayerResult.Unknown;
        var target = call.Tensor("target");
        var (steps, batch) = (input.Shape.Dimensions[0], input.Shape.Dimensions[1]);
        var places = target is { Shape.Rank: 2 } ? target.Value.Shape.Dimensions[1] * 2 + 1 : Size.Unknown;
        var cells = steps * batch * places;
        return new Outcome(call).Output(input.Shape.With(IsReduced(call) ? [] : [batch])).Forward(cells * 8)
            .Gradient(input, cells * 8 + input.Shape.Elements)
            .Keep(input).KeepInside(cells * 4).Result();
    }
}
