using System.Diagnostics;
using StageGen.Scheduling;
using TorchSharp;

namespace StageGen.Execution;

/// <summary>The workers of a pipeline and the way a step goes through them.</summary>
internal sealed class PipelineEngine : IDisposable
{
    private readonly PipelineLayout layout;
    private readonly DeviceWorker[] workers;
    private readonly Chunk[] chunks;
    private readonly IReadOnlyList<TiedParameter> tied;
    private readonly Dictionary<int, HandOver> handOvers = [];

    public PipelineEngine(PipelineLayout layout, Chunk[] chunks, IReadOnlyList<PipelineDevice> devices, IReadOnlyList<TiedParameter> tied,
        bool splitsBackward)
    {
        this.layout = layout;
        this.chunks = chunks;
        this.tied = tied;
        int callersThreads = torch.get_num_threads();
        workers = [.. devices.Select(device =>
            new DeviceWorker(layout.Model, device, [.. chunks.Where(c => c.Device == device.Index).Select(c => Runner(c, device))]))];

        // The workers' first command, so that their threads have settled; a thread's setting is also what threads started later
        // begin with, and those are not ours to change.
        foreach (DeviceWorker.Job job in workers.Select(w => w.Post(static () => { })).ToArray())
        {
            _ = job.Wait();
        }

        torch.set_num_threads(callersThreads);

        ChunkRunner Runner(Chunk chunk, PipelineDevice device)
            => new(chunk, layout, device.Device, splitsBackward, new ChunkTies(chunk.Index, [.. tied.Where(t => t.IsUsedBy(chunk.Index))]));
    }

    private bool EveryWorkerHasItsCores => workers.Sum(w => w.Device.Threads) <= Environment.ProcessorCount;

    /// <summary>Runs a step to its end on all devices.</summary>
    /// <exception cref="PipelineException">An action failed; everything the step had made is freed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; likewise.</exception>
    public void Run(Step step, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        foreach (ChunkRunner runner in workers.SelectMany(w => w.Runners))
        {
            runner.Prepare(step.Schedule.Microbatches);
        }

        foreach (TiedParameter parameter in step.Training ? tied : [])
        {
            parameter.Begin(step.Schedule.Microbatches);
        }

        try
        {
            using (cancellation.Register(step.Stop))
            {
                OnAllDevices(worker => worker.RunActions(step));
            }
        }
        finally
        {
            if (step.Stopped)
            {
                Discard(step);
            }
        }

        if (!step.Stopped)
        {
            foreach (TiedParameter parameter in step.Training ? tied : [])
            {
                parameter.End();
            }

            return;
        }

        if (step.FirstFailure is { } failure)
        {
            throw Explained(failure);
        }

        throw new OperationCanceledException("The pipeline's step was cancelled; no weight has changed and all gradients are cleared.",
            cancellation);
    }

    /// <summary>The hand-over table for so many microbatches; tables are kept from step to step.</summary>
    public HandOver HandOverFor(int microbatches)
    {
        if (!handOvers.TryGetValue(microbatches, out HandOver? table))
        {
            handOvers[microbatches] = table = new HandOver(chunks.Length, layout.Values.Count, microbatches, EveryWorkerHasItsCores);
        }

        return table;
    }

    /// <summary>Has every worker do something at the same time; throws what the first device that failed threw.</summary>
    public void OnAllDevices(Action<DeviceWorker> work)
    {
        DeviceWorker.Job[] jobs = [.. workers.Select(worker => worker.Post(() => work(worker)))];
        Exception?[] failures = [.. jobs.Select(job => job.Wait())];
        int failed = Array.FindIndex(failures, f => f is not null);
        if (failed >= 0)
        {
            PipelineDevice device = workers[failed].Device;
            throw new PipelineException($"{layout.Model}: {device} failed: {failures[failed]!.Message}", failures[failed])
            {
                Stages = device.Stages,
                Device = device.Name,
                DeviceIndex = device.Index,
            };
        }
    }

    /// <summary>What the devices did in the step that ran last, in seconds from its first action.</summary>
    public Timeline Timeline(Schedule schedule)
    {
        long origin = workers.SelectMany(w => w.Log).Select(e => e.Start).DefaultIfEmpty().Min();
        double Seconds(long ticks) => (ticks - origin) / (double)Stopwatch.Frequency;
        return new Timeline(schedule.Name,
            workers.Select(w => w.Log.Select(e => new TimedAction(e.Action, Seconds(e.Start), Seconds(e.End)))))
        {
            Graph = schedule.Graph,
        };
    }

    public IReadOnlyList<int> PeakActivations()
        => [.. workers.SelectMany(w => w.Runners).OrderBy(r => r.Chunk.Index).Select(r => r.PeakActivations)];

    public void Dispose()
    {
        foreach (DeviceWorker worker in workers)
        {
            worker.Dispose();
            foreach (ChunkRunner runner in worker.Runners)
            {
                runner.Dispose();
            }
        }
    }

    private void Discard(Step step)
    {
        foreach (ChunkRunner runner in workers.SelectMany(w => w.Runners))
        {
            runner.Discard();
        }

        foreach (TiedParameter parameter in step.Training ? tied : [])
        {
            parameter.Discard();
        }

        step.HandOver.Reset();
        step.DisposeResults();
    }

    private PipelineException Explained(Step.Failure failure)
    {
        PipelineDevice device = workers[failure.Chunk.Device].Device;
        string doing = failure.Action.Kind switch
        {
            ActionKind.Forward => "the forward",
            ActionKind.Backward => "the backward",
            ActionKind.InputGradient => "the input gradient",
            _ => "the weight gradient",
        };
        string holds = string.Join("; ", failure.Chunk.Stages.Select(s => s.Name));
        string values = failure.Values.Length == 0 ? "" : $" Values at hand: {failure.Values}.";
        return new PipelineException(
            $"{layout.Model}: {doing} of microbatch {failure.Action.Microbatch} failed in {failure.Chunk} ({holds}) on {device.Name}, device {device.Index}: "
            + $"{failure.Exception.Message.TrimEnd()}{values}",
            failure.Exception)
        {
            Stages = [.. Enumerable.Range(failure.Chunk.FirstStage, failure.Chunk.Stages.Count)],
            Device = device.Name,
            DeviceIndex = device.Index,
            Microbatch = failure.Action.Microbatch,
            Action = failure.Action.Kind,
        };
    }
}
