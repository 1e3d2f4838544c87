using System.Runtime.CompilerServices;
using TorchSharp;

namespace StageGen;

/// <summary>Knows which models were built in part, and frees what such a model holds.</summary>
internal static class PartialModels
{
    private static readonly ConditionalWeakTable<torch.nn.Module, int[]> Built = [];

    public static void Add(torch.nn.Module model, int[] stages) => Built.Add(model, stages);

    /// <summary>The stages that a model was built with, or null where it is whole.</summary>
    public static IReadOnlyList<int>? StagesOf(torch.nn.Module model) => Built.TryGetValue(model, out int[]? stages) ? stages : null;

    /// <summary>Disposes what a model in part holds. Not through its own <c>Dispose</c>, which may count on all of its fields.</summary>
    public static void Free(torch.nn.Module model)
    {
        foreach (torch.nn.Module module in model.modules().ToList())
        {
            module.Dispose();
        }

        foreach (torch.Tensor tensor in model.parameters(recurse: false).Concat(model.buffers(recurse: false)).ToList())
        {
            tensor.Dispose();
        }

        GC.SuppressFinalize(model);
    }

    /// <summary>Disposes the parameters and buffers of released modules that the model has no use for.</summary>
    public static void FreeUnused(IReadOnlyList<torch.nn.Module> released, torch.nn.Module model)
    {
        if (released.Count == 0)
        {
            return;
        }

        HashSet<nint> used = [.. TensorsOf(model).Select(tensor => tensor.Handle)];
        foreach (torch.Tensor tensor in released.SelectMany(TensorsOf).ToList())
        {
            if (!used.Contains(tensor.Handle))
            {
                tensor.Dispose();
            }
        }
    }

    private static IEnumerable<torch.Tensor> TensorsOf(torch.nn.Module module) => module.parameters().Concat(module.buffers());
}
