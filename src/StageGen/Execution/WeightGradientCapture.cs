using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StageGen.Execution;

/// <summary>
/// Lets a backward be run in two halves. While a chunk runs its forward, the outputs of its layers with weight matrices
/// (linear, convolution, embedding …) are noted. The first half then asks autograd for the gradients of the chunk's inputs, of
/// those outputs and of all small parameters, and leaves the weight matrices out; the second asks, layer by layer, for the weight
/// gradients, from the output's gradient alone. No product is computed twice, and every one of them with the same operands as in
/// a whole backward, so the bits are the same. The last layers come first, and each lets go of what it held.
/// </summary>
/// <remarks>
/// A layer counts only if it was called exactly once for the microbatch, through <c>call</c>, shares no parameter with
/// another, and nobody has changed its output in place: then its weights are reached from its output on one path only. Every other
/// parameter gets its gradient in the first half, which is as right and merely defers less.
/// </remarks>
internal sealed class WeightGradientCapture : IDisposable
{
    // The worker that runs a forward; hooks fire in its thread and stay silent when the model runs outside the pipeline.
    [ThreadStatic]
    private static List<DeferredLayer>? recording;

    private readonly List<Action> removals = [];
    private readonly IReadOnlyList<Parameter> parameters;

    /// <summary>Watches the modules of a chunk; <paramref name="loose"/> are parameters that no module holds.</summary>
    public WeightGradientCapture(IEnumerable<nn.Module> modules, IEnumerable<Parameter> loose)
    {
        nn.Module[] all = [.. modules.SelectMany(m => m.named_modules().Select(n => n.module).Prepend(m))
            .Distinct<nn.Module>(ReferenceEqualityComparer.Instance)];
        parameters = [.. all.SelectMany(m => m.parameters(recurse: false)).Concat(loose).Distinct(ParameterIdentity.Comparer)];
        var owners = all.SelectMany(m => m.parameters(recurse: false)).GroupBy(p => p, ParameterIdentity.Comparer)
            .ToDictionary(g => g.Key, g => g.Count(), ParameterIdentity.Comparer);
        foreach (nn.Module module in all)
        {
            Parameter[] own = [.. module.parameters(recurse: false)];
            bool worthDeferring = own.Any(p => p.dim() >= 2) && own.All(p => owners[p] == 1) && !module.children().Any();
            if (worthDeferring && module is nn.Module<Tensor, Tensor> layer)
            {
                LinearWeightGradient? product = layer is Linear linear ? new LinearWeightGradient(linear) : null;
                removals.Add(layer.register_forward_hook((_, input, output) =>
                {
                    if (recording is { } calls && output.requires_grad)
                    {
                        calls.Add(new DeferredLayer(layer, own, product, input, output));
                    }

                    return output;
                }).remove);
            }
        }
    }

    /// <summary>Notes calls in this thread until disposed; none where there is no list to note them in.</summary>
    public static Recording Record(List<DeferredLayer>? calls) => new(calls);

    /// <summary>Splits the calls of one microbatch's forward into those whose weights can wait and the parameters that cannot.</summary>
    public (List<DeferredLayer> Deferred, List<Parameter> Immediate) Sort(List<DeferredLayer> calls)
    {
        var once = new List<DeferredLayer>(calls.Count);
        var waits = new HashSet<Parameter>(ReferenceEqualityComparer.Instance);
        foreach (DeferredLayer call in calls)
        {
            int times = 0;
            foreach (DeferredLayer other in calls)
            {
                times += ReferenceEquals(other.Layer, call.Layer) ? 1 : 0;
            }

            if (times == 1 && !call.IsChanged && call.Parameters.Any(p => p.requires_grad))
            {
                once.Add(call);
                waits.UnionWith(call.Parameters);
            }
        }

        return (once, [.. parameters.Where(p => p.requires_grad && !waits.Contains(p))]);
    }

    public void Dispose()
    {
        foreach (Action remove in removals)
        {
            remove();
        }
    }

    /// <summary>Calls are noted while it lives.</summary>
    public readonly struct Recording : IDisposable
    {
        public Recording(List<DeferredLayer>? calls) => recording = calls;

        /// <inheritdoc/>
        public void Dispose() => recording = null;
    }
}
