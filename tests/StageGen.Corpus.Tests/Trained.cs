using System.Runtime;
using System.Runtime.CompilerServices;
using TorchSharp;
using static TorchSharp.torch;

namespace StageGen.Corpus.Tests;

/// <summary>What a pass over a batch gave: the loss, and what a prediction of the same batch is.</summary>
internal sealed record Trained(double Loss, Tensor[] Outputs)
{
    /// <summary>The measure of correctness: the whole model on this thread, over the same microbatches in order.</summary>
    public static Trained Unsplit(CorpusCase run, nn.Module whole, object?[] inputs, IReadOnlyList<bool> isWhole,
        Tensor targets, int microbatches)
    {
        // No collection meanwhile: TorchSharp hands native code handles without keeping their owners alive.
        bool paused = GCSettings.LatencyMode != GCLatencyMode.NoGCRegion && GC.TryStartNoGCRegion(32L << 20);
        long samples = targets.size(0);
        double sum = 0;
        var outputs = new List<Tensor[]>();
        for (int pass = 0; pass < 2; pass++)
        {
            bool trains = pass == 0;
            whole.train(trains);
            long start = 0;
            for (int m = 0; m < microbatches; m++)
            {
                long size = (samples / microbatches) + (m < samples % microbatches ? 1 : 0);
                object?[] part =
                    [.. inputs.Select((input, i) => input is Tensor tensor && !isWhole[i] ? tensor.narrow(0, start, size) : input)];
                if (trains)
                {
                    Tensor loss = run.Loss(run.Call(whole, part), targets.narrow(0, start, size)) * ((double)size / samples);
                    loss.backward();
                    sum += loss.ToDouble();
                }
                else
                {
                    using var _ = no_grad();
                    outputs.Add(Parts(run.Call(whole, part)));
                }

                start += size;
            }
        }

        if (paused && GCSettings.LatencyMode == GCLatencyMode.NoGCRegion) GC.EndNoGCRegion();
        return new Trained(sum,
            [.. Enumerable.Range(0, outputs[0].Length).Select(part => cat([.. outputs.Select(output => output[part])], 0))]);
    }

    public static Trained Pipelined(CorpusCase run, Pipeline pipeline, object?[] inputs, Tensor targets) =>
        new(run.Train(pipeline, inputs, targets), Parts(run.Predict(pipeline, inputs)));

    /// <summary>The tensors of a result, however deep its tuples are nested.</summary>
    private static Tensor[] Parts(object? output) => output switch
    {
        Tensor tensor => [tensor],
        IEnumerable<Tensor> several => [.. several],
        ITuple tuple => [.. Enumerable.Range(0, tuple.Length).SelectMany(i => Parts(tuple[i]))],
        _ => [],
    };
}
