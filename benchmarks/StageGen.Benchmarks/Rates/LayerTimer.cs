using System.Diagnostics;
using StageGen.Benchmarks.Pipelines;
using StageGen.Modeling.Costs;
using static TorchSharp.torch;

namespace StageGen.Benchmarks.Rates;

/// <summary>
/// Times single calls. Before each, other memory is changed, as much as a microbatch of a small model keeps:
/// in training a layer's tensors were written some layers ago, and calls right after one another, which find them in the nearest cache,
/// would be up to twice as fast.
/// </summary>
internal sealed class LayerTimer : IDisposable
{
    private const long OtherBytes = 16 << 20;

    /// <summary>Calls until the runtime has compiled its part of them for good.</summary>
    private const int WarmUps = 100;

    private readonly Tensor others = zeros(OtherBytes / sizeof(float));
    private readonly int calls;

    /// <summary>
    /// What autograd takes for a backward in which there is nothing to do: in training it is paid once a stage, not once a layer.
    /// </summary>
    private readonly double start;

    public LayerTimer(int calls)
    {
        this.calls = calls;
        using var scope = NewDisposeScope();
        Tensor x = ones(1, requires_grad: true), y = x.view(1);
        for (int i = 0; i < WarmUps; i++) Backward(x, y, x, []);
        start = Seconds(() => Backward(x, y, x, []));
    }

    public void Dispose() => others.Dispose();

    /// <summary>The medians of a forward and of a backward, for the gradients of input and parameters.</summary>
    public EstimatedTime Measure(TimedLayer layer)
    {
        using var scope = NewDisposeScope();
        using var module = layer.Make();
        Tensor x = randn(layer.Input, requires_grad: true), y = module.call(x), gradient = randn_like(y);
        Tensor[] parameters = [.. module.parameters()];
        double forward = Seconds(() => module.call(x).Dispose()), backward = Seconds(() => Backward(x, y, gradient, parameters));
        return new(forward, Math.Max(backward - start, 0));
    }

    private static void Backward(Tensor x, Tensor y, Tensor gradient, Tensor[] parameters)
    {
        autograd.backward([y], [gradient], retain_graph: true, inputs: [x, .. parameters]);
        x.grad = null;
    }

    private double Seconds(Action call)
    {
        var times = new List<double>();
        call();
        for (int i = 0; i < calls; i++)
        {
            others.add_(1);
            long began = Stopwatch.GetTimestamp();
            call();
            times.Add(Stopwatch.GetElapsedTime(began).TotalSeconds);
        }

        return Median.Of(times);
    }
}
