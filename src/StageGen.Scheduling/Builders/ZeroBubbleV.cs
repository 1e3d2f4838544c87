namespace StageGen.Scheduling;

/// <summary>
/// ZB-V: two stages a device in a V, with split backwards. The rule is for m ≥ 2p − 1; with fewer the surplus is dropped.
/// </summary>
internal static class ZeroBubbleV
{
    public static void Program(DeviceProgram device)
    {
        var down = device.Cursor(0);
        var up = device.Cursor(1);
        var (devices, rank) = (device.Devices, device.Device);
        var microbatches = Math.Max(device.Microbatches, 2 * devices - 1);

        for (var count = 0; count < 2 * (devices - rank) - 1; count++) down.Forward();
        for (var count = 0; count < rank; count++)
        {
            up.Forward();
            down.Forward();
        }
        for (var count = 0; count < devices - rank; count++) ForwardAndBackward(up);
        while (up.Forwards < down.Forwards || down.Forwards < microbatches)
        {
            if (down.Forwards < microbatches) down.Forward();
            down.InputGradient();
            down.WeightGradient();
            ForwardAndBackward(up);
        }
        for (var count = 0; count < rank; count++)
        {
            down.InputGradient();
            up.InputGradient();
        }
        for (var count = 0; count < devices - rank; count++)
        {
            down.InputGradient();
            down.WeightGradient();
        }
        while (up.Weights < up.Gradients) up.WeightGradient();
        while (down.Weights < down.Gradients) down.WeightGradient();
    }

    private static void ForwardAndBackward(StageCursor stage)
    {
        stage.Forward();
        stage.InputGradient();
        stage.WeightGradient();
    }
}
