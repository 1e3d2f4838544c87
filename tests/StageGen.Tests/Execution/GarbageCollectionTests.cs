using StageGen.Tests.Support;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StageGen.Tests.Execution;

/// <summary>No collection runs while a worker is in native code, however much the stages allocate.</summary>
public class GarbageCollectionTests
{
    private const int Steps = 60;
    private static readonly List<byte[]> Kept = [];

    [Fact]
    public void StepsUnderAllocationPressureSeeNoCollectionAndKeepEveryBit()
    {
        // Some 30 MB a step: several times what the generation-0 budget allows without a collection.
        using var whole = new SkipNet();
        using var split = new SkipNet { OnStage = (_, _) => Allocate(500_000) };
        split.load_state_dict(whole.state_dict());
        using HandmadePipeline pipeline =
            split.ToPipeline(new PipelineOptions { Devices = ["cpu", "cpu", "cpu", "cpu"], Microbatches = 8, IntraOpThreads = 1 });
        pipeline.UseOptimizer(p => optim.AdamW(p, lr: 1e-2));
        using var optimizer = optim.AdamW(whole.parameters(), lr: 1e-2);
        int collectionsInside = 0;
        Unsplit.WithThreads(1, () =>
        {
            for (int step = 0; step < Steps; step++)
            {
                using Tensor input = randn(16, 6);
                using Tensor targets = randn(16, 6);
                int first = -1;
                int last = -1;
                Tensor Loss(Tensor output, Tensor target)
                {
                    last = GC.CollectionCount(0);
                    first = first < 0 ? last : first;
                    return functional.mse_loss(output, target);
                }

                double loss = pipeline.TrainStep(input, targets, Loss).Loss;
                collectionsInside += last - first;
                whole.zero_grad();
                Assert.Equal(Unsplit.Accumulate(whole.forward, input, targets, (o, t) => functional.mse_loss(o, t), 8), loss);
                optimizer.step();
                Bits.EqualParameters(whole, split, gradients: true);
                Allocate(4_000_000);
            }
        });
        Bits.EqualParameters(whole, split, gradients: false);
        Assert.Equal(0, collectionsInside);
    }

    [Fact]
    public void GarbageIsCollectedBetweenSteps()
    {
        using var model = new SkipNet { OnStage = (s, _) => Allocate(s == 0 ? 1_000_000 : 0) };
        using HandmadePipeline pipeline = model.ToPipeline(new PipelineOptions { Devices = ["cpu", "cpu"], Microbatches = 2 });
        using Tensor input = randn(4, 6);
        int made = 0;
        Witness.Finalized = 0;
        for (int step = 0; step < 200; step++)
        {
            pipeline.Predict(input).Dispose();
            Witness.Make();
            made++;
        }

        // Some 2 MB a step: every sixteen steps or so a collection falls due.
        SpinWait.SpinUntil(() => Volatile.Read(ref Witness.Finalized) > made / 2, TimeSpan.FromSeconds(10));
        Assert.True(Volatile.Read(ref Witness.Finalized) > made / 2,
            $"Of {made} objects {Witness.Finalized} were finalized: nothing is collected.");
    }

    [Fact]
    public void ThePauseEndsWithTheStepAndLeavesTheLatencyModeAsItWas()
    {
        var before = System.Runtime.GCSettings.LatencyMode;
        using var model = new SkipNet();
        using HandmadePipeline pipeline = model.ToPipeline(new PipelineOptions { Devices = ["cpu", "cpu"] });
        using Tensor input = randn(8, 6);
        var during = before;
        _ = pipeline.Evaluate(input, input, (o, t) =>
        {
            during = System.Runtime.GCSettings.LatencyMode;
            return functional.mse_loss(o, t);
        });

        Assert.Equal(System.Runtime.GCLatencyMode.NoGCRegion, during);
        Assert.Equal(before, System.Runtime.GCSettings.LatencyMode);
    }

    [Fact]
    public void ARegionOfTheCallersOwnIsLeftAlone()
    {
        Assert.True(GC.TryStartNoGCRegion(32 << 20));
        using var model = new SkipNet();
        using HandmadePipeline pipeline = model.ToPipeline(new PipelineOptions { Devices = ["cpu", "cpu"] });
        using Tensor input = randn(8, 6);
        using Tensor output = pipeline.Predict(input);

        Assert.Equal(System.Runtime.GCLatencyMode.NoGCRegion, System.Runtime.GCSettings.LatencyMode);
        GC.EndNoGCRegion();
    }

    private static void Allocate(int bytes)
    {
        lock (Kept)
        {
            Kept.Clear();
            for (int rest = bytes; rest > 0; rest -= 50_000)
            {
                Kept.Add(new byte[50_000]);
            }
        }
    }

    private sealed class Witness
    {
        public static int Finalized;

        ~Witness() => Interlocked.Increment(ref Finalized);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        public static void Make() => _ = new Witness();
    }
}
