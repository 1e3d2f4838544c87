using StageGen.Scheduling;

namespace StageGen.Modeling.Costs;

/// <summary>
/// Chooses the stages of a model that declares none: the partition solver's cut of the submodules in the order in which they run, under
/// the devices and the schedule that the model declares. By times where they are known, else by parameters, else by number.
/// </summary>
internal sealed class StageChooser(ModelPlan plan, EquatableArray<UncutField> fields, ModelCosts? costs,
    EquatableArray<SharedWeight> shared)
{
    // What submodules that share weights may cost to be together, as for SG1004.
    private const double Slower = 1.02;

    private readonly int wanted = plan.Automatic!.Count;

    /// <summary>Why there can be no such stages, where none are found.</summary>
    public string Refusal { get; private set; } = "";

    /// <summary>The stages, best first: what <c>forward</c> does with its lists may forbid that they are dealt so.</summary>
    public IEnumerable<AutomaticStages> Choose()
    {
        if (wanted == 1)
        {
            yield return new AutomaticStages(1, StageBasis.None, null,
                fields.Select(field => new FieldStages(field.Field, 0, 0, default)).ToEquatableArray());
            yield break;
        }
        var best = Chosen(keepLists: false);
        if (best is null) yield break;
        yield return best;
        if (Chosen(keepLists: true) is { } whole && whole != best) yield return whole;
    }

    private AutomaticStages? Chosen(bool keepLists)
    {
        var basis = Basis();
        var layers = costs is null ? null : CuttableLayers.Of(fields, costs, basis, keepLists);
        if (layers is null) return ByNumber(keepLists);
        if (layers.Pieces < wanted)
        {
            Refuse(layers.Pieces, layers.Names);
            return null;
        }
        int[] stageOf = Cut(layers);
        var unknown = basis == StageBasis.MeasuredTime || (basis == StageBasis.EstimatedTime && costs!.Unknown.Count == 0)
            ? null
            : Reason();
        return new AutomaticStages(wanted, basis, unknown, Fields(layers, stageOf));
    }

    private StageBasis Basis()
    {
        if (costs is null) return StageBasis.Number;
        var running = costs.Submodules.Where(submodule => submodule.Runs).ToList();
        if (costs.IsComplete && running.TrueForAll(submodule => !double.IsNaN(submodule.Cost.Time)))
            return costs.IsMeasured ? StageBasis.MeasuredTime : StageBasis.EstimatedTime;
        // A module that nobody can look into has no parameters to be seen.
        return running.Where(submodule => fields.Any(field => field.Field == submodule.Field))
            .All(submodule => submodule.Cost.ParameterBytes.Typical > 0)
            ? StageBasis.Parameters
            : StageBasis.Number;
    }

    /// <summary>Where it is not even known what runs: submodule by submodule, an only list of them dealt evenly over all stages.</summary>
    private AutomaticStages? ByNumber(bool keepLists)
    {
        var all = new List<FieldStages>();
        if (!keepLists && fields.Count(field => field.IsDealable) == 1)
        {
            int list = Enumerable.Range(0, fields.Count).First(index => fields[index].IsDealable);
            all.AddRange(fields.Select(
                (field, index) => new FieldStages(field.Field, index > list ? wanted - 1 : 0, index < list ? 0 : wanted - 1, default)));
        }
        else if (fields.Count < wanted)
        {
            Refuse(fields.Count, string.Join(" | ", fields.Select(field => field.Field)));
            return null;
        }
        else
        {
            for (int stage = 0; stage < wanted; stage++)
                for (var (index, end) = StageShares.Bounds(fields.Count, stage, wanted, null); index < end; index++)
                    all.Add(new FieldStages(fields[index].Field, stage, stage, default));
        }
        return new AutomaticStages(wanted, StageBasis.Number, Reason(), all.ToEquatableArray());
    }

    private UnknownCost Reason() =>
        costs?.Unknown is { Count: > 0 } unknown ? unknown[0] : new UnknownCost("what it costs", "cannot be found out");

    private void Refuse(int pieces, string names)
    {
        if (Refusal.Length > 0) return;
        Refusal = "Stages = " + Slicing.Text.Number(wanted) + " is more than " + plan.Type.Name + " can be cut in: it has "
            + Slicing.Text.Number(pieces) + (pieces == 1 ? " part" : " parts")
            + " that can be apart (" + names + "); write at most " + Slicing.Text.Number(pieces)
            + ", or make several submodules of a large one";
    }

    /// <summary>For each layer its stage.</summary>
    private int[] Cut(CuttableLayers layers)
    {
        var devices = DeclaredDevices.Of(plan, wanted);
        if (devices is null) return StagesOf(Solve(Plain(layers, wanted)));
        if (devices.Chunks == wanted) return StagesOf(KeepTogether(layers, devices, Solve(Request(layers, devices))));

        // Several stages run as one of the schedule's: these first, each then in its own.
        int[] chunkOf = StagesOf(KeepTogether(layers, devices, Solve(Request(layers, devices))));
        int[] stageOf = new int[chunkOf.Length];
        for (int chunk = 0; chunk < devices.Chunks; chunk++)
        {
            int start = Array.IndexOf(chunkOf, chunk), end = Array.LastIndexOf(chunkOf, chunk) + 1;
            int first = Enumerable.Range(0, wanted).First(stage => devices.ChunkOf[stage] == chunk),
                stages = devices.ChunkOf.Count(own => own == chunk);
            if (layers.PiecesIn(start, end) < stages) return StagesOf(Solve(Plain(layers, wanted)));
            var own = Solve(Plain(layers, stages, start, end));
            for (int layer = start; layer < end; layer++) stageOf[layer] = first + own.StageOf[layer - start];
        }
        return stageOf;
    }

    private static int[] StagesOf(Partition partition) => [.. partition.StageOf];

    /// <summary>The best partition; of those that do not fit in memory, which SG3001 says, the nearest.</summary>
    private static Partition Solve(PartitionRequest request) =>
        Partitioner.TrySolve(request, out var best, out var problem) ? best! : problem!.Nearest!;

    private PartitionRequest Request(CuttableLayers layers, DeclaredDevices devices) => new(
        layers.Costs, [.. devices.Names.Zip(devices.Memory, (name, memory) => new PartitionDevice(1, memory) { Name = name })],
        devices.Microbatches)
    {
        Schedule = plan.Schedule.Kind,
        StagesPerDevice = devices.StagesPerDevice,
    };

    /// <summary>Some of the layers over as many equal devices as there are to be stages.</summary>
    private static PartitionRequest Plain(CuttableLayers layers, int stages, int start = 0, int? end = null) => new(
        [.. layers.Costs.Take(end ?? layers.Costs.Count).Skip(start)], [.. Enumerable.Repeat(new PartitionDevice(), stages)], stages);

    /// <summary>Puts submodules that share weights on one device, where that costs hardly anything or nothing else would run.</summary>
    private Partition KeepTogether(CuttableLayers layers, DeclaredDevices devices, Partition best)
    {
        foreach (var one in shared)
        {
            int taker = LayerOf(layers, one.Taker), giver = LayerOf(layers, one.Giver);
            if (taker < 0 || giver < 0 || DeviceOf(taker) == DeviceOf(giver)) continue;
            var together = layers.Together(Math.Min(taker, giver), Math.Max(taker, giver));
            if (together.Pieces < best.Stages.Count || !Partitioner.TrySolve(Request(together, devices), out var other, out _)) continue;
            bool mustBe = plan.Devices.Count > 0
                && !DeclaredDevices.AreOneMemory(devices.Names[DeviceOf(taker)], devices.Names[DeviceOf(giver)]);
            if (mustBe || other!.Bottleneck <= best.Bottleneck * Slower) (layers, best) = (together, other!);
        }
        return best;

        int DeviceOf(int layer) => best.Map.DeviceOf(best.StageOf[layer]);
    }

    private static int LayerOf(CuttableLayers layers, string field) =>
        Enumerable.Range(0, layers.Layers.Count).Where(layer => layers.Units[layers.Layers[layer]].Field == field)
            .DefaultIfEmpty(-1).First();

    /// <summary>The stages of each submodule; what does not run is with the one before it.</summary>
    private EquatableArray<FieldStages> Fields(CuttableLayers layers, int[] stageOf)
    {
        var stages = new Dictionary<SubmoduleCosts, int>();
        for (int layer = 0; layer < stageOf.Length; layer++) stages[layers.Units[layers.Layers[layer]]] = stageOf[layer];
        var all = new List<FieldStages>();
        int last = 0;
        foreach (var field in fields)
        {
            var units = layers.Units.Where(unit => unit.Field == field.Field).OrderBy(unit => unit.Element).ToList();
            int stage = units.Where(stages.ContainsKey).Select(unit => stages[unit]).DefaultIfEmpty(last).First();
            int[] own = [.. units.Select(unit => stage = stages.TryGetValue(unit, out int found) ? found : stage)];
            all.Add(units.Count == 0 ? new FieldStages(field.Field, last, last, default) : FieldStages.Of(units, own)!.Value[0]);
            last = all[all.Count - 1].Last;
        }
        return all.ToEquatableArray();
    }
}
