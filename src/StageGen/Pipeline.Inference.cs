using StageGen.Execution;
using StageGen.Scheduling;
using TorchSharp;

namespace StageGen;

// Evaluation and prediction: forwards alone.
public abstract partial class Pipeline
{
    private protected double Evaluate(object?[] inputs, torch.Tensor targets, Func<object?, torch.Tensor, torch.Tensor> loss,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentNullException.ThrowIfNull(loss);
        using var turn = new Turn(this);
        return Infer(inputs, targets, loss, null, cancellation, step => ReadLosses(step).Sum);
    }

    private protected T Predict<T>(object?[] inputs, Func<object?, object?[]> partsOf, Func<object?[], T> outputOf,
        CancellationToken cancellation)
    {
        using var turn = new Turn(this);
        return Infer(inputs, null, null, partsOf, cancellation, step => outputOf(OutputParts.Join(Layout.Model, step.Outputs!)));
    }

    private T Infer<T>(
        object?[] inputs, torch.Tensor? targets, Func<object?, torch.Tensor, torch.Tensor>? loss, Func<object?, object?[]>? partsOf,
        CancellationToken cancellation, Func<Step, T> result)
    {
        using var mode = new EvaluationMode(Model);
        int microbatches = (int)Math.Min(Microbatches, FirstDimension(inputs));
        using BatchSplit batch = BatchSplit.Cut(Layout, inputs, targets, Math.Max(1, microbatches));
        using GarbageCollectionPause.Lease pause = GarbageCollectionPause.Begin();
        var step = new Step(ForwardOnly(batch.Sizes.Count), engine.HandOverFor(batch.Sizes.Count), batch)
        {
            Loss = loss, PartsOf = partsOf, Probe = Probe
        };
        try
        {
            engine.Run(step, cancellation);
            return result(step);
        }
        finally
        {
            step.DisposeResults();
        }
    }

    // A prediction may be of a single sample: fewer microbatches then, never an error.
    private long FirstDimension(object?[] inputs)
    {
        for (int i = 0; i < Layout.Inputs; i++)
        {
            if (Layout.Values[i].Batched && BatchSplit.SamplesOf(inputs[i]) is { } samples)
            {
                return samples;
            }
        }

        return 1;
    }

    private Schedule ForwardOnly(int microbatches)
    {
        if (!forwardOnly.TryGetValue(microbatches, out Schedule? schedule))
        {
            forwardOnly[microbatches] = schedule = Schedules.Record("forward only", ActiveSchedule.Map, microbatches, ForwardOnlyProgram);
        }

        return schedule;
    }

    // Microbatch by microbatch, each of a device's stages in order: a stage never waits for a later microbatch.
    private static void ForwardOnlyProgram(DeviceProgram device)
    {
        for (int m = 0; m < device.Microbatches; m++)
        {
            for (int chunk = 0; chunk < device.Stages.Count; chunk++)
            {
                device.Forward(m, chunk);
            }
        }
    }
}
