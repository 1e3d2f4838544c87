namespace StageGen.Scheduling;

/// <summary>Looped breadth-first: each stage of a device runs all microbatches before the next stage does.</summary>
internal static class LoopedBreadthFirst
{
    // torch runs the backwards of a stage in descending order. Ascending takes as long, and sums up each weight's gradients in
    // the order of the unsplit loop over microbatches.
    public static void Program(DeviceProgram device)
    {
        Forwards(device);
        for (var chunk = device.Stages.Count - 1; chunk >= 0; chunk--)
            for (var microbatch = 0; microbatch < device.Microbatches; microbatch++) device.Backward(microbatch, chunk);
    }

    private static void Forwards(DeviceProgram device)
    {
        for (var chunk = 0; chunk < device.Stages.Count; chunk++)
            for (var microbatch = 0; microbatch < device.Microbatches; microbatch++) device.Forward(microbatch, chunk);
    }
}
