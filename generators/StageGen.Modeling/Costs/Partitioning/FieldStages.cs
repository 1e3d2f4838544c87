namespace StageGen.Modeling.Costs;

/// <summary>The stages that a partition gives a submodule, as its attribute would say them.</summary>
/// <param name="Field">The user's field or property.</param>
/// <param name="First">Its first stage.</param>
/// <param name="Last">Its last stage; for a list, whose elements are dealt, it may be another.</param>
/// <param name="Split">How many elements each stage takes, where they are not dealt evenly; else none.</param>
public sealed record FieldStages(string Field, int First, int Last, EquatableArray<int> Split)
{
    /// <summary>The attribute, without its brackets: <c>Stage(2)</c>, <c>Stages(0, 3, Split = [2, 1, 1, 2])</c>.</summary>
    public string Attribute => First == Last
        ? "Stage(" + Slicing.Text.Number(First) + ")"
        : "Stages(" + Slicing.Text.Number(First) + ", " + Slicing.Text.Number(Last)
            + (Split.Count == 0 ? "" : ", Split = [" + string.Join(", ", Split.Select(Slicing.Text.Number)) + "]") + ")";

    /// <summary>
    /// What attributes say that each layer is in such a stage; null where none can: the elements of a list go to its stages in order.
    /// </summary>
    /// <param name="layers">The submodules that run.</param>
    /// <param name="stageOf">For each of them its stage.</param>
    internal static EquatableArray<FieldStages>? Of(IReadOnlyList<SubmoduleCosts> layers, IReadOnlyList<int> stageOf)
    {
        var all = new List<FieldStages>();
        foreach (var field in Enumerable.Range(0, layers.Count).GroupBy(layer => layers[layer].Field))
        {
            int[] stages = [.. field.OrderBy(layer => layers[layer].Element).Select(layer => stageOf[layer])];
            if (stages.Zip(stages.Skip(1), (one, next) => next < one).Any(back => back)) return null;
            int first = stages[0], last = stages[stages.Length - 1];
            int[] split = [.. Enumerable.Range(first, last - first + 1).Select(stage => stages.Count(other => other == stage))];
            bool even = Enumerable.Range(0, split.Length).All(part =>
                StageShares.Bounds(stages.Length, part, split.Length, null) is var (start, end) && end - start == split[part]);
            all.Add(new FieldStages(field.Key, first, last, even ? default : split.ToEquatableArray()));
        }
        return all.ToEquatableArray();
    }
}
