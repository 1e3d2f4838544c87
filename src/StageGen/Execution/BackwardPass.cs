using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StageGen.Execution;

/// <summary>The backward of a chunk, whole or in two halves that together give the same bits.</summary>
internal sealed class BackwardPass(Chunk chunk, Device device, WeightGradientCapture? capture, ChunkTies ties)
{
    /// <summary>Where a backward begins: the loss or the values that went out, and a gradient for each.</summary>
    public sealed record Start(List<Tensor> Roots, List<Tensor> Gradients);

    /// <summary>All gradients at once: those of the parameters are added up, those of what came in are sent back.</summary>
    public void Whole(Step step, ActivationSlot slot)
    {
        Start start = Begin(slot);
        if (start.Roots.Count > 0)
        {
            using ChunkTies.Lease lease = ties.Enter(slot.Index);
            autograd.backward(start.Roots, start.Gradients);
            GC.KeepAlive(start);
        }

        SendBack(step, slot);
    }

    /// <summary>The first half: what other chunks wait for. Where nobody does, all of it is put off to the second half.</summary>
    public void InputGradients(Step step, ActivationSlot slot)
    {
        Start start = Begin(slot);
        if (slot.Leaves.Count == 0)
        {
            slot.PutOff = start;
            foreach (Tensor gradient in start.Gradients)
            {
                slot.Own(gradient.DetachFromDisposeScope());
            }

            return;
        }

        (List<DeferredLayer> deferred, List<Parameter> immediate) = capture!.Sort(slot.Calls);
        if (start.Roots.Count > 0)
        {
            List<Tensor> inputs =
                [.. slot.Leaves.SelectMany(l => l.Leaves).OfType<Tensor>(), .. deferred.Select(c => c.Output), .. immediate];
            using ChunkTies.Lease lease = ties.Enter(slot.Index);
            autograd.backward(start.Roots, start.Gradients, retain_graph: deferred.Any(layer => layer.NeedsGraph), inputs: inputs);
            GC.KeepAlive(start);
            GC.KeepAlive(inputs);
            foreach (DeferredLayer layer in deferred)
            {
                layer.Settle();
            }

            slot.Deferred.AddRange(deferred);
        }

        SendBack(step, slot);
    }

    /// <summary>The second half: the weight gradients that the first left out.</summary>
    public void WeightGradients(ActivationSlot slot)
    {
        using ChunkTies.Lease lease = ties.Enter(slot.Index);
        if (slot.PutOff is { Roots.Count: > 0 } start)
        {
            autograd.backward(start.Roots, start.Gradients);
            GC.KeepAlive(start);
        }

        // The last layers first: they hold what was made last, and freeing it in this order leaves no holes.
        foreach (DeferredLayer layer in Enumerable.Reverse(slot.Deferred))
        {
            layer.AccumulateWeightGradients();
        }
    }

    private Start Begin(ActivationSlot slot)
    {
        var start = new Start(new List<Tensor>(slot.Roots.Count + 1), new List<Tensor>(slot.Roots.Count + 1));
        if (slot.Loss is { } loss)
        {
            start.Roots.Add(loss);
            start.Gradients.Add(ones_like(loss));
        }

        int arrived = 0, root = 0;
        foreach (ActivationSlot.Departure departure in slot.Awaited)
        {
            var sums = new Tensor?[departure.Parts.Length];
            foreach (int _ in departure.Consumers)
            {
                object? content = slot.Arrived[arrived++].Content;
                for (int i = 0; i < sums.Length; i++)
                {
                    if ((content is Tensor?[] several ? several[departure.Parts[i]] : content as Tensor) is { } handed)
                    {
                        slot.Own(handed);
                        Tensor gradient = ChunkRunner.OnDevice(handed, device);
                        sums[i] = sums[i] is { } sum ? sum + gradient : gradient;
                    }
                }
            }

            foreach (Tensor? sum in sums)
            {
                if (sum is not null)
                {
                    start.Roots.Add(slot.Roots[root]);
                    start.Gradients.Add(sum);
                }

                root++;
            }
        }

        slot.Arrived.Clear();
        return start;
    }

    private void SendBack(Step step, ActivationSlot slot)
    {
        foreach ((Chunk.Import import, Tensor?[] leaves, bool isArray) in slot.Leaves)
        {
            Tensor?[] gradients = [.. leaves.Select(leaf => leaf?.grad?.DetachFromDisposeScope())];
            step.HandOver.PutGradient(import.Producer, chunk.Index, import.Value, slot.Index,
                new HandOver.Message(isArray ? gradients : gradients[0]));
        }
    }
}
