namespace StageGen.Scheduling.Tests;

internal static class RandomGraphs
{
    /// <summary>Every pair of stages is joined or not at the toss of a coin.</summary>
    public static StageGraph Draw(Random random, int stages) =>
        StageGraph.Of(Enumerable.Range(0, stages).Select(stage => Enumerable.Range(0, stage).Where(_ => random.Next(2) == 0)));
}
