using static TorchSharp.torch;

namespace StageGen.Tests.Support;

/// <summary>Counts tensors that nobody has disposed, after what earlier tests left behind has been finalized.</summary>
internal static class LiveTensors
{
    public static long Count()
    {
        Settle();
        return Tensor.TotalCount;
    }

    public static void Settle()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }
}
