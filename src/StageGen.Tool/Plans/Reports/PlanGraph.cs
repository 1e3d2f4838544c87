using StageGen.Modeling.Costs;

namespace StageGen.Tool;

/// <summary>A model's data flow, to be drawn: its layers in the order in which they run, and what goes from one to another.</summary>
/// <param name="Nodes">The layers; what goes into the model before them. Each reads from earlier ones, loops aside.</param>
/// <param name="Edges">What flows.</param>
/// <param name="ByStages">Whether the nodes are stages, for what flows between the layers is not known.</param>
internal sealed record PlanGraph(IReadOnlyList<GraphNode> Nodes, IReadOnlyList<GraphEdge> Edges, bool ByStages)
{
    // With more layers than this, runs of the same layer are drawn as one.
    private const int MostSingleLayers = 24;

    /// <summary>The graph of a model.</summary>
    public static PlanGraph Of(PlannedModel model)
    {
        var costs = model.Costs;
        int[] places = [.. Enumerable.Range(0, costs.Submodules.Count).Where(place => costs.Submodules[place].Runs)];
        var flows = costs.Flows.Where(flow => flow.To != flow.From && Array.IndexOf(places, flow.To) >= 0
            && (flow.From < 0 || Array.IndexOf(places, flow.From) >= 0)).ToList();
        bool known = places.Length > 0 && (costs.IsComplete || places.Skip(1).All(place => flows.Any(flow => flow.To == place)));
        return known ? OfLayers(model, places, flows) : OfStages(model);
    }

    private static PlanGraph OfLayers(PlannedModel model, int[] places, List<CostFlow> flows)
    {
        var (costs, plan) = (model.Costs, model.Plan);
        var groups = places.Length > MostSingleLayers ? Runs(costs, places, flows) : [.. places.Select(place => new List<int> { place })];
        var inputs = flows.Where(flow => flow.From < 0).Select(flow => flow.Tensor).Distinct().Order().ToList();
        bool named = inputs.Count == plan.Inputs.Count;
        string together = plan.Inputs.Count == 1 ? plan.Inputs[0].Name : "inputs";
        var nodes = named ? [.. plan.Inputs.Select(input => GraphNode.Input(input.Name))]
            : inputs.Count > 0 ? new List<GraphNode> { GraphNode.Input(together) }
            : [];
        var nodeOf = new Dictionary<int, int>();
        foreach (var group in groups)
        {
            foreach (int place in group) nodeOf[place] = nodes.Count;
            nodes.Add(GraphNode.Layers(model, group));
        }
        var edges = flows.Select(flow => (From: flow.From < 0 ? named ? inputs.IndexOf(flow.Tensor) : 0 : nodeOf[flow.From],
            To: nodeOf[flow.To], flow.Tensor, flow.Bytes.Typical))
            .Where(flow => flow.From != flow.To);
        return new(nodes, Joined(nodes, edges), ByStages: false);
    }

    private static PlanGraph OfStages(PlannedModel model)
    {
        var (plan, costs) = (model.Plan, model.Costs);
        var nodes = plan.Inputs.Select(input => GraphNode.Input(input.Name)).ToList();
        int inputs = nodes.Count;
        nodes.AddRange(model.Summary.Stages.Select(GraphNode.OfStage));
        var edges = plan.Values.SelectMany((value, index) => value.Consumers.Where(reader => reader != value.Producer).Select(reader =>
            (From: value.Producer < 0 ? index : inputs + value.Producer, To: inputs + reader, Tensor: index,
                Bytes: costs.Values.Count > index ? costs.Values[index].Bytes.Typical : double.NaN)));
        return new(nodes, Joined(nodes, edges), ByStages: true);
    }

    /// <summary>One edge for all that goes from a node to another; what a stage has got already is not sent to it again.</summary>
    private static List<GraphEdge> Joined(List<GraphNode> nodes, IEnumerable<(int From, int To, int Tensor, double Bytes)> flows)
    {
        var (sent, edges) = (new HashSet<(int Tensor, int Stage)>(), new List<GraphEdge>());
        foreach (var pair in flows.GroupBy(flow => (flow.From, flow.To)).OrderBy(pair => pair.Key.To).ThenBy(pair => pair.Key.From))
        {
            var (from, to) = (nodes[pair.Key.From], nodes[pair.Key.To]);
            var tensors = pair.DistinctBy(flow => flow.Tensor).ToList();
            var crossing = from.IsInput || from.Stage == to.Stage ? Crossing.None
                : from.Device == to.Device && from.Device.Length > 0 ? Crossing.Stage
                : Crossing.Device;
            double bytes = tensors.Sum(flow => flow.Bytes),
                first = tensors.Where(flow => sent.Add((flow.Tensor, to.Stage))).Sum(flow => flow.Bytes);
            edges.Add(new(pair.Key.From, pair.Key.To, bytes, crossing, crossing == Crossing.None || first == 0
                ? null
                : PlanNumbers.Bytes(first)));
        }
        return edges;
    }

    /// <summary>The layers, those together that are elements of one list, alike, in one stage and each read by the next alone.</summary>
    private static List<List<int>> Runs(ModelCosts costs, int[] places, List<CostFlow> flows)
    {
        var groups = new List<List<int>>();
        foreach (int place in places)
        {
            if (groups.Count > 0 && Follows(groups[^1][^1], place)) groups[^1].Add(place);
            else groups.Add([place]);
        }
        return groups;

        bool Follows(int one, int next)
        {
            var (before, after) = (costs.Submodules[one], costs.Submodules[next]);
            return after.Element == before.Element + 1 && before.Element >= 0 && after.Field == before.Field && after.Type == before.Type
                && after.Stage == before.Stage
                && flows.Where(flow => flow.From == one).All(flow => flow.To == next)
                && flows.Where(flow => flow.To == next).All(flow => flow.From == one);
        }
    }
}

/// <summary>What an edge passes on its way.</summary>
internal enum Crossing
{
    /// <summary>Nothing: it stays in a stage.</summary>
    None,

    /// <summary>A border between two stages of a device.</summary>
    Stage,

    /// <summary>A border between two devices.</summary>
    Device,
}

/// <summary>What flows from a node to another.</summary>
/// <param name="From">The node that makes it.</param>
/// <param name="To">The node that reads it.</param>
/// <param name="Bytes">All of it, for one microbatch.</param>
/// <param name="Crossing">The border it passes.</param>
/// <param name="Label">What of it passes the border for this node first; null where nothing does.</param>
internal sealed record GraphEdge(int From, int To, double Bytes, Crossing Crossing, string? Label);
