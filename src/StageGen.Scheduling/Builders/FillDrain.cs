namespace StageGen.Scheduling;

/// <summary>GPipe: all forwards, then all backwards.</summary>
internal static class FillDrain
{
    // GPipe's paper and torch run the backwards in either order; ascending keeps each weight's gradients summing up in the
    // order of the unsplit loop over microbatches, which makes them equal to the last bit.
    public static void Program(DeviceProgram device)
    {
        for (var microbatch = 0; microbatch < device.Microbatches; microbatch++) device.Forward(microbatch);
        for (var microbatch = 0; microbatch < device.Microbatches; microbatch++) device.Backward(microbatch);
    }
}
