using TorchSharp;
using static TorchSharp.torch;

namespace StageGen.Tests.Support;

/// <summary>The measure of correctness: the whole model on one thread, over the same microbatches in order.</summary>
internal static class Unsplit
{
    /// <summary>Adds the gradients of a batch and gives its loss.</summary>
    public static double Accumulate(Func<Tensor, Tensor> forward, Tensor input, Tensor targets,
        Func<Tensor, Tensor, Tensor> loss, int microbatches)
    {
        using var scope = NewDisposeScope();
        long samples = input.size(0);
        double sum = 0;
        long start = 0;
        for (int m = 0; m < microbatches; m++)
        {
            long size = (samples / microbatches) + (m < samples % microbatches ? 1 : 0);
            Tensor output = forward(input.narrow(0, start, size));
            Tensor weighted = loss(output, targets.narrow(0, start, size)) * ((double)size / samples);
            weighted.backward();
            sum += weighted.ToDouble();
            start += size;
        }

        return sum;
    }

    /// <summary>Runs something with so many intra-op threads in the calling thread.</summary>
    public static void WithThreads(int threads, Action action)
    {
        int before = get_num_threads();
        set_num_threads(threads);
        try
        {
            action();
        }
        finally
        {
            set_num_threads(before);
        }
    }
}
