namespace StageGen.Generators.Emission.Schedules;

/// <summary>The code of schedules that give a device one stage, or go round the devices.</summary>
internal static class LoopSchedules
{
    public const string GPipe = """
        // Fill: all forwards. Drain: all backwards.
        for (int microbatch = 0; microbatch < device.Microbatches; microbatch++) device.Forward(microbatch);
        for (int microbatch = 0; microbatch < device.Microbatches; microbatch++) device.Backward(microbatch);
        """;

    public const string OneForwardOneBackward = """
        // Warm-up: the last device needs none; each device before it is one forward further ahead.
        int warmUp = global::System.Math.Min(device.Devices - device.Device - 1, device.Microbatches);
        for (int microbatch = 0; microbatch < warmUp; microbatch++) device.Forward(microbatch);

        // Steady: one forward, one backward.
        for (int microbatch = warmUp; microbatch < device.Microbatches; microbatch++)
        {
            device.Forward(microbatch);
            device.Backward(microbatch - warmUp);
        }

        // Cool-down: the backwards that are left.
        for (int microbatch = device.Microbatches - warmUp; microbatch < device.Microbatches; microbatch++) device.Backward(microbatch);
        """;

    public const string LoopedBreadthFirst = """
        // Each stage of the device runs all microbatches before the next stage does.
        for (int chunk = 0; chunk < device.Stages.Count; chunk++)
            for (int microbatch = 0; microbatch < device.Microbatches; microbatch++) device.Forward(microbatch, chunk);
        for (int chunk = device.Stages.Count - 1; chunk >= 0; chunk--)
            for (int microbatch = 0; microbatch < device.Microbatches; microbatch++) device.Backward(microbatch, chunk);
        """;

    // The work of a device in order: what several schedules below go through.
    private const string Rounds = """
        // Rounds of about as many microbatches as there are devices; within a round, stage after stage.
        int rounds = global::System.Math.Max(1, device.Microbatches / device.Devices), chunks = device.Stages.Count;
        var order = new global::System.Collections.Generic.List<(int Microbatch, int Chunk)>();
        for (int round = 0, begin = 0; round < rounds; round++)
        {
            int end = begin + device.Microbatches / rounds + (round < device.Microbatches % rounds ? 1 : 0);
            for (int chunk = 0; chunk < chunks; chunk++)
                for (int microbatch = begin; microbatch < end; microbatch++) order.Add((microbatch, chunk));
            begin = end;
        }

        """;

    private const string FirstRound = """
        int first = (device.Microbatches + rounds - 1) / rounds, after = device.Devices - 1 - device.Device;

        """;

    public const string ForwardOnly = Rounds + """

        foreach (var (microbatch, chunk) in order) device.Forward(microbatch, chunk);
        """;

    public const string Interleaved = Rounds + FirstRound + """

        // Warm-up, steady state and cool-down in one loop: the backwards follow the forwards at this distance, from the last stage to the first.
        int ahead = chunks == 1 ? after : (chunks - 1) * first + 2 * after;
        int warmUp = global::System.Math.Min(ahead, order.Count);
        for (int step = 0; step < order.Count + warmUp; step++)
        {
            int backward = step - warmUp;
            if (step < order.Count) device.Forward(order[step].Microbatch, order[step].Chunk);
            if (backward >= 0) device.Backward(order[backward].Microbatch, chunks - 1 - order[backward].Chunk);
        }
        """;

    private const string SplitBackward = """

        // Warm-up, steady state and cool-down in one loop: input gradients follow the forwards, weight gradients the input gradients.
        for (int step = 0; step < order.Count + warmUp + late; step++)
        {
            int gradient = step - warmUp, weight = gradient - late;
            if (step < order.Count) device.Forward(order[step].Microbatch, order[step].Chunk);
            if (gradient >= 0 && gradient < order.Count) device.InputGradient(order[gradient].Microbatch, chunks - 1 - order[gradient].Chunk);
            if (weight >= 0) device.WeightGradient(order[weight].Microbatch, chunks - 1 - order[weight].Chunk);
        }
        """;

    public const string ZeroBubbleH1 = Rounds + FirstRound + """

        // An input gradient comes back twice as fast as a whole backward: one forward a device bridges the wait.
        int warmUp = global::System.Math.Min((chunks - 1) * first + after, order.Count), late = device.Device;

        """ + SplitBackward;

    public const string ZeroBubbleH2 = Rounds + FirstRound + """

        // A warm-up as long as the way there and back, as far as there are microbatches for it: nobody waits who has started.
        int extra = global::System.Math.Max(0, device.Microbatches - device.Devices);
        int warmUp = global::System.Math.Min(after + global::System.Math.Min(after, extra), order.Count);
        int late = device.Device + global::System.Math.Min(device.Device, extra);

        """ + SplitBackward;
}
