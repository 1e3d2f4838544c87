namespace StageGen.Modeling.Costs;

/// <summary>Functions of two tensors, or of a tensor and a number, element by element; a smaller tensor is repeated (broadcast).</summary>
internal static class Arithmetic
{
    public static IEnumerable<Operation> All =>
    [
        new("+, add, -, sub, subtract", "input, other, alpha", call => Apply(call)),
        new("*, mul, multiply", "input, other", call => Apply(call, left: 1, right: 1, keeps: Kept.Other)),
        new("/, div, divide, true_divide", "input, other, rounding_mode",
            call => Apply(call, left: 1, right: 3, keeps: Kept.Divisor, divides: true)),
        new("%, remainder, fmod, floor_divide", "input, other", call => Apply(call, keeps: Kept.Divisor)),
        new("pow, float_power", "input, exponent", Power),
        new("maximum, minimum, fmax, fmin, atan2, arctan2, hypot, logaddexp, logaddexp2", "input, other",
            call => Apply(call, left: 1, right: 1, keeps: Kept.Both)),
        new("==, !=, <, <=, >, >=, eq, ne, lt, le, gt, ge, greater, greater_equal, less, less_equal, not_equal, isclose, logical_and, logical_or, logical_xor",
            "input, other", call => Apply(call, gives: ElementType.Bool)),
        new("&, |, ^, bitwise_and, bitwise_or, bitwise_xor", "input, other", call => Apply(call)),
        new("!, ~, logical_not, isnan, isinf, isfinite, signbit", "input", call => Alone(call, ElementType.Bool)),
        new("bitwise_not", "input", call => Alone(call, null)),
    ];

    /// <summary>What is kept for the gradients.</summary>
    private enum Kept
    {
        Nothing,

        /// <summary>For the gradient of each operand the other.</summary>
        Other,

        /// <summary>The right one for both, the left one for the right one's.</summary>
        Divisor,

        /// <summary>Both for each.</summary>
        Both,
    }

    private static LayerResult Apply(Call call, int left = 0, int right = 0, Kept keeps = Kept.Nothing, bool divides = false,
        ElementType? gives = null)
    {
        if (call.Tensor("input") is not { } one)
        {
            // A number and a tensor: 1 - x, 1 / x, of which the result's reciprocal is kept.
            if (call.Tensor("other") is not { } only) return LayerResult.Unknown;
            var made = WithNumber(call, only, call.Arguments["input"], gives, divides);
            return (divides ? made.KeepInside(only.Shape.Bytes) : made).Result();
        }

        if (call.Tensor("other") is not { } other) return WithNumber(call, one, call.Arguments["other"], gives, divides).Result();

        string? problem = null;
        var shape = Broadcasting.Together(one.Shape, other.Shape, ref problem);
        if (divides && !shape.Type.IsFloating()) shape = shape with { Type = ElementType.Float32 };
        var elements = shape.Elements;
        var outcome = new Outcome(call) { Problem = problem }.Output(shape, gives).Forward(elements);
        if (gives is not null) return outcome.Result();
        _ = outcome.Gradient(one, elements * left + Repeated(one.Shape, elements))
            .Gradient(other, elements * right + Repeated(other.Shape, elements));
        if (keeps != Kept.Nothing) _ = outcome.Keep(other, one).Keep(one, other);
        if (keeps == Kept.Divisor) _ = outcome.Keep(other, other);
        if (keeps == Kept.Both) _ = outcome.Keep(one).Keep(other);
        return outcome.Result();
    }

    private static Outcome WithNumber(Call call, Operand tensor, Argument? number, ElementType? gives, bool divides)
    {
        var type = tensor.Shape.Type;
        if ((divides || number?.Kind == ArgumentKind.Number) && !type.IsFloating()) type = ElementType.Float32;
        else if (type == ElementType.Bool) type = ElementType.Int64;
        var elements = tensor.Shape.Elements;
        return new Outcome(call).Output(tensor.Shape, gives ?? type).Forward(elements).Gradient(tensor, gives is null ? elements : 0);
    }

    /// <summary>With a number for exponent the base is kept; two tensors and the result else.</summary>
    private static LayerResult Power(Call call)
    {
        // float_power always works in double precision.
        ElementType? wide = call.Operation == "float_power" ? ElementType.Float64 : null;
        if (call.Tensor("input") is { } only && call.Tensor("exponent") is null)
        {
            var elements = only.Shape.Elements;
            return new Outcome(call).Output(only.Shape, wide).Forward(elements).Gradient(only, elements * 3).Keep(only).Result();
        }

        var operands = call.Tensors;
        if (operands.Count == 0) return LayerResult.Unknown;
        string? problem = null;
        var shape = operands.Count > 1 ? Broadcasting.Together(operands[0].Shape, operands[1].Shape, ref problem) : operands[0].Shape;
        var outcome = new Outcome(call) { Problem = problem }.Output(shape, wide).Forward(shape.Elements).KeepOutput();
        foreach (var operand in operands) _ = outcome.Gradient(operand, shape.Elements * 3).Keep(operand);
        return outcome.Result();
    }

    private static LayerResult Alone(Call call, ElementType? gives)
        => call.Tensor("input") is { } input
            ? new Outcome(call).Output(input.Shape, gives).Forward(input.Shape.Elements).Result()
            : LayerResult.Unknown;

    /// <summary>The gradient of an operand that was repeated is summed up.</summary>
    private static Size Repeated(TensorShape operand, Size elements) => operand.Elements == elements ? Size.Zero : elements;
}
