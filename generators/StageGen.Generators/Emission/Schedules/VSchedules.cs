namespace StageGen.Generators.Emission.Schedules;

/// <summary>The code of schedules that give a device two stages, one on the way down the devices and one on the way up.</summary>
internal static class VSchedules
{
    // Each stage goes through its microbatches in order; rules made for more microbatches than there are drop the surplus.
    private const string Pens = """
        // Chunk 0 is the stage on the way down the devices, chunk 1 that on the way up. Each goes through its microbatches in order.
        const int down = 0, up = 1;
        int devices = device.Devices, rank = device.Device;
        int[] forwards = new int[2], gradients = new int[2], weights = new int[2];

        void Forward(int chunk)
        {
            if (forwards[chunk] < device.Microbatches) device.Forward(forwards[chunk], chunk);
            forwards[chunk]++;
        }

        void InputGradient(int chunk)
        {
            if (gradients[chunk] < device.Microbatches) device.InputGradient(gradients[chunk], chunk);
            gradients[chunk]++;
        }

        void WeightGradient(int chunk)
        {
            if (weights[chunk] < device.Microbatches) device.WeightGradient(weights[chunk], chunk);
            weights[chunk]++;
        }

        """;

    public const string ZeroBubbleV = Pens + """

        // The rule is for at least this many; the surplus is dropped.
        int microbatches = global::System.Math.Max(device.Microbatches, 2 * devices - 1);

        // Warm-up: forwards, down and up.
        for (int count = 0; count < 2 * (devices - rank) - 1; count++) Forward(down);
        for (int count = 0; count < rank; count++)
        {
            Forward(up);
            Forward(down);
        }
        for (int count = 0; count < devices - rank; count++) Turn();

        // Steady: a microbatch goes down, another comes back.
        while (forwards[up] < forwards[down] || forwards[down] < microbatches)
        {
            if (forwards[down] < microbatches) Forward(down);
            InputGradient(down);
            WeightGradient(down);
            Turn();
        }

        // Cool-down: input gradients first, for those who wait for them.
        for (int count = 0; count < rank; count++)
        {
            InputGradient(down);
            InputGradient(up);
        }
        for (int count = 0; count < devices - rank; count++)
        {
            InputGradient(down);
            WeightGradient(down);
        }
        while (weights[up] < gradients[up]) WeightGradient(up);
        while (weights[down] < gradients[down]) WeightGradient(down);

        void Turn()
        {
            Forward(up);
            InputGradient(up);
            WeightGradient(up);
        }
        """;

    public const string DualPipeV = Pens + """

        void Backward(int chunk)
        {
            if (gradients[chunk] < device.Microbatches) device.Backward(gradients[chunk], chunk);
            gradients[chunk]++;
            weights[chunk]++;
        }

        // The rule is for at least this many; the surplus is dropped.
        int microbatches = global::System.Math.Max(device.Microbatches, 2 * devices);

        // Warm-up.
        for (int count = 0; count < 2 * (devices - rank - 1); count++) Forward(down);
        for (int count = 0; count <= rank; count++)
        {
            Forward(down);
            Forward(up);
        }
        for (int count = 0; count < devices - rank - 1; count++)
        {
            InputGradient(up);
            WeightGradient(up);
            Forward(up);
        }

        // Steady: forwards of one microbatch beside backwards of another.
        for (int count = 0; count < microbatches - 2 * devices + rank + 1; count++)
        {
            Forward(down);
            Backward(up);
            Forward(up);
            Backward(down);
        }

        // Cool-down: the second half of the last backwards hands its gradients on first, and does its weights at the end.
        for (int count = 0; count < devices - rank - 1; count++)
        {
            Backward(up);
            Forward(up);
            Backward(down);
        }
        var late = new global::System.Collections.Generic.Queue<int>();
        int half = (rank + 1) / 2;
        for (int count = 0; count <= rank; count++)
        {
            Finish(up, split: count > half || (count == half && rank % 2 == 1));
            Finish(down, split: count >= half);
        }
        for (int count = 0; count < devices - rank - 1; count++)
        {
            WeightGradient(late.Dequeue());
            Finish(down, split: true);
        }
        while (late.Count > 0) WeightGradient(late.Dequeue());

        void Finish(int chunk, bool split)
        {
            if (!split)
            {
                Backward(chunk);
                return;
            }
            InputGradient(chunk);
            late.Enqueue(chunk);
        }
        """;
}
