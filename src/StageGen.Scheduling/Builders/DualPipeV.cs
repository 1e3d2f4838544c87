namespace StageGen.Scheduling;

/// <summary>
/// DualPipeV: two stages a device in a V; forwards of one microbatch are paired with backwards of another, and the end of the
/// step splits its backwards. The rule is for m ≥ 2p; with fewer the surplus is dropped.
/// </summary>
internal static class DualPipeV
{
    public static void Program(DeviceProgram device)
    {
        var down = device.Cursor(0);
        var up = device.Cursor(1);
        var weights = new Queue<StageCursor>();
        var (devices, rank) = (device.Devices, device.Device);
        var microbatches = Math.Max(device.Microbatches, 2 * devices);

        for (var count = 0; count < 2 * (devices - rank - 1); count++) down.Forward();
        for (var count = 0; count <= rank; count++)
        {
            down.Forward();
            up.Forward();
        }
        for (var count = 0; count < devices - rank - 1; count++)
        {
            up.InputGradient();
            up.WeightGradient();
            up.Forward();
        }
        for (var count = 0; count < microbatches - 2 * devices + rank + 1; count++)
        {
            down.Forward();
            up.Backward();
            up.Forward();
            down.Backward();
        }
        for (var count = 0; count < devices - rank - 1; count++)
        {
            up.Backward();
            up.Forward();
            down.Backward();
        }
        // The second half of the last backwards hands its gradients on first; odd devices switch at the upper stage.
        var half = (rank + 1) / 2;
        for (var count = 0; count <= rank; count++)
        {
            Finish(up, split: count > half || (count == half && rank % 2 == 1));
            Finish(down, split: count >= half);
        }
        for (var count = 0; count < devices - rank - 1; count++)
        {
            weights.Dequeue().WeightGradient();
            Finish(down, split: true);
        }
        while (weights.Count > 0) weights.Dequeue().WeightGradient();

        void Finish(StageCursor stage, bool split)
        {
            if (!split)
            {
                stage.Backward();
                return;
            }
            stage.InputGradient();
            weights.Enqueue(stage);
        }
    }
}
