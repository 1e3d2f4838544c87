using static TorchSharp.torch;

namespace StageGen.Execution;

/// <summary>The tensors that <c>forward</c> returns: kept for each microbatch, and joined to those of the batch.</summary>
internal static class OutputParts
{
    /// <summary>The parts as tensors of their own, which no dispose scope ends.</summary>
    public static object?[] Keep(object?[] parts) =>
        [.. parts.Select(part => part is Tensor?[] several ? several.Select(Keep).ToArray() : (object?)Keep((Tensor?)part))];

    /// <summary>Joins each part along its first dimension. Of a single microbatch the parts are taken as they are.</summary>
    /// <exception cref="InvalidOperationException">A part cannot be joined.</exception>
    public static object?[] Join(string model, object?[][] outputs)
    {
        if (outputs.Length == 1)
        {
            object?[] only = outputs[0];
            outputs[0] = [];
            return only;
        }

        return [.. outputs[0].Select((_, part) => Join(model, part, [.. outputs.Select(output => output[part])]))];
    }

    public static void Dispose(object?[]? parts)
    {
        foreach (object? part in parts ?? [])
        {
            foreach (Tensor tensor in HandOver.Message.TensorsOf(part))
            {
                tensor.Dispose();
            }
        }
    }

    private static Tensor? Keep(Tensor? part) => part?.detach().DetachFromDisposeScope();

    private static object? Join(string model, int part, object?[] contents)
    {
        if (contents[0] is Tensor?[] first)
        {
            return Enumerable.Range(0, first.Length)
                .Select(i => (Tensor?)Join(model, part, [.. contents.Select(content => ((Tensor?[])content!)[i])])).ToArray();
        }

        if (contents.All(content => content is null))
        {
            return null;
        }

        object? odd = contents.FirstOrDefault(content => content is not Tensor tensor || tensor.dim() == 0);
        if (contents.Any(content => content is not Tensor tensor || tensor.dim() == 0))
        {
            throw new InvalidOperationException(
                $"{model}: part {part} of what forward returns is {Described.Value(odd)} for a microbatch, so those of the microbatches cannot be joined along their "
                + "first dimension. Return a value for each sample, or predict with Microbatches = 1.");
        }

        return cat([.. contents.Cast<Tensor>()], 0);
    }
}
