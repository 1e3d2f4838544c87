namespace StageGen.Scheduling;

/// <summary>
/// The order in which a device with several stages goes through stages and microbatches: in rounds of at least as many
/// microbatches as there are devices, and within a round stage after stage.
/// </summary>
/// <remarks>
/// Megatron demands that rounds be of exactly p microbatches, torch that they be equal. Neither is needed: the microbatches are
/// dealt over max(1, ⌊m/p⌋) rounds as evenly as they go, larger rounds first.
/// </remarks>
public sealed class MicrobatchRounds
{
    /// <summary>Deals the microbatches of a step over rounds, for one device.</summary>
    public MicrobatchRounds(DeviceProgram device)
    {
        if (device is null) throw new ArgumentNullException(nameof(device));
        var (devices, stagesPerDevice, microbatches) = (device.Devices, device.Stages.Count, device.Microbatches);
        var rounds = Math.Max(1, microbatches / devices);
        First = (microbatches + rounds - 1) / rounds;
        var forward = new List<(int, int)>(microbatches * stagesPerDevice);
        var backward = new List<(int, int)>(microbatches * stagesPerDevice);
        var begin = 0;
        for (var round = 0; round < rounds; round++)
        {
            var size = microbatches / rounds + (round < microbatches % rounds ? 1 : 0);
            for (var chunk = 0; chunk < stagesPerDevice; chunk++)
            {
                for (var microbatch = begin; microbatch < begin + size; microbatch++)
                {
                    forward.Add((chunk, microbatch));
                    backward.Add((stagesPerDevice - 1 - chunk, microbatch));
                }
            }
            begin += size;
        }
        Forward = forward;
        Backward = backward;
    }

    /// <summary>How many microbatches the first round has.</summary>
    public int First { get; }

    /// <summary>Chunk and microbatch of each forward, in order.</summary>
    public IReadOnlyList<(int Chunk, int Microbatch)> Forward { get; }

    /// <summary>Chunk and microbatch of each backward, in order. Microbatches ascend on every stage.</summary>
    public IReadOnlyList<(int Chunk, int Microbatch)> Backward { get; }
}
