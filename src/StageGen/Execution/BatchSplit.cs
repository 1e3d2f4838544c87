using TorchSharp;

namespace StageGen.Execution;

/// <summary>
/// A batch cut into microbatches along its first dimension, as evenly as it goes: of n samples over m microbatches the first
/// n mod m have one more. The pieces are views of the caller's tensors.
/// </summary>
internal sealed class BatchSplit : IDisposable
{
    private readonly List<torch.Tensor> views = [];
    private readonly object?[][] inputs;
    private readonly torch.Tensor?[] targets;

    private BatchSplit(int samples, int microbatches)
    {
        Samples = samples;
        Sizes = [.. Enumerable.Range(0, microbatches).Select(m => (samples / microbatches) + (m < samples % microbatches ? 1 : 0))];
        inputs = new object?[microbatches][];
        targets = new torch.Tensor?[microbatches];
    }

    public int Samples { get; }

    public IReadOnlyList<int> Sizes { get; }

    /// <summary>The part of the batch's mean that a microbatch's mean makes up.</summary>
    public double Weight(int microbatch) => (double)Sizes[microbatch] / Samples;

    public object? Input(int microbatch, int input) => inputs[microbatch][input];

    public torch.Tensor? Target(int microbatch) => targets[microbatch];

    /// <summary>How many samples an input has; null where it has no tensor that is cut.</summary>
    public static long? SamplesOf(object? input)
    {
        long? samples = null;
        _ = TensorTree.Map(input, tensor =>
        {
            samples ??= tensor.dim() > 0 ? tensor.size(0) : null;
            return tensor;
        });
        return samples;
    }

    /// <summary>Checks a batch against the model's declaration and cuts it.</summary>
    /// <exception cref="ArgumentException">The batch does not fit; the message names the parameter.</exception>
    public static BatchSplit Cut(PipelineLayout layout, object?[] inputs, torch.Tensor? targets, int microbatches)
    {
        long samples = -1;
        string first = "";
        for (int i = 0; i < layout.Inputs; i++)
        {
            PipelineValue value = layout.Values[i];
            if (inputs[i] is torch.Tensor tensor)
            {
                CheckShape(layout.Model, value, tensor);
            }

            if (!value.Batched)
            {
                continue;
            }

            foreach (torch.Tensor part in TensorsIn(layout.Model, value.Name, inputs[i]))
            {
                CheckSamples(layout.Model, value.Name, part, ref samples, ref first);
            }
        }

        if (samples < 0)
        {
            throw new ArgumentException(
                $"{layout.Model}: no input is cut into microbatches. Give forward a tensor whose first dimension is the batch.");
        }

        if (targets is not null)
        {
            CheckSamples(layout.Model, "targets", targets, ref samples, ref first);
        }

        if (samples < microbatches)
        {
            throw new ArgumentException(
                $"{layout.Model}: a batch of {samples} sample{(samples == 1 ? "" : "s")} cannot be cut into {microbatches} microbatches. "
                + $"Give at least {microbatches} samples, or set Microbatches to at most {samples}.");
        }

        var split = new BatchSplit(checked((int)samples), microbatches);
        long start = 0;
        for (int m = 0; m < microbatches; m++)
        {
            int size = split.Sizes[m];
            split.inputs[m] = [.. Enumerable.Range(0, layout.Inputs).Select(i => layout.Values[i].Batched
                ? TensorTree.Map(inputs[i], tensor => split.View(tensor, start, size))
                : inputs[i])];
            split.targets[m] = targets is null ? null : split.View(targets, start, size);
            start += size;
        }

        return split;
    }

    public void Dispose()
    {
        foreach (torch.Tensor view in views)
        {
            view.Dispose();
        }
    }

    /// <summary>The tensors in an input: each is cut as an input that is a tensor is.</summary>
    private static List<torch.Tensor> TensorsIn(string model, string name, object? input)
    {
        List<torch.Tensor> found = [];
        _ = TensorTree.Map(input, tensor =>
        {
            found.Add(tensor);
            return tensor;
        });
        // Taken whole it would give each microbatch the samples of all.
        return found.Count > 0 || input is not (IEnumerable<torch.Tensor> or IEnumerable<KeyValuePair<string, torch.Tensor>>)
            ? found
            : throw new ArgumentException(
                $"{model}: '{name}' is a {input.GetType().Name} of tensors, which cannot be cut into microbatches. "
                + "Give a Tensor[], a List<Tensor>, a Dictionary<string, Tensor> or a tuple, with at least one tensor in it.");
    }

    private torch.Tensor View(torch.Tensor tensor, long start, long size)
    {
        torch.Tensor view = tensor.narrow(0, start, size).DetachFromDisposeScope();
        views.Add(view);
        return view;
    }

    private static void CheckSamples(string model, string name, torch.Tensor tensor, ref long samples, ref string first)
    {
        if (tensor.dim() == 0)
        {
            throw new ArgumentException($"{model}: '{name}' is a scalar; its first dimension must be the batch.");
        }

        long size = tensor.size(0);
        if (samples >= 0 && size != samples)
        {
            throw new ArgumentException(
                $"{model}: '{first}' has {samples} samples and '{name}' has {size}; all must have as many in their first dimension.");
        }

        (samples, first) = (size, first.Length == 0 ? name : first);
    }

    private static void CheckShape(string model, PipelineValue value, torch.Tensor tensor)
    {
        if (value.Shape is not { } shape)
        {
            return;
        }

        long[] actual = tensor.shape;
        bool fits = actual.Length == shape.Count && shape.Zip(actual).All(d => d.First is not int size || size == d.Second);
        if (!fits)
        {
            throw new ArgumentException(
                $"{model}: '{value.Name}' is {Described.Value(tensor)}, but [Shape({string.Join(", ", shape.Select(d => d is string s ? $"\"{s}\"" : d))})] is declared for it.");
        }
    }
}
