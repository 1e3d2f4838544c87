using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StageGen.Execution;

/// <summary>
/// A linear layer's weight gradient as a product of its input and its output's gradient, without going through autograd: half of a
/// backward then costs no more than its share of the whole, and nothing but the two tensors has to live until it runs.
/// </summary>
/// <remarks>
/// The product is the one that autograd computes (<c>addmm</c>'s derivative), but a hook on the layer, a change of its output in place or
/// another kernel would make it another. So a layer earns it: for each number of rows autograd computes the gradient once, too, and only
/// where all bits agree is it left out from then on.
/// </remarks>
internal sealed class LinearWeightGradient(Linear layer)
{
    // By rows of the input: whether the product gave autograd's bits.
    private readonly Dictionary<long, bool> proven = [];

    /// <summary>Whether the product may be tried on such an input; libtorch flattens these without copying them.</summary>
    public static bool Suits(Linear layer, Tensor input, Tensor output)
        => TensorVersion.IsKnown && input.requires_grad && output.requires_grad && layer.weight.requires_grad && input.dim() is 2 or 3
            && input.is_contiguous();

    /// <summary>Whether autograd gave the same bits for as many rows.</summary>
    public bool IsProvenFor(Tensor input) => proven.GetValueOrDefault(Rows(input));

    /// <summary>Whether autograd gave other bits, or the two have not been compared yet.</summary>
    public bool IsUntriedFor(Tensor input) => !proven.ContainsKey(Rows(input));

    /// <summary>Adds the gradients to the parameters'.</summary>
    public void Accumulate(Tensor input, Tensor gradient)
    {
        using IDisposable none = no_grad();
        foreach ((Parameter parameter, Tensor computed) in Compute(input, gradient))
        {
            Add(parameter, computed);
        }
    }

    /// <summary>Adds autograd's gradients to the parameters' and sees whether the product's are the same.</summary>
    public void Prove(Tensor input, Tensor gradient, Action throughAutograd)
    {
        (Parameter Parameter, Tensor? Before)[] sums = [.. Trained().Select(p => (p, p.grad))];
        foreach ((Parameter parameter, _) in sums)
        {
            parameter.grad = null;
        }

        throughAutograd();
        using IDisposable none = no_grad();
        bool same = true;
        foreach ((Parameter parameter, Tensor computed) in Compute(input, gradient))
        {
            same &= parameter.grad is { } autograds && autograds.eq(computed).all().item<bool>();
        }

        proven[Rows(input)] = same;
        foreach ((Parameter parameter, Tensor? before) in sums)
        {
            if (before is not null && parameter.grad is { } added)
            {
                parameter.grad = before.add_(added);
            }
            else if (before is not null)
            {
                parameter.grad = before;
            }
        }
    }

    private static long Rows(Tensor input) => input.numel() / input.size(-1);

    private static void Add(Parameter parameter, Tensor computed)
    {
        if (parameter.grad is { } sum)
        {
            sum.add_(computed);
        }
        else
        {
            parameter.grad = computed;
        }
    }

    private IEnumerable<Parameter> Trained() => layer.bias is { requires_grad: true } bias ? [layer.weight, bias] : [layer.weight];

    private IEnumerable<(Parameter Parameter, Tensor Gradient)> Compute(Tensor input, Tensor gradient)
    {
        Tensor rows = gradient.reshape(-1, gradient.size(-1));
        yield return (layer.weight, rows.t().mm(input.detach().reshape(-1, input.size(-1))));
        if (layer.bias is { requires_grad: true } bias)
        {
            yield return (bias, rows.sum(0L));
        }
    }
}
