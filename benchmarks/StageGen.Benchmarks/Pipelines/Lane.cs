using System.Collections.Concurrent;
using static TorchSharp.torch;

namespace StageGen.Benchmarks.Pipelines;

/// <summary>A thread that lives as long as the benchmark, with its own number of threads an operation.</summary>
public sealed class Lane : IDisposable
{
    private readonly BlockingCollection<Action> work = [];
    private readonly Thread thread;

    public Lane(int intraOpThreads)
    {
        thread = new Thread(() =>
        {
            // libtorch gives a thread the process's last setting when it first asks for its own; only then does a setting stay.
            _ = get_num_threads();
            set_num_threads(intraOpThreads);
            foreach (var action in work.GetConsumingEnumerable()) action();
        }) { IsBackground = true };
        thread.Start();
    }

    /// <summary>Runs something on the lane; what it throws comes out of the task.</summary>
    public Task<T> Start<T>(Func<T> action)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        work.Add(() =>
        {
            try
            {
                done.SetResult(action());
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        });
        return done.Task;
    }

    public void Dispose()
    {
        work.CompleteAdding();
        thread.Join();
        work.Dispose();
    }
}
