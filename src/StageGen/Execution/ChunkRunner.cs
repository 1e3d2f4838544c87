using StageGen.Scheduling;
using TorchSharp;
using static TorchSharp.torch;

namespace StageGen.Execution;

/// <summary>
/// Runs the actions of one chunk on its device. Between a microbatch's forward and its backward it holds no more than the
/// backward needs: the leaves that came in, the values that went out, the loss. What lies between lives in the autograd graph alone.
/// </summary>
internal sealed class ChunkRunner(Chunk chunk, PipelineLayout layout, Device device)
{
    private readonly List<Slot> slots = [];
    private int held;

    public Chunk Chunk { get; } = chunk;

    /// <summary>The most microbatches held at once since the last <see cref="Prepare"/>.</summary>
    public int PeakActivations { get; private set; }

    /// <summary>Makes ready for a step of so many microbatches.</summary>
    public void Prepare(int microbatches)
    {
        while (slots.Count < microbatches)
        {
            slots.Add(new Slot(new Microbatch(layout.Values, slots.Count)));
        }

        (held, PeakActivations) = (0, 0);
    }

    /// <summary>Takes what an action needs from other chunks, waiting for it; what comes after is work.</summary>
    public void Await(Step step, ScheduleAction action)
    {
        Slot slot = slots[action.Microbatch];
        switch (action.Kind)
        {
            case ActionKind.Forward:
                foreach (Chunk.Import import in Chunk.Imports)
                {
                    slot.Arrived.Add(step.HandOver.TakeActivation(Chunk.Index, import.Value, action.Microbatch));
                }

                break;

            case ActionKind.Backward:
                foreach ((int value, int[] consumers) in slot.Awaited)
                {
                    foreach (int consumer in consumers)
                    {
                        slot.Arrived.Add(step.HandOver.TakeGradient(Chunk.Index, consumer, value, action.Microbatch));
                    }
                }

                break;
        }
    }

    /// <summary>Runs an action for which <see cref="Await"/> has returned.</summary>
    public void Run(Step step, ScheduleAction action)
    {
        using DisposeScope scope = NewDisposeScope();
        switch (action.Kind)
        {
            case ActionKind.Forward:
                using (set_grad_enabled(step.Training))
                {
                    Forward(step, slots[action.Microbatch]);
                }

                break;

            case ActionKind.Backward:
                Backward(step, slots[action.Microbatch]);
                break;

            default:
                throw new InvalidOperationException($"The action {action} is of a kind that this device does not run: {action.Kind}.");
        }
    }

    /// <summary>Names the values an action was working on.</summary>
    public string Describe(ScheduleAction action) => slots[action.Microbatch].Values.Describe();

    /// <summary>Frees whatever a stopped step left behind.</summary>
    public void Discard()
    {
        foreach (Slot slot in slots)
        {
            slot.Free();
        }

        held = 0;
    }

    private void Forward(Step step, Slot slot)
    {
        Microbatch values = slot.Values;
        int microbatch = values.Index;
        values.Size = step.Batch.Sizes[microbatch];
        foreach (int input in Chunk.Inputs)
        {
            object? content = step.Batch.Input(microbatch, input);
            values[input] = content is Tensor tensor ? OnDevice(tensor) : content;
        }

        for (int i = 0; i < Chunk.Imports.Count; i++)
        {
            HandOver.Message message = slot.Arrived[i];
            if (message.Content is not Tensor arrived)
            {
                values[Chunk.Imports[i].Value] = message.Content;
                continue;
            }

            Tensor leaf = OnDevice(arrived);
            slot.Own(arrived);
            slot.Own(leaf.DetachFromDisposeScope());
            if (message.RequiresGradient)
            {
                slot.Leaves.Add((Chunk.Imports[i], leaf.requires_grad_()));
            }

            values[Chunk.Imports[i].Value] = leaf;
        }

        slot.Arrived.Clear();
        foreach (PipelineStage stage in Chunk.Stages)
        {
            stage.Forward(values);
        }

        foreach (Chunk.Export export in Chunk.Exports)
        {
            Send(step, slot, export);
        }

        if (Chunk.HasOutput)
        {
            Finish(step, slot, values[layout.Output]);
        }

        values.Clear();
        if (step.Training)
        {
            PeakActivations = Math.Max(PeakActivations, ++held);
        }
        else
        {
            slot.Free();
        }
    }

    private static void Send(Step step, Slot slot, Chunk.Export export)
    {
        Microbatch values = slot.Values;
        object? content = values[export.Value];
        bool requiresGradient = content is Tensor { requires_grad: true };
        if (requiresGradient)
        {
            slot.Own(((Tensor)content!).DetachFromDisposeScope());
            slot.Roots.Add((Tensor)content!);
            slot.Awaited.Add((export.Value, export.Consumers));
        }

        foreach (int consumer in export.Consumers)
        {
            object? handed = content is Tensor tensor ? tensor.detach().DetachFromDisposeScope() : content;
            step.HandOver.PutActivation(consumer, export.Value, values.Index, new HandOver.Message(handed, requiresGradient));
        }
    }

    private void Finish(Step step, Slot slot, object? output)
    {
        int microbatch = slot.Values.Index;
        if (step.Loss is { } lossOf)
        {
            Tensor loss = lossOf(output, OnDevice(step.Batch.Target(microbatch)!));
            if (loss.numel() != 1 || !loss.is_floating_point())
            {
                throw new InvalidOperationException(
                    $"The loss is {Described.Value(loss)}; it must be one floating-point number a microbatch, its mean over the samples. Does the loss function say reduction: Reduction.None?");
            }

            // Each microbatch counts by its share of the samples, so a ragged last one is right.
            Tensor weighted = (loss.dim() == 0 ? loss : loss.squeeze()) * step.Batch.Weight(microbatch);
            step.WeightedLosses[microbatch] = weighted.detach().DetachFromDisposeScope();
            if (step.Training)
            {
                if (!weighted.requires_grad)
                {
                    throw new InvalidOperationException(
                        "The loss depends on no parameter that requires a gradient. Is every parameter frozen, or does forward (or the loss) detach its result or run under no_grad?");
                }

                slot.Own(weighted.DetachFromDisposeScope());
                slot.Loss = weighted;
            }
        }

        if (step.KeepsOutputs)
        {
            step.Outputs[microbatch] = output is Tensor tensor ? tensor.detach().DetachFromDisposeScope() : output;
        }
    }

    private void Backward(Step step, Slot slot)
    {
        var roots = new List<Tensor>(slot.Roots.Count + 1);
        var gradients = new List<Tensor>(slot.Roots.Count + 1);
        if (slot.Loss is { } loss)
        {
            roots.Add(loss);
            gradients.Add(ones_like(loss));
        }

        int arrived = 0;
        for (int i = 0; i < slot.Roots.Count; i++)
        {
            Tensor? sum = null;
            foreach (int _ in slot.Awaited[i].Consumers)
            {
                if (slot.Arrived[arrived++].Content is Tensor handed)
                {
                    slot.Own(handed);
                    Tensor gradient = OnDevice(handed);
                    sum = sum is null ? gradient : sum + gradient;
                }
            }

            if (sum is not null)
            {
                roots.Add(slot.Roots[i]);
                gradients.Add(sum);
            }
        }

        slot.Arrived.Clear();
        if (roots.Count > 0)
        {
            autograd.backward(roots, gradients);
            GC.KeepAlive(roots);
            GC.KeepAlive(gradients);
        }

        foreach ((Chunk.Import import, Tensor leaf) in slot.Leaves)
        {
            Tensor? gradient = leaf.grad?.DetachFromDisposeScope();
            step.HandOver.PutGradient(import.Producer, Chunk.Index, import.Value, slot.Values.Index, new HandOver.Message(gradient));
        }

        slot.Free();
        held--;
    }

    private Tensor OnDevice(Tensor tensor)
        => tensor.device_type == device.type && (device.type == DeviceType.CPU || tensor.device_index == device.index)
            ? tensor
            : tensor.to(device, non_blocking: true);

    /// <summary>What one microbatch keeps between its forward and its backward.</summary>
    private sealed class Slot(Microbatch values)
    {
        private readonly List<Tensor> owned = [];

        public Microbatch Values { get; } = values;

        public List<HandOver.Message> Arrived { get; } = [];

        public List<(Chunk.Import Import, Tensor Leaf)> Leaves { get; } = [];

        /// <summary>The values that went out and want a gradient, and, at the same places, who will send it.</summary>
        public List<Tensor> Roots { get; } = [];

        public List<(int Value, int[] Consumers)> Awaited { get; } = [];

        public Tensor? Loss { get; set; }

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

            owned.Clear();
            Arrived.Clear();
            Leaves.Clear();
            Roots.Clear();
            Awaited.Clear();
            Loss = null;
            Values.Clear();
        }
    }
}
