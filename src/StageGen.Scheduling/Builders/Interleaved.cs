namespace StageGen.Scheduling;

/// <summary>Interleaved 1F1B: as 1F1B, over several stages a device.</summary>
internal static class Interleaved
{
    public static void Program(DeviceProgram device)
    {
        var rounds = new MicrobatchRounds(device);
        var total = rounds.Forward.Count;
        // The last stage sees the first microbatch after v − 1 rounds of the first one; two more forwards for each device
        // between this one and the last keep it busy until the first gradient is back.
        var warmUp = Math.Min((device.Stages.Count - 1) * rounds.First + 2 * (device.Devices - 1 - device.Device), total);
        if (device.Stages.Count == 1) warmUp = Math.Min(device.Devices - 1 - device.Device, total);

        for (var step = 0; step < warmUp; step++) device.Forward(rounds.Forward[step].Microbatch, rounds.Forward[step].Chunk);
        for (var step = 0; step < total; step++)
        {
            if (warmUp + step < total) device.Forward(rounds.Forward[warmUp + step].Microbatch, rounds.Forward[warmUp + step].Chunk);
            device.Backward(rounds.Backward[step].Microbatch, rounds.Backward[step].Chunk);
        }
    }
}
