namespace StageGen.Modeling.Costs;

/// <summary>Functions of several tensors, element by element.</summary>
internal static class Selections
{
    public static IEnumerable<Operation> All =>
    [
        new("where", "input, x, y", Where),
        new("masked_fill", "input, mask, value", call => Apply(call, "mask")),
        new("lerp", "input, end, weight", call => Apply(call, "weight")),
        new("addcmul, addcdiv", "input, tensor1, tensor2, value", Products),
    ];

    /// <summary>torch.where(condition, x, y), or x.where(condition, y).</summary>
    private static LayerResult Where(Call call)
    {
        var operands = call.Tensors;
        if (operands.Count < 2) return LayerResult.Unknown;
        string? problem = null;
        var condition = operands.FirstOrDefault(operand => operand.Shape.Type == ElementType.Bool);
        var values = operands.Where(operand => operand.Index != condition.Index || condition.Shape is null).ToList();
        if (values.Count == 0) return LayerResult.Unknown;
        var shape = values.Skip(1).Aggregate(values[0].Shape, (all, value) => Broadcasting.Together(all, value.Shape, ref problem));
        var type = shape.Type;
        if (condition.Shape is { } mask) shape = Broadcasting.Together(shape, mask, ref problem);
        var outcome = new Outcome(call) { Problem = problem }.Output(shape, type).Forward(shape.Elements);
        foreach (var value in values) _ = outcome.Gradient(value, shape.Elements);
        return (condition.Shape is null ? outcome : outcome.Keep(condition)).Result();
    }

    /// <summary>All operands together; one of them is kept.</summary>
    private static LayerResult Apply(Call call, string kept)
    {
        if (call.Tensor("input") is not { } input) return LayerResult.Unknown;
        string? problem = null;
        var shape = call.Tensors.Skip(1).Aggregate(input.Shape, (all, operand) => Broadcasting.Together(all, operand.Shape, ref problem));
        var outcome = new Outcome(call) { Problem = problem }.Output(shape, input.Shape.Type).Forward(shape.Elements)
            .Keep(call.Tensor(kept));
        foreach (var operand in call.Tensors) _ = outcome.Gradient(operand, shape.Elements);
        return outcome.Result();
    }

    /// <summary>input + value·tensor1·tensor2.</summary>
    private static LayerResult Products(Call call)
    {
        if (call.Tensor("input") is not { } input || call.Tensor("tensor1") is not { } one || call.Tensor("tensor2") is not { } other)
            return LayerResult.Unknown;
        string? problem = null;
        var shape = Broadcasting.Together(Broadcasting.Together(input.Shape, one.Shape, ref problem), other.Shape, ref problem);
        return new Outcome(call) { Problem = problem }.Output(shape).Forward(shape.Elements * 3)
            .Gradient(one, shape.Elements * 2).Gradient(other, shape.Elements * 2).Keep(one, other).Keep(other, one).Result();
    }
}
