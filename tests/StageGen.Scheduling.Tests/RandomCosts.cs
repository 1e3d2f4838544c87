namespace StageGen.Scheduling.Tests;

/// <summary>Costs drawn at random, as uneven as real models are.</summary>
internal static class RandomCosts
{
    public static ScheduleCosts Draw(Random random, int stages, bool wholeMayBeCheaper = true)
    {
        var spread = random.NextDouble() * 0.6;
        var forward = Values(1 - spread, 1 + spread, stages);
        var input = forward.Select(time => time * Value(0.8, 1.3)).ToArray();
        var weight = forward.Select(time => time * Value(0.6, 1.1)).ToArray();
        var transfer = random.Next(2) == 0 ? 0 : 0.4;
        var costs = new ScheduleCosts(forward, input, weight)
        {
            ForwardTransfer = Values(0, transfer, stages - 1),
            BackwardTransfer = Values(0, transfer, stages - 1),
            TransfersOverlap = random.Next(4) > 0,
            Optimizer = random.Next(3) == 0 ? Values(0, 1, stages) : Values(0, 0, stages),
            ActivationBytes = Values(50, 150, stages),
        };
        return wholeMayBeCheaper && random.Next(3) == 0
            ? costs with { Backward = input.Zip(weight, (i, w) => (i + w) * 0.9).ToArray() }
            : costs;

        double Value(double least, double most) => least + (most - least) * random.NextDouble();

        double[] Values(double least, double most, int count) => Enumerable.Range(0, count).Select(_ => Value(least, most)).ToArray();
    }
}
