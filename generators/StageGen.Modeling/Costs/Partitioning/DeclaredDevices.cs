using StageGen.Scheduling;

namespace StageGen.Modeling.Costs;

/// <summary>The devices that a model's attributes declare, and which of its stages run fused as one stage of the schedule.</summary>
/// <param name="Names">The devices.</param>
/// <param name="Memory">For each its memory in bytes; infinite where it is not said.</param>
/// <param name="ChunkOf">For each declared stage the schedule's.</param>
/// <param name="StagesPerDevice">The schedule's stages on each device.</param>
/// <param name="Microbatches">Microbatches a step.</param>
public sealed record DeclaredDevices(
    EquatableArray<string> Names, EquatableArray<double> Memory, EquatableArray<int> ChunkOf, int StagesPerDevice, int Microbatches)
{
    /// <summary>The run time's rule where no microbatches are declared: so many for each device.</summary>
    private const int MicrobatchesPerDevice = 4;

    public int Chunks => Names.Count * StagesPerDevice;

    /// <summary>The devices of a plan; null where they cannot share out its stages, which is an error of its own.</summary>
    public static DeclaredDevices? Of(ModelPlan plan) => Of(plan, plan.Stages.Count);

    /// <summary>The same for a plan with another number of stages.</summary>
    public static DeclaredDevices? Of(ModelPlan plan, int stages)
    {
        int perDevice = Math.Max(1, plan.Schedule.StagesPerDevice);
        string[] names = plan.Devices.Count > 0
            ? [.. plan.Devices.Select(device => device.Name)]
            : [.. Enumerable.Range(0, stages / perDevice)
                .Select(device => (perDevice == 1 ? "stage " : "device ") + Slicing.Text.Number(device))];
        if (plan.Schedule is { Kind: PipelineSchedule.Auto, DeclaredStagesPerDevice: 0 } && names.Length > 0)
            perDevice = Math.Max(1, Math.Min(perDevice, stages / names.Length));
        int chunks = names.Length * perDevice;
        if (chunks < 1 || chunks > stages) return null;
        return new DeclaredDevices(
            names.ToEquatableArray(),
            (plan.Devices.Count > 0
                ? plan.Devices.Select(device => MemorySize.Parse(device.Memory) is > 0 and var bytes ? bytes : double.PositiveInfinity)
                : names.Select(_ => double.PositiveInfinity))
                .ToEquatableArray(),
            ChunksOf(plan, stages, names.Length, chunks).ToEquatableArray(),
            perDevice,
            plan.Schedule.Microbatches > 0 ? plan.Schedule.Microbatches : MicrobatchesPerDevice * names.Length);
    }

    /// <summary>The name of the device that runs a declared stage.</summary>
    public string NameOf(ModelPlan plan, int stage) =>
        Names[(plan.Schedule.Kind == PipelineSchedule.Auto
            ? StageMap.Loop(Names.Count, StagesPerDevice)
            : Schedules.MapOf(plan.Schedule.Kind, Names.Count, StagesPerDevice))
            .DeviceOf(ChunkOf[stage])];

    /// <summary>Whether devices of these names share their memory: CPU workers do, and a GPU with itself.</summary>
    public static bool AreOneMemory(string one, string other) => (one == "cuda" ? "cuda:0" : one) == (other == "cuda" ? "cuda:0" : other);

    private static int[] ChunksOf(ModelPlan plan, int stages, int devices, int chunks)
    {
        int[] chunkOf = new int[stages];
        if (chunks == devices && plan.Devices.Count > 0 && plan.Devices.All(device => device.Stages is not null))
        {
            for (int device = 0; device < devices; device++)
                foreach (int stage in plan.Devices[device].Stages!.Value)
                    if (stage >= 0 && stage < stages) chunkOf[stage] = device;
            return chunkOf;
        }
        for (int chunk = 0; chunk < chunks; chunk++)
            for (var (stage, end) = StageShares.Bounds(stages, chunk, chunks, null); stage < end; stage++) chunkOf[stage] = chunk;
        return chunkOf;
    }
}
