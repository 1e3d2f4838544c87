namespace StageGen.Scheduling;

/// <summary>1F1B: a warm-up of forwards, then one forward and one backward in turn, then the remaining backwards.</summary>
internal static class OneForwardOneBackward
{
    public static void Program(DeviceProgram device)
    {
        // The last device starts its backwards at once; each device before it is one forward further ahead.
        var warmUp = Math.Min(device.Devices - device.Device - 1, device.Microbatches);
        for (var microbatch = 0; microbatch < warmUp; microbatch++) device.Forward(microbatch);
        for (var microbatch = warmUp; microbatch < device.Microbatches; microbatch++)
        {
            device.Forward(microbatch);
            device.Backward(microbatch - warmUp);
        }
        for (var microbatch = device.Microbatches - warmUp; microbatch < device.Microbatches; microbatch++) device.Backward(microbatch);
    }
}
