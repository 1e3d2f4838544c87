using StageGen.Scheduling;

namespace StageGen.Modeling.Costs;

/// <summary>
/// A model's plan in numbers, for people: what hovering over its pipeline and <c>dotnet stagegen plan</c> show. All of it for one
/// microbatch but where it says so; NaN is what cannot be told.
/// </summary>
public sealed record PlanSummary
{
    public required EquatableArray<StageSummary> Stages { get; init; }

    /// <summary>The devices; none where the costs are not all known, or the stages do not make a pipeline on them.</summary>
    public required EquatableArray<DeviceSummary> Devices { get; init; }

    /// <summary>The idle share of all devices in a step that takes what the stages cost.</summary>
    public required double Bubble { get; init; }

    /// <summary>How much longer than the mean the slowest device takes: 0.25 is a quarter longer.</summary>
    public required double Imbalance { get; init; }

    /// <summary>Where times come from: a profile of the model, else estimates.</summary>
    public required bool IsMeasured { get; init; }

    /// <summary>
    /// Whether the bytes kept from forward to backward were measured as well, of every submodule: a profile need not have them.
    /// </summary>
    public required bool AreBytesMeasured { get; init; }

    /// <summary>The sizes that the numbers hold for.</summary>
    public required EquatableArray<SizeValue> Sizes { get; init; }

    /// <summary>What stands in the way of knowing all of it.</summary>
    public required EquatableArray<UnknownCost> Unknown { get; init; }

    /// <summary>
    /// Where the numbers come from, and for which sizes they hold: <c>times and bytes are estimates, for a microbatch of batch 4</c>.
    /// </summary>
    public string Source
    {
        get
        {
            string sizes = string.Join(", ", Sizes.Select(size => size.Name + " "
                + (size.Typical is { } typical ? typical.ToString(System.Globalization.CultureInfo.InvariantCulture) : "?")));
            return (!IsMeasured ? "times and bytes are estimates"
                : AreBytesMeasured ? "times and bytes as the profile measured them"
                : "times as the profile measured them, bytes estimated where it has none") + ", for a microbatch"
                + (sizes.Length > 0 ? " of " + sizes : "");
        }
    }

    /// <summary>Sums a plan up.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="costs">What the model costs.</param>
    /// <param name="partition">Its partition; null where there is none.</param>
    /// <param name="simulation">A step of it; null where it was not simulated.</param>
    public static PlanSummary Of(ModelPlan plan, ModelCosts costs, ModelPartition? partition, SimulationResult? simulation)
    {
        var declared = partition?.Declared;
        return new PlanSummary
        {
            Stages = plan.Stages.Select(stage => StageOf(stage, plan, costs, partition)).ToEquatableArray(),
            Devices = declared is null
                ? default
                : declared.Devices.Select(device => DeviceOf(device, plan, partition!, simulation)).ToEquatableArray(),
            Bubble = simulation?.Bubble ?? double.NaN,
            Imbalance = declared is null ? double.NaN : ModelPartition.ImbalanceOf(declared),
            IsMeasured = costs.IsMeasured,
            AreBytesMeasured = costs.Total.AreSavedBytesMeasured,
            Sizes = costs.Sizes,
            Unknown = costs.Unknown,
        };
    }

    /// <summary>Sums a plan up while somebody types: without what takes long to simulate.</summary>
    public static PlanSummary Of(ModelPlan plan, ModelCosts costs)
    {
        var partition = ModelPartition.Of(plan, costs);
        return Of(plan, costs, partition, partition is null ? null : ModelPartition.Simulate(partition.Declared));
    }

    private static StageSummary StageOf(StagePlan stage, ModelPlan plan, ModelCosts costs, ModelPartition? partition)
    {
        var cost = costs.Stages.Count > stage.Index ? costs.Stages[stage.Index].Cost : null;
        double all = costs.Stages.Sum(other => other.Cost.Time);
        bool isPriced = costs.IsComplete && all > 0;
        int[] own = [.. Enumerable.Range(0, costs.Submodules.Count).Where(place => costs.Submodules[place].Stage == stage.Index)];
        return new StageSummary(
            stage.Index,
            partition is null
                ? ""
                : DeviceName(plan, partition.Devices, partition.Declared.Stages[partition.Devices.ChunkOf[stage.Index]].Device),
            own.Length > 0
                ? SubmoduleNames.Of(costs.Submodules, own)
                : string.Join(", ", stage.Submodules.Select(submodule => submodule.Field)),
            cost is not null && (isPriced || AreCounted(stage, own, costs)) ? cost.Parameters.Typical : double.NaN,
            cost is { IsComplete: true } ? cost.ForwardFlops.Typical : double.NaN,
            cost is { IsComplete: true } ? cost.InputGradientFlops.Typical + cost.WeightGradientFlops.Typical : double.NaN,
            cost is not null && isPriced ? cost.Time / all : double.NaN,
            cost is { IsComplete: true } ? cost.SavedBytes.Typical : double.NaN,
            BytesOut(stage.Index, plan, costs, partition?.Devices));
    }

    /// <summary>
    /// Whether a stage's parameters are all known in a model whose costs are not: a module that nobody can look into has none to be seen.
    /// </summary>
    private static bool AreCounted(StagePlan stage, int[] own, ModelCosts costs) =>
        stage.Submodules.All(submodule => submodule.Kind == FieldKind.Tensor
            || own.Any(place => costs.Submodules[place].Field == submodule.Field))
            && own.All(place => costs.Submodules[place].Cost.Parameters.Typical > 0);

    /// <summary>What a stage sends on, to each stage of the schedule that reads it.</summary>
    private static double BytesOut(int stage, ModelPlan plan, ModelCosts costs, DeclaredDevices? devices)
    {
        double bytes = 0;
        for (int index = 0; index < plan.Values.Count; index++)
        {
            var value = plan.Values[index];
            if (value.Producer != stage || value.Consumers.Count == 0) continue;
            int readers = value.Consumers.Where(reader => ChunkOf(reader) != ChunkOf(stage)).Select(ChunkOf).Distinct().Count();
            if (readers > 0) bytes += readers * (costs.Values.Count > index ? costs.Values[index].Bytes.Typical : double.NaN);
        }
        return bytes;

        int ChunkOf(int other) => devices is null ? other : devices.ChunkOf[other];
    }

    private static DeviceSummary DeviceOf(PartitionedDevice device, ModelPlan plan, ModelPartition partition, SimulationResult? simulation)
    {
        double all = partition.Declared.Devices.Sum(other => other.Time);
        return new DeviceSummary(
            DeviceName(plan, partition.Devices, device.Device),
            Enumerable.Range(0, plan.Stages.Count).Where(stage => device.Stages.Contains(partition.Devices.ChunkOf[stage]))
                .ToEquatableArray(),
            all > 0 ? device.Time / all : double.NaN,
            simulation?.Timeline.BubbleOf(device.Device) ?? double.NaN,
            device.WeightBytes, device.GradientBytes, device.OptimizerBytes, device.ActivationBytes,
            device.HeldMicrobatches.DefaultIfEmpty().Max(), device.MemoryBytes);
    }

    /// <summary>A device by its name, with its number where it shares it.</summary>
    private static string DeviceName(ModelPlan plan, DeclaredDevices devices, int device) =>
        plan.Devices.Count == 0 ? "device " + Slicing.Text.Number(device)
        : devices.Names.Count(name => name == devices.Names[device]) == 1 ? devices.Names[device]
        : devices.Names[device] + " #" + Slicing.Text.Number(device);
}

/// <summary>What a declared stage has and costs, for one microbatch.</summary>
/// <param name="Index">The stage, from 0.</param>
/// <param name="Device">Its device; empty where that is not known.</param>
/// <param name="Submodules">What it has: <c>tokens, blocks[0–3]</c>.</param>
/// <param name="Parameters">How many numbers it learns.</param>
/// <param name="ForwardFlops">Operations of its forward.</param>
/// <param name="BackwardFlops">Operations of its backward.</param>
/// <param name="Share">Its part of the time of all stages.</param>
/// <param name="SavedBytes">What it keeps from forward to backward.</param>
/// <param name="BytesOut">What it sends to other stages of the schedule.</param>
public sealed record StageSummary(
    int Index, string Device, string Submodules, double Parameters, double ForwardFlops, double BackwardFlops, double Share,
    double SavedBytes, double BytesOut)
{
    public double Flops => ForwardFlops + BackwardFlops;
}

/// <summary>What a device does and holds.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Stages">Its declared stages.</param>
/// <param name="Share">Its part of the time of all devices.</param>
/// <param name="Idle">Its idle share of a step.</param>
/// <param name="WeightBytes">Its weights.</param>
/// <param name="GradientBytes">Their gradients.</param>
/// <param name="OptimizerBytes">The optimizer's state, as Adam's.</param>
/// <param name="ActivationBytes">What it keeps of microbatches at most.</param>
/// <param name="HeldMicrobatches">Of how many microbatches, at most.</param>
/// <param name="MemoryBytes">Its memory; infinite where nobody said it.</param>
public sealed record DeviceSummary(
    string Name, EquatableArray<int> Stages, double Share, double Idle,
    double WeightBytes, double GradientBytes, double OptimizerBytes, double ActivationBytes, int HeldMicrobatches, double MemoryBytes)
{
    public double PeakBytes => WeightBytes + GradientBytes + OptimizerBytes + ActivationBytes;
}
