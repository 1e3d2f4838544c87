using static TorchSharp.torch;

namespace StageGen.Execution;

/// <summary>What one microbatch keeps between its forward and its backward.</summary>
internal sealed class ActivationSlot(Microbatch values)
{
    private readonly List<Tensor> owned = [];

    public Microbatch Values { get; } = values;

    public int Index => Values.Index;

    public List<HandOver.Message> Arrived { get; } = [];

    public List<(Chunk.Import Import, Tensor Leaf)> Leaves { get; } = [];

    /// <summary>The values that went out and want a gradient, and, at the same places, who will send it.</summary>
    public List<Tensor> Roots { get; } = [];

    public List<(int Value, int[] Consumers)> Awaited { get; } = [];

    public Tensor? Loss { get; set; }

    /// <summary>The layers called in the forward, where the backward is to run in two halves.</summary>
    public List<WeightGradientCapture.Call> Calls { get; } = [];

    /// <summary>Between the two halves: the layers whose weights still wait for their gradient.</summary>
    public List<WeightGradientCapture.Call> Deferred { get; } = [];

    /// <summary>Between the two halves, where the whole backward was put off: the gradients that have arrived for <see cref="Roots"/>.</summary>
    public BackwardPass.Start? PutOff { get; set; }

    public void Own(Tensor tensor) => owned.Add(tensor);

    public void Free()
    {
        foreach (HandOver.Message message in Arrived)
        {
            (message.Content as Tensor)?.Dispose();
        }

        foreach (Tensor tensor in owned)
        {
            tensor.Dispose();
        }

        foreach (WeightGradientCapture.Call call in Calls)
        {
            call.Output.Dispose();
        }

        owned.Clear();
        Calls.Clear();
        Deferred.Clear();
        PutOff = null;
        Arrived.Clear();
        Leaves.Clear();
        Roots.Clear();
        Awaited.Clear();
        Loss = null;
        Values.Clear();
    }
}
