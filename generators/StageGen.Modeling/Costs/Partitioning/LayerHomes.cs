using StageGen.Scheduling;

namespace StageGen.Modeling.Costs;

/// <summary>
/// What layers cost together with all that runs in their stages without needing one of its own: modules that keep nothing run where their
/// operands are, parameters of the model itself are with what uses them first.
/// </summary>
internal sealed class LayerHomes
{
    private readonly ModelCosts costs;
    private readonly IReadOnlyList<int> layers;

    /// <summary>By the place among the model's submodules, the layers in whose stages it is.</summary>
    private readonly List<int>[] homes;

    /// <param name="costs">The model.</param>
    /// <param name="layers">Of each layer the place among its submodules, in order.</param>
    public LayerHomes(ModelCosts costs, IReadOnlyList<int> layers)
    {
        (this.costs, this.layers) = (costs, layers);
        homes = new List<int>[costs.Submodules.Count];
        for (int place = 0; place < homes.Length; place++) homes[place] = [];
        for (int layer = 0; layer < layers.Count; layer++) homes[layers[layer]].Add(layer);
        for (int place = 0, next = 0; place < homes.Length; place++)
        {
            if (next < layers.Count && layers[next] == place) next++;
            else if (costs.Submodules[place].Runs)
            {
                var sources = costs.Flows.Where(flow => flow.To == place && flow.From >= 0 && flow.From != place)
                    .SelectMany(flow => homes[flow.From]).Distinct();
                homes[place].AddRange(sources.DefaultIfEmpty(Math.Min(next, layers.Count - 1)));
            }
        }
        Flows = [.. costs.Flows.Where(flow => flow.From >= 0).Select(Between).Where(flow => flow.From >= 0)];
    }

    /// <summary>What flows from layer to layer.</summary>
    public IReadOnlyList<(int From, int To, int Tensor, double Bytes)> Flows { get; }

    /// <summary>The layers with what they cost.</summary>
    public IReadOnlyList<PartitionLayer> Costs(StageBasis basis)
    {
        double[] forward = new double[layers.Count], input = new double[layers.Count], weight = new double[layers.Count],
            parameters = new double[layers.Count], saved = new double[layers.Count];
        for (int place = 0; place < homes.Length; place++)
        {
            var cost = costs.Submodules[place].Cost;
            foreach (int home in homes[place])
            {
                // A module that runs in several places, nobody knows how often in each, costs the same in all of them.
                forward[home] += Known(cost.ForwardTime) / homes[place].Count;
                input[home] += Known(cost.InputGradientTime) / homes[place].Count;
                weight[home] += Known(Math.Max(0, cost.BackwardTime - cost.InputGradientTime)) / homes[place].Count;
                saved[home] += Known(cost.SavedBytes.Typical) / homes[place].Count;
                parameters[home] += Known(cost.ParameterBytes.Typical) / homes[place].Count;
            }
        }
        bool byTime = basis is StageBasis.MeasuredTime or StageBasis.EstimatedTime;
        return [.. layers.Select((place, layer) => new PartitionLayer(costs.Submodules[place].Name)
        {
            Forward = byTime ? forward[layer] : basis == StageBasis.Parameters ? parameters[layer] : 1,
            InputGradient = byTime ? input[layer] : 0,
            WeightGradient = byTime ? weight[layer] : 0,
            ParameterBytes = parameters[layer],
            ActivationBytes = byTime ? saved[layer] : 0,
            CutBytes = Flows.Where(flow => flow.From <= layer && flow.To > layer).GroupBy(flow => flow.Tensor)
                .Sum(tensor => tensor.First().Bytes),
        })];
    }

    /// <summary>A flow between layers; from −1 where it is none.</summary>
    private (int From, int To, int Tensor, double Bytes) Between(CostFlow flow)
    {
        // What comes to a module that keeps nothing is there already, or is what moves it to a later stage.
        int to = layers.Contains(flow.To) ? homes[flow.To][0] : -1;
        if (to < 0 || homes[flow.From].Count == 0) return (-1, -1, 0, 0);
        var earlier = homes[flow.From].Where(home => home < to).ToList();
        int from = earlier.Count > 0 ? earlier.Max() : homes[flow.From].Max();
        return from == to ? (-1, -1, 0, 0) : (from, to, flow.Tensor, Known(flow.Bytes.Typical));
    }

    private static double Known(double number) => double.IsNaN(number) || double.IsInfinity(number) ? 0 : number;
}
