using TorchSharp;
using static TorchSharp.torch;

namespace StageGen.Tests.Support;

/// <summary>Equality to the last bit.</summary>
internal static class Bits
{
    public static void Equal(Tensor? expected, Tensor? actual, string what)
    {
        if (expected is null || actual is null)
        {
            Assert.True(expected is null == actual is null, $"{what}: one of the two is missing.");
            return;
        }

        Assert.Equal(expected.shape, actual.shape);
        byte[] a = expected.contiguous().cpu().bytes.ToArray();
        byte[] b = actual.contiguous().cpu().bytes.ToArray();
        Assert.True(a.AsSpan().SequenceEqual(b), $"{what} differs: {(expected - actual).abs().max().ToDouble():g3} at most.");
    }

    /// <summary>Weights, or gradients, of two models of one class.</summary>
    public static void EqualParameters(nn.Module expected, nn.Module actual, bool gradients)
    {
        foreach (var ((name, a), (_, b)) in expected.named_parameters().Zip(actual.named_parameters()))
        {
            using var scope = NewDisposeScope();
            Equal(gradients ? a.grad : a, gradients ? b.grad : b, (gradients ? "the gradient of " : "") + name);
        }
    }
}
