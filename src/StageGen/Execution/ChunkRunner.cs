using StageGen.Scheduling;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StageGen.Execution;

/// <summary>
/// Runs the actions of one chunk on its device. Between a microbatch's forward and its backward it holds no more than the
/// backward needs: the leaves that came in, the values that went out, the loss. What lies between lives in the autograd graph alone.
/// </summary>
/// <param name="chunk">What it runs.</param>
/// <param name="layout">The pipeline's values.</param>
/// <param name="device">Where it runs.</param>
/// <param name="splitsBackward">Whether the schedule has backwards in two halves.</param>
/// <param name="ties">The parameters that it shares with other chunks.</param>
internal sealed class ChunkRunner(Chunk chunk, PipelineLayout layout, Device device, bool splitsBackward, ChunkTies ties) : IDisposable
{
    private readonly WeightGradientCapture? capture = splitsBackward
        ? new WeightGradientCapture(chunk.Stages.SelectMany(s => s.Modules), chunk.Stages.SelectMany(s => s.Tensors).OfType<Parameter>())
        : null;
    private readonly bool changesArrivals = InPlaceModules.AnyIn(chunk.Stages.SelectMany(s => s.Modules));
    private readonly ArrivalGuard guard = new(chunk, layout);
    private readonly List<ActivationSlot> slots = [];
    private BackwardPass Backward => field ??= new BackwardPass(Chunk, device, capture, ties);
    private int held;

    public Chunk Chunk { get; } = chunk;

    /// <summary>The most microbatches held at once since the last <see cref="Prepare"/>.</summary>
    public int PeakActivations { get; private set; }

    /// <summary>Makes ready for a step of so many microbatches.</summary>
    public void Prepare(int microbatches)
    {
        while (slots.Count < microbatches)
        {
            slots.Add(new ActivationSlot(new Microbatch(layout.Values, slots.Count)));
        }

        (held, PeakActivations) = (0, 0);
    }

    /// <summary>Takes what an action needs from other chunks, waiting for it; what comes after is work.</summary>
    public void Await(Step step, ScheduleAction action)
    {
        ActivationSlot slot = slots[action.Microbatch];
        switch (action.Kind)
        {
            case ActionKind.Forward:
                foreach (Chunk.Import import in Chunk.Imports)
                {
                    slot.Arrived.Add(step.HandOver.TakeActivation(Chunk.Index, import.Value, action.Microbatch));
                }

                break;

            case ActionKind.Backward:
            case ActionKind.InputGradient:
                foreach ((int value, int[] consumers, _) in slot.Awaited)
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
        step.Probe?.Invoke(action, false);
        switch (action.Kind)
        {
            case ActionKind.Forward:
                using (set_grad_enabled(step.Training))
                {
                    Forward(step, slots[action.Microbatch]);
                }

                break;

            case ActionKind.Backward:
                Backward.Whole(step, slots[action.Microbatch]);
                ties.Finish(action.Microbatch);
                Release(slots[action.Microbatch]);
                break;

            case ActionKind.InputGradient:
                Backward.InputGradients(step, slots[action.Microbatch]);
                break;

            case ActionKind.WeightGradient:
                Backward.WeightGradients(slots[action.Microbatch]);
                ties.Finish(action.Microbatch);
                Release(slots[action.Microbatch]);
                break;
        }

        step.Probe?.Invoke(action, true);
    }

    /// <summary>Names the values an action was working on.</summary>
    public string Describe(ScheduleAction action) => slots[action.Microbatch].Values.Describe();

    public void Dispose() => capture?.Dispose();

    /// <summary>Frees whatever a stopped step left behind.</summary>
    public void Discard()
    {
        foreach (ActivationSlot slot in slots)
        {
            slot.Free();
        }

        held = 0;
    }

    private void Forward(Step step, ActivationSlot slot)
    {
        Microbatch values = slot.Values;
        int microbatch = values.Index;
        values.Size = step.Batch.Sizes[microbatch];
        foreach (int input in Chunk.Inputs)
        {
            values[input] = TensorTree.Map(step.Batch.Input(microbatch, input), tensor => OnDevice(tensor, device));
        }

        guard.Begin();
        for (int i = 0; i < Chunk.Imports.Count; i++)
        {
            object? arrived = Receive(slot, Chunk.Imports[i], slot.Arrived[i]);
            values[Chunk.Imports[i].Value] = arrived;
            guard.Note(Chunk.Imports[i], arrived);
        }

        slot.Arrived.Clear();
        RunStages(slot, recorded: step.Training && capture is not null && slot.Leaves.Count > 0);
        guard.Check();

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

    private object? Receive(ActivationSlot slot, Chunk.Import import, HandOver.Message message)
    {
        if (message.Content is Tensor arrived)
        {
            Tensor leaf = Land(slot, arrived, message.RequiresGradient);
            if (message.RequiresGradient)
            {
                slot.Leaves.Add(new ActivationSlot.Arrival(import, [leaf], IsArray: false));
            }

            return changesArrivals ? leaf.clone() : leaf;
        }

        if (message.Content is not Tensor?[] several)
        {
            return message.Content;
        }

        Tensor?[] landed = [.. several.Select((part, i) => part is null ? null : Land(slot, part, message.PartsRequiringGradient![i]))];
        if (message.RequiresGradient)
        {
            slot.Leaves.Add(new ActivationSlot.Arrival(import,
                [.. landed.Select((part, i) => message.PartsRequiringGradient![i] ? part : null)], IsArray: true));
        }

        return changesArrivals ? landed.Select(part => part?.clone()).ToArray() : landed;
    }

    private Tensor Land(ActivationSlot slot, Tensor arrived, bool requiresGradient)
    {
        Tensor leaf = OnDevice(arrived, device);
        slot.Own(arrived);
        slot.Own(leaf.DetachFromDisposeScope());
        return requiresGradient ? leaf.requires_grad_() : leaf;
    }

    private void RunStages(ActivationSlot slot, bool recorded)
    {
        using WeightGradientCapture.Recording recording = WeightGradientCapture.Record(recorded ? slot.Calls : null);
        foreach (PipelineStage stage in Chunk.Stages)
        {
            stage.Forward(slot.Values);
        }
    }

    private void Release(ActivationSlot slot)
    {
        slot.Free();
        held--;
    }

    private static void Send(Step step, ActivationSlot slot, Chunk.Export export)
    {
        Microbatch values = slot.Values;
        object? content = values[export.Value];
        Tensor?[] parts = content as Tensor?[] ?? [content as Tensor];
        bool[] requiring = [.. parts.Select(part => part is { requires_grad: true })];
        bool requiresGradient = requiring.Contains(true);
        if (requiresGradient)
        {
            int[] roots = [.. Enumerable.Range(0, parts.Length).Where(i => requiring[i])];
            foreach (int i in roots)
            {
                // A handle of its own: the tensor may be the model's, as a parameter is.
                Tensor root = parts[i]!.alias().DetachFromDisposeScope();
                slot.Own(root);
                slot.Roots.Add(root);
            }

            slot.Awaited.Add(new ActivationSlot.Departure(export.Value, export.Consumers, roots));
        }

        foreach (int consumer in export.Consumers)
        {
            object? handed = content switch
            {
                Tensor tensor => tensor.detach().DetachFromDisposeScope(),
                Tensor?[] several => several.Select(part => part?.detach().DetachFromDisposeScope()).ToArray(),
                _ => content,
            };
            step.HandOver.PutActivation(
                consumer, export.Value, values.Index,
                new HandOver.Message(handed, requiresGradient) { PartsRequiringGradient = content is Tensor?[] ? requiring : null });
        }
    }

    private void Finish(Step step, ActivationSlot slot, object? output)
    {
        int microbatch = slot.Values.Index;
        if (step.Loss is { } lossOf)
        {
            Tensor loss = lossOf(output, OnDevice(step.Batch.Target(microbatch)!, device));
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

        if (step.PartsOf is { } partsOf)
        {
            step.Outputs[microbatch] = OutputParts.Keep(partsOf(output));
        }
    }

    internal static Tensor OnDevice(Tensor tensor, Device device)
        => tensor.device_type == device.type && (device.type == DeviceType.CPU || tensor.device_index == device.index)
            ? tensor
            : tensor.to(device, non_blocking: true);
}
