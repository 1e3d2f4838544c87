using System.Globalization;
using StageGen.Execution;
using TorchSharp;

namespace StageGen;

/// <summary>
/// The norm of all gradients together, as one vector, and their scaling to a largest one.
/// It is what libtorch's <c>clip_grad_norm_</c> computes, in the model's own order and so with the unsplit model's bits;
/// a parameter that stages share counts once.
/// </summary>
internal static class GradientNorm
{
    /// <summary>Scales the gradients on all devices; gives the norm from before.</summary>
    /// <exception cref="PipelineException">A gradient is not finite; nothing was scaled.</exception>
    public static double Clip(PipelineEngine engine, string model, IReadOnlyList<IReadOnlyList<NamedParameter>> parameters, double maxNorm)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        var norms = new torch.Tensor?[parameters.Sum(own => own.Count)];
        try
        {
            engine.OnAllDevices(worker => Measure(parameters[worker.Device.Index], norms));
            torch.Tensor[] there = [.. norms.OfType<torch.Tensor>()];
            if (there.Length == 0)
            {
                return 0;
            }

            torch.Tensor total = there.Length == 1 ? there[0] : torch.stack(there).norm();
            double norm = total.ToDouble();
            if (!double.IsFinite(norm))
            {
                throw NotFinite(model, parameters, norms, norm);
            }

            double factor = torch.full_like(total, maxNorm).div_(total + 1e-6).clamp(max: 1.0).ToDouble();
            engine.OnAllDevices(worker => Scale(parameters[worker.Device.Index], factor));
            return norm;
        }
        finally
        {
            foreach (torch.Tensor? norm in norms)
            {
                norm?.Dispose();
            }
        }
    }

    // The norms come to the CPU in single precision at least: parameters may be of several types.
    private static void Measure(IReadOnlyList<NamedParameter> own, torch.Tensor?[] norms)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        foreach (NamedParameter parameter in own)
        {
            torch.Tensor? norm = parameter.Value.grad?.norm();
            norms[parameter.Position] =
                norm?.to(norm.dtype == torch.ScalarType.Float64 ? torch.ScalarType.Float64 : torch.ScalarType.Float32, torch.CPU)
                    .DetachFromDisposeScope();
        }
    }

    private static void Scale(IReadOnlyList<NamedParameter> own, double factor)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        foreach (NamedParameter parameter in own)
        {
            _ = parameter.Value.grad?.mul_(factor);
        }
    }

    private static PipelineException NotFinite(string model, IReadOnlyList<IReadOnlyList<NamedParameter>> parameters,
        torch.Tensor?[] norms, double total)
    {
        string which = parameters.SelectMany(own => own).OrderBy(parameter => parameter.Position)
            .FirstOrDefault(parameter => norms[parameter.Position] is { } norm && !double.IsFinite(norm.ToDouble())) is { } first
            ? $"the gradient of '{first.Name ?? "an unregistered parameter"}' is not finite"
            : "the gradients are too large together";
        return new PipelineException(
            $"{model}: {which} (the norm is {total.ToString(CultureInfo.InvariantCulture)}), so gradients cannot be clipped. No weight was changed. "
            + "Look for a learning rate too high, a division by zero, or a root or logarithm of zero.");
    }
}
