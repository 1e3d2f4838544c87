namespace StageGen.Scheduling;

/// <summary>
/// The zero-bubble schedules on a loop of stages: forwards and input gradients alternate as in 1F1B, and each device runs its
/// weight gradients later, in the order of the input gradients.
/// </summary>
internal static class ZeroBubbleH
{
    /// <summary>
    /// ZB-H1, for any number of stages a device. Input gradients come back twice as fast as whole backwards, so one forward a
    /// device is enough to bridge the wait; device d runs d input gradients ahead of its weight gradients.
    /// </summary>
    public static void H1(DeviceProgram device)
    {
        var rounds = new MicrobatchRounds(device);
        var warmUp = (device.Stages.Count - 1) * rounds.First + (device.Devices - 1 - device.Device);
        Program(device, rounds, warmUp, ahead: device.Device);
    }

    /// <summary>
    /// ZB-H2, one stage a device. The warm-up is as long as the way there and back, so that no device waits once it has
    /// started; weight gradients are put off twice as far, which makes the devices end in the order in which they started.
    /// </summary>
    public static void H2(DeviceProgram device)
    {
        var rounds = new MicrobatchRounds(device);
        // The whole way needs 2p − 1 microbatches; with fewer it is cut, down to ZB-H1 at p.
        var extra = Math.Max(0, device.Microbatches - device.Devices);
        var after = device.Devices - 1 - device.Device;
        Program(device, rounds, after + Math.Min(after, extra), ahead: device.Device + Math.Min(device.Device, extra));
    }

    private static void Program(DeviceProgram device, MicrobatchRounds rounds, int warmUp, int ahead)
    {
        var total = rounds.Forward.Count;
        warmUp = Math.Min(warmUp, total);
        for (var step = 0; step < warmUp; step++) device.Forward(rounds.Forward[step].Microbatch, rounds.Forward[step].Chunk);

        var weights = 0;
        for (var step = 0; step < total; step++)
        {
            if (warmUp + step < total) device.Forward(rounds.Forward[warmUp + step].Microbatch, rounds.Forward[warmUp + step].Chunk);
            device.InputGradient(rounds.Backward[step].Microbatch, rounds.Backward[step].Chunk);
            if (step >= ahead) Weight();
        }
        while (weights < total) Weight();

        void Weight()
        {
            var (chunk, microbatch) = rounds.Backward[weights++];
            device.WeightGradient(microbatch, chunk);
        }
    }
}
