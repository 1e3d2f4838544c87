using StageGen.Scheduling;

namespace StageGen.Modeling.Costs;

/// <summary>
/// A model's declared partition as the solver sees it, and the best one: the submodules in the order in which they run are the layers
/// (of a list each element is one), their estimated times and bytes what the layers cost.
/// </summary>
public sealed class ModelPartition
{
    // Beyond this a plan is not simulated while somebody types.
    private const int MostSimulatedActions = 20_000;

    // Not everybody who asks what is declared asks for the best, which takes longer.
    private readonly Lazy<(Partition? Best, PartitionProblem? Problem)> solution;

    private ModelPartition(ModelPlan plan, DeclaredDevices devices, IReadOnlyList<SubmoduleCosts> layers, PartitionRequest request,
        int[] stageOf, bool measured)
    {
        (Plan, Devices, Layers, Request, IsMeasured) = (plan, devices, layers, request, measured);
        Declared = Partitioner.EvaluateStages(request, stageOf);
        solution = new(() => Partitioner.TrySolve(request, out var best, out var problem) ? (best, null) : (null, problem));
    }

    public ModelPlan Plan { get; }

    public DeclaredDevices Devices { get; }

    /// <summary>The submodules that run, in the order in which they first do.</summary>
    public IReadOnlyList<SubmoduleCosts> Layers { get; }

    public PartitionRequest Request { get; }

    /// <summary>Whether the costs of the layers were measured.</summary>
    public bool IsMeasured { get; }

    /// <summary>What the attributes declare.</summary>
    public Partition Declared { get; }

    /// <summary>The best there is under the devices' memory; null where nothing fits.</summary>
    public Partition? Best => solution.Value.Best;

    /// <summary>Why nothing fits.</summary>
    public PartitionProblem? Problem => solution.Value.Problem;

    /// <summary>
    /// The attributes that declare <see cref="Best"/>; null where attributes cannot say it, or where several declared stages are fused on a
    /// device and more than one way of declaring them would do.
    /// </summary>
    public EquatableArray<FieldStages>? BestAttributes => Best is { } best ? AttributesOf(best) : null;

    /// <summary>The slowest stage's time over the mean, less one: 0 where all are equal.</summary>
    public static double ImbalanceOf(Partition partition) =>
        partition.Devices.Average(device => device.Time) is > 0 and var mean ? partition.Bottleneck / mean - 1 : 0;

    /// <summary>
    /// The attributes that declare a partition of this model; null where <see cref="BestAttributes"/> says that there are none.
    /// </summary>
    public EquatableArray<FieldStages>? AttributesOf(Partition partition) =>
        Devices.Chunks == Plan.Stages.Count ? FieldStages.Of(Layers, partition.StageOf) : null;

    /// <summary>The layers of one of the schedule's stages, for people: <c>tokens, blocks[0–3]</c>.</summary>
    public string NamesOf(Partition partition, int stage) => SubmoduleNames.Of(Layers, partition.Stages[stage].Layers);

    /// <summary>
    /// The time of a step, simulated with the stages' costs, or in the ratio of the bottlenecks where simulating takes too long.
    /// </summary>
    public static double StepTime(Partition partition) =>
        Simulate(partition)?.Makespan ?? partition.Bottleneck * partition.Request.Microbatches;

    /// <summary>A step with the stages' costs; null where that takes too long, or the schedule has to be solved first.</summary>
    public static SimulationResult? Simulate(Partition partition)
    {
        var request = partition.Request;
        return request.Schedule is PipelineSchedule.Auto or PipelineSchedule.VHalf or PipelineSchedule.VMin
            || 2 * partition.Stages.Count * request.Microbatches > MostSimulatedActions
            ? null
            : Simulate(partition, Schedules.Build(request.Schedule, request.Devices.Count, request.Microbatches,
                partition.Stages.Count / request.Devices.Count));
    }

    /// <summary>A step of a plan with the stages' costs.</summary>
    public static SimulationResult Simulate(Partition partition, Schedule schedule) =>
        ScheduleSimulator.Simulate(schedule.WithGraph(partition.Graph), partition.Costs);

    /// <summary>The partition of a model; null where its costs are not all known, or its stages do not make a pipeline.</summary>
    public static ModelPartition? Of(ModelPlan plan, ModelCosts costs)
    {
        if (!costs.IsComplete || DeclaredDevices.Of(plan) is not { } devices) return null;
        int[] places = [.. Enumerable.Range(0, costs.Submodules.Count).Where(place => costs.Submodules[place].Runs)];
        var layers = places.Select(place => costs.Submodules[place]).ToArray();
        if (layers.Any(layer => layer.Stage < 0 || double.IsNaN(layer.Cost.Time) || !layer.Cost.ParameterBytes.IsKnown
            || !layer.Cost.SavedBytes.IsKnown))
            return null;
        int[] stageOf = [.. layers.Select(layer => devices.ChunkOf[layer.Stage])];
        if (stageOf.Distinct().Count() != devices.Chunks) return null;
        var flows = Flows(costs, places);
        if (flows is null) return null;
        bool chain = stageOf.Zip(stageOf.Skip(1), (one, next) => next >= one).All(onward => onward);
        var request = new PartitionRequest(
            [.. layers.Select((layer, index) => LayerOf(layer, chain ? CutBytes(flows, index) : 0))],
            [.. devices.Names.Zip(devices.Memory, (name, memory) => new PartitionDevice(1, memory) { Name = name })],
            devices.Microbatches)
        {
            Schedule = plan.Schedule.Kind,
            StagesPerDevice = devices.StagesPerDevice,
            Graph = chain ? null : GraphOf(flows, layers.Length),
        };
        if (flows.Any(flow => stageOf[flow.From] > stageOf[flow.To])) return null;
        return new ModelPartition(plan, devices, layers, request, stageOf, costs.IsMeasured);
    }

    private static PartitionLayer LayerOf(SubmoduleCosts layer, double cutBytes) => new(layer.Name)
    {
        Forward = layer.Cost.ForwardTime,
        InputGradient = layer.Cost.InputGradientTime,
        WeightGradient = Math.Max(0, layer.Cost.BackwardTime - layer.Cost.InputGradientTime),
        ParameterBytes = layer.Cost.ParameterBytes.Typical,
        ActivationBytes = layer.Cost.SavedBytes.Typical,
        CutBytes = cutBytes,
    };

    /// <summary>What flows between the layers; null where something's size is not known.</summary>
    private static List<Flow>? Flows(ModelCosts costs, int[] places)
    {
        var layerOf = places.Select((place, layer) => (place, layer)).ToDictionary(pair => pair.place, pair => pair.layer);
        var flows = new List<Flow>();
        foreach (var flow in costs.Flows)
        {
            if (flow.From < 0 || !layerOf.TryGetValue(flow.From, out int from) || !layerOf.TryGetValue(flow.To, out int to) || from == to)
                continue;
            if (!flow.Bytes.IsKnown) return null;
            flows.Add(new Flow(from, to, flow.Tensor, flow.Bytes.Typical));
        }
        return flows;
    }

    /// <summary>What a cut after a layer ships: each tensor made before it and read behind it, once.</summary>
    private static double CutBytes(List<Flow> flows, int layer) =>
        flows.Where(flow => flow.From <= layer && flow.To > layer).GroupBy(flow => flow.Tensor).Sum(tensor => tensor.First().Bytes);

    private static LayerGraph GraphOf(List<Flow> flows, int layers) => new(
        Enumerable.Range(0, layers)
            .Select(layer => flows.Where(flow => flow.To == layer && flow.From < layer).Select(flow => flow.From).Distinct()),
        Enumerable.Range(0, layers)
            .Select(layer => flows.Where(flow => flow.From == layer).GroupBy(flow => flow.Tensor).Sum(tensor => tensor.First().Bytes)));

    private sealed record Flow(int From, int To, int Tensor, double Bytes);
}
