using StageGen.Scheduling;
using TorchSharp;

namespace StageGen.Execution;

/// <summary>One run of a schedule: what goes in, what comes out, and who has failed. Shared by all workers of a pipeline.</summary>
internal sealed class Step(Schedule schedule, HandOver handOver, BatchSplit batch)
{
    private Failure? failure;
    private volatile bool stopped;

    /// <summary>Where a step broke.</summary>
    public sealed record Failure(Exception Exception, Chunk Chunk, ScheduleAction Action, string Values);

    public Schedule Schedule { get; } = schedule;

    public HandOver HandOver { get; } = handOver;

    public BatchSplit Batch { get; } = batch;

    /// <summary>Whether gradients are computed; otherwise every forward runs under <c>no_grad</c>.</summary>
    public bool Training { get; init; }

    /// <summary>From <c>forward</c>'s result and the targets to a scalar; null where no loss is asked for.</summary>
    public Func<object?, torch.Tensor, torch.Tensor>? Loss { get; init; }

    /// <summary>Takes <c>forward</c>'s result apart into its tensors, where prediction wants them kept; else null.</summary>
    public Func<object?, object?[]>? PartsOf { get; init; }

    /// <summary>
    /// Called by each worker at the head (false) and at the tail (true) of each of its actions. Tests fail and cancel steps from
    /// here, at places that no user code runs at; null otherwise.
    /// </summary>
    public Action<ScheduleAction, bool>? Probe { get; init; }

    /// <summary>Measures what the forwards leave behind, one action at a time; null in any other step.</summary>
    public ActivationMeter? Meter { get; init; }

    /// <summary>The loss of each microbatch times its weight: a scalar tensor of its own.</summary>
    public torch.Tensor?[] WeightedLosses { get; } = new torch.Tensor?[schedule.Microbatches];

    /// <summary>The tensors of <c>forward</c>'s result for each microbatch, where kept.</summary>
    public object?[]?[] Outputs { get; } = new object?[]?[schedule.Microbatches];

    public bool Stopped => stopped;

    public Failure? FirstFailure => failure;

    /// <summary>Stops the step for a failure; the first one counts.</summary>
    public void Fail(Failure what)
    {
        Interlocked.CompareExchange(ref failure, what, null);
        Stop();
    }

    /// <summary>Stops the step: every worker leaves it at its next action, or at once if it waits.</summary>
    public void Stop()
    {
        stopped = true;
        HandOver.Stop();
    }

    /// <summary>Disposes results that nobody took.</summary>
    public void DisposeResults()
    {
        foreach (torch.Tensor? loss in WeightedLosses)
        {
            loss?.Dispose();
        }

        foreach (object?[]? output in Outputs)
        {
            OutputParts.Dispose(output);
        }
    }
}
