using CsCheck;

namespace StageGen.Scheduling.Tests;

public class PartitionerTests
{
    private const double Rounding = 1e-10;

    [Fact]
    public void Chains_are_cut_as_well_as_brute_force_cuts_them() => PartitionGen.Chains.Sample(Agrees, iter: 4000);

    [Fact]
    public void Loops_and_Vs_are_cut_as_well_as_brute_force_cuts_them() => PartitionGen.Folded.Sample(Agrees, iter: 2000);

    private static void Agrees(PartitionRequest request)
    {
        var best = BruteForce.Chain(request);
        var solved = Partitioner.TrySolve(request, out var found, out var problem);
        Assert.Equal(best is not null, solved);
        if (best is not { } known)
        {
            Assert.NotNull(problem);
            return;
        }
        Assert.True(found!.Fits);
        Assert.True(found.IsOptimal);
        Assert.Equal(known.Bottleneck, found.Bottleneck, known.Bottleneck * Rounding);
        Assert.Equal(known.Bytes, found.BoundaryBytes, Rounding * Math.Max(1, known.Bytes));
        // What is said of the cut is what it weighs.
        var weighed = BruteForce.Weigh(request, BruteForce.PlanOf(request), [.. found.StageOf])!.Value;
        Assert.Equal(weighed.Bottleneck, found.Bottleneck, known.Bottleneck * Rounding);
        Assert.Equal(found.StageOf, Partitioner.Evaluate(request, found.Cuts!).StageOf);
    }

    [Fact]
    public void Graphs_are_cut_within_the_bound_and_close_to_the_best() =>
        Compare(3, 600, exactly: 0.99, excess: 0.003, PartitionGen.WithGraph);

    [Theory]
    [InlineData(12, 3, 0.9, 0.005)]
    [InlineData(11, 4, 0.8, 0.015)]
    public void Larger_graphs_are_cut_within_the_bound_and_close_to_the_best(int layers, int devices, double exactly, double excess) =>
        Compare(layers, 100, exactly, excess, random => PartitionGen.WithGraph(random, layers, devices));

    /// <summary>
    /// Against brute force: the share of draws that are cut as well, and how much longer the slowest device takes on average.
    /// </summary>
    private static void Compare(int seed, int draws, double exactly, double excess, Func<Random, PartitionRequest> make)
    {
        var (asked, exact, over, worst) = (0, 0, 0.0, 1.0);
        var random = new Random(seed);
        for (var draw = 0; draw < draws; draw++)
        {
            var request = make(random);
            var best = BruteForce.Graph(request);
            if (!Partitioner.TrySolve(request, out var found, out _) || best is not { } known) continue;
            Assert.True(found!.LowerBound <= known.Bottleneck * (1 + Rounding),
                $"draw {draw}: bound {found.LowerBound}, best {known.Bottleneck}");
            Assert.True(found.Bottleneck >= known.Bottleneck * (1 - Rounding));
            asked++;
            if (found.Bottleneck <= known.Bottleneck * (1 + Rounding)) exact++;
            if (known.Bottleneck == 0)
            {
                Assert.Equal(0, found.Bottleneck);
                continue;
            }
            over += found.Bottleneck / known.Bottleneck - 1;
            worst = Math.Max(worst, found.Bottleneck / known.Bottleneck);
        }
        Assert.True(asked > draws / 2, $"{asked} asked");
        Assert.True(exact >= asked * exactly && over <= asked * excess,
            $"{exact} of {asked} are the best, mean excess {over / asked:P2}, worst {worst}");
    }

    [Fact]
    public void Never_worse_than_torchgpipe_or_greedy()
    {
        var random = new Random(11);
        var (betterThanBlocks, betterThanGreedy) = (0, 0);
        for (var draw = 0; draw < 10_000; draw++)
        {
            var stages = random.Next(1, 9);
            var spread = random.Next(1, 1000);
            var layers = Enumerable.Range(0, random.Next(stages, 65)).Select(layer => new PartitionLayer($"layer {layer}")
            {
                Forward = 1 + random.Next(spread), CutBytes = random.Next(100),
            }).ToArray();
            var sizes = layers.Select(layer => layer.Forward).ToArray();
            var request = new PartitionRequest(layers, Enumerable.Range(0, stages).Select(_ => new PartitionDevice()).ToArray(), 8)
            {
                TransferBandwidth = random.Next(2) == 0 ? double.PositiveInfinity : 10,
            };
            var found = Partitioner.Solve(request).Bottleneck;
            var blocks = Partitioner.Evaluate(request, PublishedAlgorithms.BlockPartition(sizes, stages)).Bottleneck;
            var greedy = Partitioner.Evaluate(request, PublishedAlgorithms.Greedy(sizes, stages)).Bottleneck;
            Assert.True(found <= blocks * (1 + Rounding), $"draw {draw}: {found} > torchgpipe's {blocks}");
            Assert.True(found <= greedy * (1 + Rounding), $"draw {draw}: {found} > greedy's {greedy}");
            if (found < blocks * (1 - Rounding)) betterThanBlocks++;
            if (found < greedy * (1 - Rounding)) betterThanGreedy++;
        }
        Assert.True(betterThanBlocks > 1000 && betterThanGreedy > 1000,
            $"better than torchgpipe in {betterThanBlocks}, than greedy in {betterThanGreedy}");
    }
}
