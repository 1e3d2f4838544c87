using System.Collections;
using System.Runtime.InteropServices;

namespace StageGen.Execution;

/// <summary>
/// Has the C library keep the memory that tensors free. libtorch takes every CPU tensor from <c>malloc</c>, and glibc gives what is freed
/// at the end of a heap back to the kernel, which must then clear the same pages again for the next microbatch: thousands of page
/// faults a step. As a caching allocator for a GPU does, the process keeps the memory of its largest step instead.
/// </summary>
/// <remarks>
/// The settings are the process's and cannot be undone, so they are made once, with the first pipeline that has a CPU worker, and never
/// where the user has settings of her own in the environment.
/// </remarks>
internal static class NativeHeap
{
    // mallopt(3)
    private const int TrimThreshold = -1, TopPad = -2, MapThreshold = -3;

    // The largest that glibc takes: half of a thread's heap segment.
    private const int LargestMapThreshold = 32 << 20;

    // More than a segment, so that an empty one is kept, too.
    private const int Pad = 256 << 20;

    private static readonly Lock Gate = new();
    private static bool done;

    /// <summary>Whether the memory is kept.</summary>
    public static bool KeepsFreedMemory { get; private set; }

    /// <summary>Makes the settings if nobody has yet.</summary>
    public static void KeepFreedMemory()
    {
        lock (Gate)
        {
            if (!done)
            {
                done = true;
                KeepsFreedMemory = !UserHasSettings() && Set() is true;
            }
        }
    }

    private static bool UserHasSettings()
        => Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Any(variable => ((string)variable.Key).StartsWith("MALLOC_", StringComparison.Ordinal))
            || Environment.GetEnvironmentVariable("GLIBC_TUNABLES")?.Contains("malloc", StringComparison.Ordinal) == true
            || Environment.GetEnvironmentVariable("LD_PRELOAD") is { Length: > 0 };

    private static unsafe bool Set()
    {
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryLoad("libc.so.6", out nint library)
            || !NativeLibrary.TryGetExport(library, "mallopt", out nint function))
        {
            return false;
        }

        var set = (delegate* unmanaged<int, int, int>)function;
        return set(TrimThreshold, int.MaxValue) == 1 & set(MapThreshold, LargestMapThreshold) == 1 & set(TopPad, Pad) == 1;
    }
}
