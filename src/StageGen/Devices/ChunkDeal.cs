using StageGen.Scheduling;

namespace StageGen;

/// <summary>Which of the declared stages make up each stage of the schedule (a chunk), and which device has it.</summary>
/// <param name="Map">The schedule's stages over the devices.</param>
/// <param name="FirstStage">For each of the schedule's stages its first declared stage; and, last, the number of declared stages.</param>
internal sealed record ChunkDeal(StageMap Map, IReadOnlyList<int> FirstStage)
{
    /// <summary>Deals declared stages over the schedule's: evenly, unless the model's attributes say which device runs what.</summary>
    /// <exception cref="ArgumentException">What the attributes say does not go with the schedule.</exception>
    public static ChunkDeal Of(PipelineLayout layout, int stages, IReadOnlyList<DeviceAssignment> devices, StageMap map, string schedule)
    {
        if (devices.All(d => d.Stages is null))
        {
            return new ChunkDeal(map, [.. Enumerable.Range(0, map.Stages + 1)
                .Select(c => c == map.Stages ? stages : StageShare.Bounds(stages, c, map.Stages).Start)]);
        }

        int[] deviceOf = new int[stages];
        Array.Fill(deviceOf, -1);
        for (int d = 0; d < devices.Count; d++)
        {
            foreach (int stage in devices[d].Stages ?? [])
            {
                deviceOf[stage] = d;
            }
        }

        int[] first = map.Stages == stages
            ? [.. Enumerable.Range(0, stages)]
            : [.. Enumerable.Range(0, stages).Where(s => s == 0 || deviceOf[s] != deviceOf[s - 1])];
        bool fits = first.Length == map.Stages && first.Select((stage, chunk) => deviceOf[stage] == map.DeviceOf(chunk)).All(same => same);
        if (!fits)
        {
            string wanted = string.Join(", ",
                Enumerable.Range(0, map.Stages).Select(c => $"{devices[map.DeviceOf(c)].Name} (device {map.DeviceOf(c)})"));
            throw new ArgumentException(
                $"{layout.Model}: {schedule} visits the devices in the order {wanted}, and the Stages of the [Device] attributes say otherwise. "
                + "Leave Stages out, and the stages are dealt as the schedule needs them.");
        }

        return new ChunkDeal(map, [.. first, stages]);
    }

    /// <summary>The declared stages of one of the schedule's, ascending.</summary>
    public IEnumerable<int> StagesOf(int chunk) => Enumerable.Range(FirstStage[chunk], FirstStage[chunk + 1] - FirstStage[chunk]);

    /// <summary>Which of the schedule's stages read what others compute: as the model's values go.</summary>
    public StageGraph Graph(PipelineLayout layout)
    {
        int[] chunkOf = [.. Enumerable.Range(0, Map.Stages).SelectMany(c => StagesOf(c).Select(_ => c))];
        return StageGraph.Of(Enumerable.Range(0, Map.Stages).Select(c => layout.Values
            .Where(value => value.Producer >= 0 && chunkOf[value.Producer] != c && value.Consumers.Any(s => chunkOf[s] == c))
            .Select(value => chunkOf[value.Producer])));
    }

    /// <summary>The declared stages on a device, ascending.</summary>
    public IReadOnlyList<int> StagesOn(int device) => [.. Map.StagesOf(device).SelectMany(StagesOf).Order()];
}
