using System.Diagnostics;
using StageGen.Scheduling;
using TorchSharp;

namespace StageGen.Execution;

/// <summary>
/// The thread of one device. It lives as long as the pipeline, since TorchSharp's settings (intra-op threads, gradient mode,
/// dispose scopes) belong to threads, and runs the device's list of actions at every step.
/// </summary>
internal sealed class DeviceWorker : IDisposable
{
    private readonly Thread thread;
    private readonly SemaphoreSlim wake = new(0);
    private Job? job;
    private bool ended;

    public DeviceWorker(string pipeline, PipelineDevice device, IReadOnlyList<ChunkRunner> runners)
    {
        Device = device;
        Runners = runners;
        thread = new Thread(Live) { IsBackground = true, Name = $"{pipeline} on {device}" };
        thread.Start();
    }

    public PipelineDevice Device { get; }

    /// <summary>The chunks of the device, ascending.</summary>
    public IReadOnlyList<ChunkRunner> Runners { get; }

    /// <summary>When each action of the last step began and ended, in <see cref="Stopwatch"/> ticks.</summary>
    public List<(ScheduleAction Action, long Start, long End)> Log { get; } = [];

    /// <summary>Has the worker do something and returns at once.</summary>
    public Job Post(Action work)
    {
        job = new Job(work);
        wake.Release();
        return job;
    }

    /// <summary>Ends the thread and waits for it.</summary>
    public void Dispose()
    {
        ended = true;
        wake.Release();
        thread.Join();
        wake.Dispose();
    }

    /// <summary>Runs the device's part of a step; failures go to the step and never out of here.</summary>
    public void RunActions(Step step)
    {
        Log.Clear();
        foreach (ScheduleAction action in step.Schedule.Actions[Device.Index])
        {
            ChunkRunner runner = RunnerOf(action.Stage);
            try
            {
                if (step.Stopped)
                {
                    return;
                }

                runner.Await(step, action);
                long start = Stopwatch.GetTimestamp();
                Run(step, runner, action);
                Log.Add((action, start, Stopwatch.GetTimestamp()));
            }
            catch (StepStoppedException)
            {
                return;
            }
            catch (Exception exception)
            {
                // First of all: whatever else goes wrong, nobody waits for this device.
                step.Stop();
                step.Fail(new Step.Failure(exception, runner.Chunk, action, runner.Describe(action)));
                return;
            }
        }
    }

    private static void Run(Step step, ChunkRunner runner, ScheduleAction action)
    {
        if (step.Meter is not { } meter)
        {
            runner.Run(step, action);
            return;
        }

        using (meter.Measure(action))
        {
            runner.Run(step, action);
        }
    }

    private ChunkRunner RunnerOf(int chunk)
    {
        foreach (ChunkRunner runner in Runners)
        {
            if (runner.Chunk.Index == chunk)
            {
                return runner;
            }
        }

        throw new InvalidOperationException($"{Device.Name} has no stage {chunk} in its schedule.");
    }

    private void Live()
    {
        // libtorch gives a thread the process's last setting when it first asks for its own (at::internal::lazy_init_num_threads):
        // have that happen now, or it would undo the next line at the first parallel operation.
        _ = torch.get_num_threads();
        torch.set_num_threads(Device.Threads);
        while (true)
        {
            wake.Wait();
            if (ended)
            {
                return;
            }

            job!.Run();
        }
    }

    /// <summary>A piece of work under way on a worker.</summary>
    public sealed class Job(Action work)
    {
        // No spinning: the caller would take a core from the devices.
        private readonly ManualResetEventSlim done = new(false, 0);
        private Exception? failure;

        public void Run()
        {
            try
            {
                work();
            }
            catch (Exception exception)
            {
                failure = exception;
            }
            finally
            {
                done.Set();
            }
        }

        /// <summary>Waits for the work and gives what it threw, or null.</summary>
        public Exception? Wait()
        {
            done.Wait();
            return failure;
        }
    }
}
