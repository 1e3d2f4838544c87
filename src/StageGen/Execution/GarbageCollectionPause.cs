using System.Runtime;

namespace StageGen.Execution;

/// <summary>
/// Keeps the garbage collector out of a step. TorchSharp passes native handles without keeping their owners alive, so a
/// collection while another thread is entering native code may free a handle under it. A step allocates little (some 150 bytes an
/// operation), so the whole of it fits in a region without collection. What was allocated in such a region does not count
/// towards the collector's own budgets (measured: a process of nothing but regions never collects), so collections that
/// fall due are made here, between steps, when no worker is in native code. The region is the process's: pipelines share it.
/// </summary>
internal static class GarbageCollectionPause
{
    // The largest budget first: a process with a small heap limit may get only a smaller one.
    private static readonly long[] Budgets = [240L << 20, 64L << 20, 16L << 20];
    private static readonly Lock Gate = new();
    private static int active;
    private static bool entered;
    private static long allocatedAtLastCollection;
    private static int collections;

    // About what the collector itself allows between two collections of generation 0; one then takes some 0.3 ms.
    private const long AllocationPerCollection = 32L << 20;

    /// <summary>
    /// Begins a pause; it ends when every one begun has been disposed. In a region of the caller's own there is nothing to do.
    /// </summary>
    public static Lease Begin()
    {
        lock (Gate)
        {
            if (active++ == 0 && GCSettings.LatencyMode != GCLatencyMode.NoGCRegion)
            {
                CollectIfDue();
                entered = TryEnter();
            }
        }

        return default;
    }

    private static void CollectIfDue()
    {
        long allocated = GC.GetTotalAllocatedBytes();
        if (allocated - allocatedAtLastCollection < AllocationPerCollection)
        {
            return;
        }

        // Mostly the youngest generation, as the collector itself would.
        int generation = ++collections % 64 == 0 ? 2 : collections % 8 == 0 ? 1 : 0;
        GC.Collect(generation, GCCollectionMode.Forced, blocking: true);
        allocatedAtLastCollection = allocated;
    }

    private static bool TryEnter()
    {
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
