using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Modules;

namespace StageGen.Execution;

/// <summary>
/// Tells parameters that are one and the same to libtorch. TorchSharp may have several objects for one: layers whose weights live in
/// native code, as <c>Embedding</c>'s do, give a new one each time they are asked, and so <c>head.weight = tokens.weight</c> makes two.
/// </summary>
internal sealed class ParameterIdentity : IEqualityComparer<Parameter>
{
    private ParameterIdentity()
    {
    }

    public static ParameterIdentity Comparer { get; } = new();

    /// <summary>Whether a gradient of the one is a gradient of the other: sharing memory alone does not make two parameters one.</summary>
    public bool Equals(Parameter? x, Parameter? y)
    {
        if (ReferenceEquals(x, y) || x is null || y is null)
        {
            return ReferenceEquals(x, y);
        }

        return x.shape.SequenceEqual(y.shape) && x.dtype == y.dtype && MayShareMemory(x, y) && ShareGradient(x, y);
    }

    /// <summary>Good until the parameter changes: by its shape and first elements.</summary>
    public int GetHashCode(Parameter parameter)
    {
        var hash = default(HashCode);
        foreach (long size in parameter.shape)
        {
            hash.Add(size);
        }

        if (IsReadable(parameter))
        {
            hash.AddBytes(parameter.bytes[..Math.Min(16, parameter.bytes.Length)]);
        }

        return hash.ToHashCode();
    }

    private static bool MayShareMemory(Parameter x, Parameter y)
        => IsReadable(x) == IsReadable(y)
            && (!IsReadable(x) || Unsafe.AreSame(ref MemoryMarshal.GetReference(x.bytes), ref MemoryMarshal.GetReference(y.bytes)));

    private static bool IsReadable(Parameter parameter)
        => parameter.device_type == DeviceType.CPU && parameter.numel() > 0 && parameter.is_contiguous();

    private static bool ShareGradient(Parameter x, Parameter y)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        if (x.grad is not null || y.grad is not null)
        {
            // At most one has a gradient: then they are two. Both have: take away one, and look.
            if (x.grad is not { } kept || y.grad is null)
            {
                return false;
            }

            x.grad = null;
            bool gone = y.grad is null;
            x.grad = kept;
            return gone;
        }

        x.grad = torch.zeros_like(x);
        bool there = y.grad is not null;
        x.grad = null;
        return there;
    }
}
