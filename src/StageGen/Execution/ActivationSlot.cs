using static TorchSharp.torch;

namespace StageGen.Execution;

/// <summary>What one microbatch keeps between its forward and its backward.</summary>
internal sealed class ActivationSlot(Microbatch values)
{
    private readonly List<Tensor> owned = [];

    /// <summary>A value that came in: its leaves in the autograd graph, null where an array's tensor wants no gradient.</summary>
    public readonly record struct Arrival(Chunk.Import Import, Tensor?[] Leaves, bool IsArray);

    /// <summary>A value that went out: who will send its gradient, and for an array which of its tensors are roots.</summary>
    public readonly record struct Departure(int Value, int[] Consumers, int[] Parts);

    public Microbatch Values { get; } = values;

    public int Index => Values.Index;

    public List<HandOver.Message> Arrived { get; } = [];

    /// <summary>The values that came in and want a gradient.</summary>
    public List<Arrival> Leaves { get; } = [];

    /// <summary>The tensors that went out and want a gradient: those of each of <see cref="Awaited"/>, in order.</summary>
    public List<Tensor> Roots { get; } = [];

    public List<Departure> Awaited { get; } = [];

    public Tensor? Loss { get; set; }

    /// <summary>The layers called in the forward, where the backward is to run in two halves.</summary>
    public List<DeferredLayer> Calls { get; } = [];

    /// <summary>Between the two halves: the layers whose weights still wait for their gradient.</summary>
    public List<DeferredLayer> Deferred { get; } = [];

    /// <summary>
    /// Between the two halves, where the whole backward was put off: the gradients that have arrived for <see cref="Roots"/>.
    /// </summary>
    public BackwardPass.Start? PutOff { get; set; }

    public void Own(Tensor tensor) => owned.Add(tensor);

    public void Free()
    {
        foreach (HandOver.Message message in Arrived)
        {
            foreach (Tensor tensor in message.Tensors)
            {
                tensor.Dispose();
            }
        }

        foreach (Tensor tensor in owned)
        {
            tensor.Dispose();
        }

        foreach (DeferredLayer call in Calls)
        {
            call.Dispose();
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
