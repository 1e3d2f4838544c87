namespace StageGen.Modeling.Costs;

/// <summary>Several tensors become one, in new memory; backward cuts the gradient up.</summary>
internal static class Joins
{
    public static IEnumerable<Operation> All =>
    [
        new("cat, concat, concatenate, hstack, vstack, row_stack", "tensors, dim", Cat),
        new("stack", "tensors, dim", Stack),
        new("meshgrid", "tensors, indexing", Grid),
    ];

    private static LayerResult Cat(Call call)
    {
        var operands = call.TensorList("tensors");
        if (operands.Count < 2 && call.Tensors.Count > 1) operands = call.Tensors;
        if (operands.Count == 0) return LayerResult.Unknown;
        var type = operands.Skip(1).Aggregate(operands[0].Shape.Type, (all, operand) => ElementTypes.Promote(all, operand.Shape.Type));
        var first = operands.FirstOrDefault(operand => operand.Shape.IsRankKnown).Shape;
        var dim = call.Operation switch
        {
            "hstack" => Argument.Of(first?.Rank > 1 ? 1 : 0),
            "vstack" or "row_stack" => Argument.Of(0),
            _ => call.Arguments["dim"]
        };
        if (first is null || Places.Of(dim, first.Rank, 0) is not { } place || operands.Any(operand => operand.Shape.Rank != first.Rank))
        {
            string? ranks =
                operands.Where(operand => operand.Shape.IsRankKnown).Select(operand => operand.Shape.Rank).Distinct().Count() > 1
                    ? call.Operation + " joins tensors of different rank: "
                        + string.Join(" and ", operands.Select(operand => operand.Shape))
                    : null;
            return new Outcome(call) { Problem = ranks ?? (first is null ? null : Places.Missing(call.Operation, dim, first)) }
                .Output(TensorShape.OfUnknownRank(type)).Result();
        }

        string? problem = null;
        var dimensions = first.Dimensions.ToArray();
        dimensions[place] = Size.Sum(operands.Select(operand => operand.Shape.Dimensions[place]));
        for (int i = 0; i < dimensions.Length; i++)
        {
            if (i == place) continue;
            foreach (var operand in operands)
            {
                var size = operand.Shape.Dimensions[i];
                if (Size.Differ(size, dimensions[i]))
                    problem ??= call.Operation + " joins dimension " + place + " of "
                        + string.Join(" and ", operands.Select(one => one.Shape)) + ", which differ in dimension " + i;
                else if (!dimensions[i].IsKnown || size.TryGetConstant(out _)) dimensions[i] = size;
            }
        }

        return new Outcome(call) { Problem = problem }.Output(first.With(dimensions), type).Result();
    }

    private static LayerResult Stack(Call call)
    {
        var operands = call.TensorList("tensors");
        if (operands.Count == 0) return LayerResult.Unknown;
        var first = operands[0].Shape;
        string? problem = operands.FirstOrDefault(operand => operand.Shape.Rank == first.Rank
            && operand.Shape.Dimensions.Zip(first.Dimensions, Size.Differ).Any(differ => differ))
            .Shape is { } other ? "stack joins " + first + " and " + other : null;
        if (!first.IsRankKnown || Places.Of(call.Arguments["dim"], first.Rank + 1, 0) is not { } place)
            return new Outcome(call).Output(TensorShape.OfUnknownRank(first.Type)).Result();
        var dimensions = first.Dimensions.ToList();
        dimensions.Insert(place, operands.Count);
        return new Outcome(call) { Problem = problem }.Output(first.With(dimensions)).Result();
    }

    private static LayerResult Grid(Call call)
    {
        var operands = call.TensorList("tensors");
        var outcome = new Outcome(call);
        if (call.Arguments["indexing"]?.Text == "xy") return LayerResult.Unknown;
        foreach (var operand in operands)
        {
            var strides = operands.Select(other => other.Index == operand.Index ? Size.One : Size.Zero).ToList();
            _ = outcome.View(operand, Strides.View(operand.Shape, [.. operands.Select(other => other.Shape.Elements)], strides));
        }

        return outcome.Result();
    }
}
