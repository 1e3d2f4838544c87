using TorchSharp;
using static TorchSharp.torch;

namespace StageGen.Tests.Support;

/// <summary>Equality to the last bit.</summary>
internal static class Bits
{
    public static byte[] Of(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.contiguous().cpu().bytes.ToArray();
    }

    public static void Equal(Tensor? expected, Tensor? actual, string what)
    {
        if (expected is null || actual is null)
        {
            Assert.True(expected is null == actual is null, $"{what}: one of the two is missing.");
            return;
        }

        Assert.Equal(expected.shape, actual.shape);
        Assert.True(Of(expected).AsSpan().SequenceEqual(Of(actual)),
            $"{what} differs: {(expected - actual).abs().max().ToDouble():g3} at most.");
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

    /// <summary>Where the order of additions is not the same: within a few units in the last place of the largest gradient.</summary>
    public static void CloseParameters(nn.Module expected, nn.Module actual, bool gradients, double tolerance)
    {
        foreach (var ((name, a), (_, b)) in expected.named_parameters().Zip(actual.named_parameters()))
        {
            using var scope = NewDisposeScope();
            Tensor? x = gradients ? a.grad : a;
            Tensor? y = gradients ? b.grad : b;
            Assert.True(x is null == y is null, $"{name}: one of the two gradients is missing.");
            if (x is not null)
            {
                double difference = (x - y!).abs().max().ToDouble();
                Assert.True(difference <= tolerance * Math.Max(1, x.abs().max().ToDouble()), $"{name} differs by {difference:g3}.");
            }
        }
    }
}
