namespace StageGen.Modeling.Costs;

/// <summary>Functions of two tensors, or of a tensor and a number, element by element.</summary>
internal static class Arithmetic
{
    public static IEnumerable<Operation> All =>
    [
        new("+, add, -, sub, subtract", "input, other", call => Apply(call)),
        new("*, mul, multiply", "input, other", call => Apply(call, left: 1, right: 1, keepsRight: true, keepsLeft: true)),
        new("/, div, divide, true_divide", "input, other", call => Apply(call, left: 1, right: 3, keepsRight: true, keepsLeft: true, divides: true)),
        new("==, !=, <, <=, >, >=, eq, ne, lt, le, gt, ge", "input, other", call => Apply(call, gives: ElementType.Bool)),
    ];

    private static LayerResult Apply(
        Call call, int left = 0, int right = 0, bool keepsLeft = false, bool keepsRight = false, bool divides = false, ElementType? gives = null)
    {
        if (call.Tensor("input") is not { } one)
        {
            // A number and a tensor: 1 - x.
            return call.Tensor("other") is { } only ? WithNumber(call, only, call.Arguments["input"], gives, divides) : LayerResult.Unknown;
        }

        if (call.Tensor("other") is not { } other) return WithNumber(call, one, call.Arguments["other"], gives, divides: false, isQuotient: divides);

        string? problem = null;
        var shape = Broadcasting.Together(one.Shape, other.Shape, ref problem);
        if (divides && !shape.Type.IsFloating()) shape = shape with { Type = ElementType.Float32 };
        var elements = shape.Elements;
        var outcome = new Outcome(call) { Problem = problem }.Output(shape, gives).Forward(elements)
            .Gradient(one, elements * left + Reduced(one.Shape, elements))
            .Gradient(other, elements * right + Reduced(other.Shape, elements));
        if (gives is not null) return outcome.Result();
        if (keepsRight) _ = outcome.Keep(other, one);
        if (keepsLeft) _ = outcome.Keep(one, other);
        if (divides) _ = outcome.Keep(other, other);
        return outcome.Result();
    }

    private static LayerResult WithNumber(Call call, Operand tensor, Argument? number, ElementType? gives, bool divides, bool isQuotient = false)
    {
        var type = tensor.Shape.Type;
        bool isReal = number?.Kind == ArgumentKind.Number || divides || isQuotient;
        if (isReal && Broadcasting.KindOf(type) < 2) type = ElementType.Float32;
        var elements = tensor.Shape.Elements;
        var outcome = new Outcome(call).Output(tensor.Shape, gives ?? type).Forward(elements);
        if (gives is null) _ = outcome.Gradient(tensor, elements);
        // 1 / x needs x again.
        if (divides) _ = outcome.Keep(tensor);
        return outcome.Result();
    }

    /// <summary>The gradient of an operand that was repeated is summed up.</summary>
    private static Size Reduced(TensorShape operand, Size elements) => operand.Elements == elements ? Size.Zero : elements;
}
