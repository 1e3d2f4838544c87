using System.Runtime;

namespace StageGen.Execution;

/// <summary>
/// Keeps the garbage collector out of a step. TorchSharp passes native handles without keeping their owners alive, so a
/// collection while another thread is entering native code may free a handle under it. A step allocates little (some 150 bytes an
/// operation), so the whole of it fits in a region without collection; between steps, when no worker is in native code,
/// collections run as ever. The region is the process's: pipelines share it.
/// </summary>
internal static class GarbageCollectionPause
{
    // The largest budget first: a process with a small heap limit may get only a smaller one.
    private static readonly long[] Budgets = [240L << 20, 64L << 20, 16L << 20];
    private static readonly Lock Gate = new();
    private static int active;
    private static bool entered;

    /// <summary>Begins a pause; it ends when every one begun has been disposed.</summary>
    public static Lease Begin()
    {
        lock (Gate)
        {
            if (active++ == 0)
            {
                entered = TryEnter();
            }
        }

        return default;
    }

    private static bool TryEnter()
    {
        // Somebody else's region serves as well, and is not ours to end.
        if (GCSettings.LatencyMode == GCLatencyMode.NoGCRegion)
        {
            return false;
        }

        foreach (long budget in Budgets)
        {
            try
            {
                return GC.TryStartNoGCRegion(budget);
            }
            catch (ArgumentOutOfRangeException)
            {
                // More than this heap allows: try the next smaller one.
            }
            catch (InvalidOperationException)
            {
                return false;
            }
        }

        return false;
    }

    private static void End()
    {
        lock (Gate)
        {
            if (--active > 0 || !entered)
            {
                return;
            }

            entered = false;
            try
            {
                if (GCSettings.LatencyMode == GCLatencyMode.NoGCRegion)
                {
                    GC.EndNoGCRegion();
                }
            }
            catch (InvalidOperationException)
            {
                // More was allocated than the region held, and a collection has ended it already.
            }
        }
    }

    /// <summary>One pause; disposing it ends it.</summary>
    public readonly struct Lease : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => End();
    }
}
