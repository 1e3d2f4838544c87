using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StageGen.Execution;

/// <summary>One call of a layer in a chunk's forward whose weight gradients may wait for the second half of the backward.</summary>
internal sealed class DeferredLayer : IDisposable
{
    private readonly LinearWeightGradient? product;
    private readonly Tensor? input;
    private readonly long? version;
    private Tensor? gradient;

    /// <param name="layer">The layer.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="product">Computes the weight gradients of a linear layer; null for any other.</param>
    /// <param name="input">What it was given.</param>
    /// <param name="output">What it made of that.</param>
    public DeferredLayer(nn.Module layer, IReadOnlyList<Parameter> parameters, LinearWeightGradient? product, Tensor input, Tensor output)
    {
        (Layer, Parameters) = (layer, parameters);
        // Handles of our own: whoever called the layer may dispose those it has.
        Output = output.alias().DetachFromDisposeScope();
        version = TensorVersion.Of(output);
        if (product is not null && LinearWeightGradient.Suits((Linear)layer, input, output))
        {
            this.product = product;
            this.input = input.alias().DetachFromDisposeScope();
        }
    }

    public nn.Module Layer { get; }

    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>What the first half asks autograd to leave a gradient in.</summary>
    public Tensor Output { get; }

    /// <summary>
    /// Whether the output was changed in place since: then what autograd calls its gradient is that of what became of it, and whoever
    /// read it before adds nothing to that.
    /// </summary>
    public bool IsChanged => TensorVersion.Of(Output) != version;

    /// <summary>Whether the second half needs the graph that the first has walked.</summary>
    public bool NeedsGraph => product?.IsProvenFor(input!) != true;

    /// <summary>
    /// Once the first half is done: takes the output's gradient, and lets go of the output where nobody needs it any more.
    /// </summary>
    public void Settle()
    {
        bool needsGraph = NeedsGraph;
        // Null where the loss does not depend on this output.
        gradient = Output.grad?.DetachFromDisposeScope();
        if (!needsGraph)
        {
            Output.Dispose();
        }
    }

    /// <summary>The second half: adds the gradients of the layer's parameters to theirs.</summary>
    public void AccumulateWeightGradients()
    {
        if (gradient is not null)
        {
            if (Output.IsInvalid)
            {
                product!.Accumulate(input!, gradient);
            }
            else if (product?.IsUntriedFor(input!) == true)
            {
                product.Prove(input!, gradient, ThroughAutograd);
            }
            else
            {
                ThroughAutograd();
            }
        }

        Dispose();
    }

    public void Dispose()
    {
        gradient?.Dispose();
        input?.Dispose();
        Output.Dispose();
    }

    private void ThroughAutograd()
    {
        List<Tensor> inputs = [.. Parameters.Where(p => p.requires_grad)];
        autograd.backward([Output], [gradient!], inputs: inputs);
        GC.KeepAlive(inputs);
        GC.KeepAlive(this);
    }
}
