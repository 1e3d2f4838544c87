using System.Runtime;
using System.Runtime.CompilerServices;
using TorchSharp;
using static TorchSharp.torch;

namespace StageGen.Fuzzing.Tests;

/// <summary>A model trained and asked as a pipeline, beside the same model whole: loss, gradients, buffers, predictions.</summary>
internal static class Comparison
{
    // A value with several readers may have its gradients added in another order than unsplit: units in the last place.
    public const double Tolerance = 4e-6;

    public static Outcome Of(FuzzModel model, ModelSource source, FuzzCase run, Action<FuzzModel, nn.Module>? spoil)
    {
        var fitted = model.Run.Fit(source.Stages);
        string ran = $"{fitted.Schedule} on {fitted.Devices} devices, {fitted.StagesPerDevice} stages each of {source.Stages} declared, "
            + $"{fitted.Microbatches} microbatches" + (fitted.HasFallenBack ? $" (drawn was {model.Run.Schedule})" : "");
        using var scope = NewDisposeScope();
        _ = manual_seed((long)model.Seed);
        string? failure;
        try
        {
            failure = Difference(model, source, run, fitted, spoil);
        }
        catch (Exception exception)
        {
            failure = exception.ToString();
        }

        return new Outcome(failure, ran, source.IsExact && IsAligned(source, fitted), fitted.HasFallenBack);
    }

    private static string? Difference(FuzzModel model, ModelSource source, FuzzCase run, Fitted fitted, Action<FuzzModel, nn.Module>? spoil)
    {
        using var whole = run.Create();
        using var split = run.Create();
        _ = split.load_state_dict(whole.state_dict());
        int samples = model.Run.Samples, number = (int)(model.Seed % 4);
        Tensor[] inputs = [.. Enumerable.Range(0, model.Shell.Inputs).Select(_ => randn(samples, 6))];
        Tensor targets = randn(samples, 6);
        var (expected, expectedOutputs) = Unsplit(whole, run, inputs, number, targets, fitted.Microbatches);
        using var pipeline = run.ToPipeline(split, fitted.Options);
        double actual = run.Train(pipeline, inputs, number, targets);
        spoil?.Invoke(model, split);
        bool isAligned = IsAligned(source, fitted);
        if (!(Math.Abs(expected - actual) <= (isAligned ? 0 : Tolerance * Math.Max(1, Math.Abs(expected)))))
            return $"the loss is {actual:r}, unsplit {expected:r}.";
        return GradientDifference(whole, split, source.IsExact && isAligned) ?? BufferDifference(whole, split, isAligned)
            ?? OutputDifference(expectedOutputs, Parts(run.Predict(pipeline, inputs, number)));
    }

    // The whole model on one thread over the same microbatches. No collection meanwhile: TorchSharp hands native code handles
    // without keeping their owners alive.
    private static (double Loss, Tensor[] Outputs) Unsplit(
        nn.Module whole, FuzzCase run, Tensor[] inputs, int number, Tensor targets, int microbatches)
    {
        bool paused = GCSettings.LatencyMode != GCLatencyMode.NoGCRegion && GC.TryStartNoGCRegion(16L << 20);
        double sum = 0;
        var outputs = new List<Tensor[]>();
        foreach (bool trains in (bool[])[true, false])
        {
            whole.train(trains);
            long samples = targets.size(0);
            long start = 0;
            for (int m = 0; m < microbatches; m++)
            {
                long size = (samples / microbatches) + (m < samples % microbatches ? 1 : 0);
                Tensor[] part = [.. inputs.Select(input => input.narrow(0, start, size))];
                if (trains)
                {
                    Tensor loss = run.Loss(run.Call(whole, part, number), targets.narrow(0, start, size)) * ((double)size / samples);
                    loss.backward();
                    sum += loss.ToDouble();
                }
                else
                {
                    using var _ = no_grad();
                    outputs.Add(Parts(run.Call(whole, part, number)));
                }

                start += size;
            }
        }

        if (paused && GCSettings.LatencyMode == GCLatencyMode.NoGCRegion) GC.EndNoGCRegion();
        return (sum, [.. Enumerable.Range(0, outputs[0].Length).Select(part => cat([.. outputs.Select(output => output[part])], 0))]);
    }

    /// <summary>The tensors of a result, however deep its tuples are nested.</summary>
    private static Tensor[] Parts(object? output) => output switch
    {
        Tensor tensor => [tensor],
        IEnumerable<Tensor> several => [.. several],
        ITuple tuple => [.. Enumerable.Range(0, tuple.Length).SelectMany(i => Parts(tuple[i]))],
        _ => [],
    };

    private static string? GradientDifference(nn.Module whole, nn.Module split, bool isExact)
    {
        foreach (var ((name, expected), (_, actual)) in whole.named_parameters().Zip(split.named_parameters()))
        {
            Tensor? x = expected.grad;
            Tensor? y = actual.grad;
            if (x is null != y is null) return $"the gradient of {name} is missing {(y is null ? "pipelined" : "unsplit")}.";
            if (x is null) continue;
            double difference = (x - y!).abs().max().ToDouble();
            double allowed = isExact ? 0 : Tolerance * Math.Max(1, x.abs().max().ToDouble());
            if (!(difference <= allowed)) return $"the gradient of {name} differs by {difference:g3}.";
        }

        return null;
    }

    private static string? BufferDifference(nn.Module whole, nn.Module split, bool isAligned)
    {
        foreach (var ((name, expected), (_, actual)) in whole.named_buffers().Zip(split.named_buffers()))
            if (!IsSame(expected, actual) && (isAligned || !IsClose(expected, actual))) return $"the buffer {name} differs.";
        return null;
    }

    private static string? OutputDifference(Tensor[] expected, Tensor[] actual)
    {
        if (expected.Length != actual.Length) return $"a prediction has {actual.Length} tensors, unsplit {expected.Length}.";
        for (int i = 0; i < expected.Length; i++)
        {
            if (!expected[i].shape.SequenceEqual(actual[i].shape)) return $"tensor {i} of a prediction has another shape.";
            if (IsSame(expected[i], actual[i])) continue;
            // An arrival may lie elsewhere in memory than the unsplit model's view of the batch, and kernels choose by alignment how they
            // round.
            if (!IsClose(expected[i], actual[i]))
                return $"tensor {i} of a prediction differs by {(expected[i] - actual[i]).abs().max().ToDouble():g3}.";
        }

        return null;
    }

    /// <summary>Whether the values of all microbatches lie in memory as the unsplit model's do.</summary>
    private static bool IsAligned(ModelSource source, Fitted fitted) => !source.CopiesArrivals || fitted.Microbatches == 1;

    private static bool IsClose(Tensor expected, Tensor actual) =>
        (expected - actual).abs().max().ToDouble() <= Tolerance * Math.Max(1, expected.abs().max().ToDouble());

    private static bool IsSame(Tensor expected, Tensor actual) =>
        expected.shape.SequenceEqual(actual.shape) && expected.contiguous().bytes.SequenceEqual(actual.contiguous().bytes);
}
