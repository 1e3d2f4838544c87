using System.Globalization;
using StageGen.Execution;
using static TorchSharp.torch;

namespace StageGen.Tests.Execution;

/// <summary>What one microbatch freed, the next one gets without asking the kernel.</summary>
public class NativeHeapTests
{
    private const int Tensors = 48;
    private const int Bytes = 1 << 20;

    [Fact]
    public void FreedMemoryStaysWithTheProcess()
    {
        NativeHeap.KeepFreedMemory();
        Assert.True(NativeHeap.KeepsFreedMemory, "Are MALLOC_ variables set, or LD_PRELOAD?");
        long first = 0;
        long[] later = new long[5];
        var worker = new Thread(() =>
        {
            first = FaultsOfAMicrobatch();
            for (int i = 0; i < later.Length; i++)
            {
                later[i] = FaultsOfAMicrobatch();
            }
        });
        worker.Start();
        worker.Join();

        // Pages of 4 KiB: with glibc's own settings many are touched anew each time. Once or twice what other threads left in the heap
        // may be in the way.
        long pages = (long)Tensors * Bytes / 4096;
        Assert.True(later.Order().ElementAt(later.Length / 2) < pages / 25,
            $"{string.Join(", ", later)} page faults in microbatches of {pages} pages, after {first} in the first.");
    }

    private static long FaultsOfAMicrobatch()
    {
        long before = Faults();
        using (NewDisposeScope())
        {
            for (int i = 0; i < Tensors; i++)
            {
                _ = zeros(Bytes / sizeof(float));
            }
        }

        return Faults() - before;
    }

    // proc(5): minflt is the tenth field, the eighth after the name in brackets.
    private static long Faults()
    {
        string stat = File.ReadAllText("/proc/thread-self/stat");
        return long.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[7], CultureInfo.InvariantCulture);
    }
}
