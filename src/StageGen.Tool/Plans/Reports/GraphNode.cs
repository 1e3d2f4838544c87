using StageGen.Modeling.Costs;

namespace StageGen.Tool;

/// <summary>A box of a <see cref="PlanGraph"/>.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Type">Its class, and how many of it; what it learns.</param>
/// <param name="Share">Its part of the time.</param>
/// <param name="Stage">Its stage; −1 where it is in none.</param>
/// <param name="Device">The stage's device; empty where that is not known.</param>
/// <param name="Hint">All that is known of it, in lines.</param>
internal sealed record GraphNode(string Name, string Type, string Share, int Stage, string Device, string Hint)
{
    /// <summary>Whether it stands for what goes into the model.</summary>
    public bool IsInput { get; private init; }

    public static GraphNode Input(string name) => new(name, "", "", -1, "", $"{name}: an input of forward") { IsInput = true };

    /// <summary>A stage as a whole.</summary>
    public static GraphNode OfStage(StageSummary stage) =>
        new(stage.Submodules, PlanNumbers.Count(stage.Parameters) + " parameters", PlanNumbers.Percent(stage.Share), stage.Index,
            stage.Device, $"stage {stage.Index}: {stage.Submodules}");

    /// <summary>A layer, or several of a list, one behind the other.</summary>
    public static GraphNode Layers(PlannedModel model, IReadOnlyList<int> places)
    {
        var costs = model.Costs;
        var layers = places.Select(place => costs.Submodules[place]).ToList();
        var (first, last) = (layers[0], layers[^1]);
        string name = layers.Count == 1 ? first.Name : $"{first.Field}[{first.Element}–{last.Element}]";
        string type = layers.Count == 1 ? first.Type : $"{layers.Count} × {first.Type}";
        double time = layers.Sum(layer => layer.Cost.Time), all = costs.Submodules.Where(other => other.Runs).Sum(other => other.Cost.Time);
        double parameters = Sum(cost => cost.Parameters), share = costs.IsComplete && all > 0 ? time / all : double.NaN;
        string device = first.Stage >= 0 ? model.Summary.Stages[first.Stage].Device : "";
        string hint = string.Join('\n',
            $"{name}: {type}", first.Stage < 0 ? "in no stage" : $"stage {first.Stage}{(device.Length > 0 ? $" on {device}" : "")}",
            $"{PlanNumbers.Count(parameters)} parameters",
            $"forward {PlanNumbers.Flops(Sum(cost => cost.ForwardFlops))}, backward {PlanNumbers.Flops(Sum(cost => cost.InputGradientFlops) + Sum(cost => cost.WeightGradientFlops))}",
            $"{PlanNumbers.Percent(share)} of the time", $"keeps {PlanNumbers.Bytes(Sum(cost => cost.SavedBytes))}");
        return new(name, parameters == 0 ? type : $"{type} · {PlanNumbers.Count(parameters)}", PlanNumbers.Percent(share),
            first.Stage, device, hint);

        double Sum(Func<CostSum, Quantity> of) => layers.Sum(layer => of(layer.Cost).Typical);
    }
}
