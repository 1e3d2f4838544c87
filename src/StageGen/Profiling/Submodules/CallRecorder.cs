using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using StageGen.Execution;
using TorchSharp;

namespace StageGen;

/// <summary>
/// Notes the calls of submodules while a forward runs: times them, counts the bytes they leave behind, and parts their graph from the
/// graph around them. Calls inside a submodule's call are its own affair; where its parts are called one by one, each counts for it.
/// </summary>
/// <param name="owners">For each module in a submodule, whose it is, by stage.</param>
/// <param name="changesInputs">For each submodule whether it changes its inputs, so that it must get copies.</param>
/// <param name="watches">Whether to give copies to all, and to note in <paramref name="changesInputs"/> which
/// of them change theirs.</param>
internal sealed class CallRecorder(IReadOnlyDictionary<(int Stage, torch.nn.Module Module), int> owners, bool[] changesInputs, bool watches)
    : ICallObserver, IDisposable
{
    private readonly List<(torch.Tensor Copy, long Version)> copies = [];
    private readonly List<SubmoduleCall> calls = [];
    private readonly HashSet<nint> known = [0];
    private readonly DisposeScope outer = torch.NewDisposeScope();
    private SubmoduleCall? current;
    private torch.nn.Module? module;
    private DisposeScope? inner;
    private int depth;

    /// <summary>The calls so far, in order.</summary>
    public IReadOnlyList<SubmoduleCall> Calls => calls;

    /// <summary>The declared stage that is running.</summary>
    public int Stage { get; set; }

    /// <summary>Waits until a device has done what it was given; nothing to wait for on CPU.</summary>
    public Action Synchronise { get; set; } = static () => { };

    /// <summary>A value that the model was given, which nobody keeps for a microbatch alone.</summary>
    public void Know(torch.Tensor tensor) => known.Add(Address(tensor));

    public T Entering<T>(torch.nn.Module called, T inputs)
    {
        if (current is not null)
        {
            depth += ReferenceEquals(called, module) ? 1 : 0;
            return inputs;
        }

        if (!owners.TryGetValue((Stage, called), out int submodule))
        {
            return inputs;
        }

        Synchronise();
        var call = new SubmoduleCall(submodule) { Entered = Stopwatch.GetTimestamp() };
        T given = Mapped(inputs, tensor => Give(call, tensor));
        (current, module, depth) = (call, called, 0);
        Synchronise();
        inner = torch.NewDisposeScope();
        call.Bytes = AllocatedBytes.Now();
        call.Start = Stopwatch.GetTimestamp();
        return given;
    }

    public T Leaving<T>(torch.nn.Module called, T output)
    {
        if (current is not { } call || !ReferenceEquals(called, module) || depth-- > 0)
        {
            return output;
        }

        Synchronise();
        call.End = Stopwatch.GetTimestamp();
        changesInputs[call.Submodule] |= copies.Exists(given => TensorVersion.Of(given.Copy) != given.Version);
        copies.Clear();
        T kept = Mapped(output, Keep);
        inner!.Dispose();
        inner = null;
        call.Bytes = Math.Max(0, AllocatedBytes.Now() - call.Bytes);
        calls.Add(call);
        (current, module) = (null, null);
        T result = Mapped(kept, tensor => Hand(call, tensor));
        Synchronise();
        call.Left = Stopwatch.GetTimestamp();
        return result;
    }

    /// <summary>Frees what the calls hold.</summary>
    public void Dispose()
    {
        inner?.Dispose();
        outer.Dispose();
    }

    // What is one tensor stays one.
    private static T Mapped<T>(T value, Func<torch.Tensor, torch.Tensor> change)
    {
        var changed = new Dictionary<torch.Tensor, torch.Tensor>(ReferenceEqualityComparer.Instance);
        return TensorTree.Map(value,
            tensor => changed.TryGetValue(tensor, out torch.Tensor? other) ? other : changed[tensor] = change(tensor));
    }

    private torch.Tensor Give(SubmoduleCall call, torch.Tensor tensor)
    {
        if (tensor.is_floating_point() && known.Add(Address(tensor)))
        {
            call.MadeForIt += Size(tensor);
        }

        if (!tensor.requires_grad)
        {
            return Given(call, tensor);
        }

        torch.Tensor leaf = Hold(tensor.detach().requires_grad_());
        call.Inputs.Add((Hold(tensor.alias()), leaf));
        return Given(call, leaf);
    }

    private torch.Tensor Given(SubmoduleCall call, torch.Tensor tensor)
    {
        if (!watches && !changesInputs[call.Submodule])
        {
            return tensor;
        }

        torch.Tensor copy = tensor.clone();
        if (watches && TensorVersion.Of(copy) is { } version)
        {
            copies.Add((copy, version));
        }

        return copy;
    }

    // A handle of its own, for the one that was returned goes with the call's scope.
    private torch.Tensor Keep(torch.Tensor tensor) => Hold(tensor.alias());

    // What follows may change the value in place, which autograd forbids to a leaf: it gets a copy.
    private torch.Tensor Hand(SubmoduleCall call, torch.Tensor kept)
    {
        call.OutputBytes += Size(kept);
        if (!kept.requires_grad)
        {
            torch.Tensor same = kept.alias();
            known.Add(Address(same));
            return same;
        }

        torch.Tensor leaf = Hold(kept.detach().requires_grad_());
        call.Outputs.Add((kept, leaf));
        torch.Tensor copy = leaf.clone();
        known.Add(Address(copy));
        return copy;
    }

    private torch.Tensor Hold(torch.Tensor tensor)
    {
        outer.Attach(tensor.DetachFromDisposeScope());
        return tensor;
    }

    private static long Size(torch.Tensor tensor) => tensor.numel() * tensor.element_size();

    // Views begin where what they are of begins, or are taken for it.
    private static unsafe nint Address(torch.Tensor tensor)
        => tensor.device_type == DeviceType.CPU && tensor.numel() > 0 && tensor.is_contiguous()
            ? (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.bytes))
            : 0;
}
