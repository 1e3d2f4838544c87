using System.Runtime.CompilerServices;
using TorchSharp;

namespace StageGen;

/// <summary>The tensors in what a module takes or returns: in tuples, arrays, lists and dictionaries, however deep.</summary>
internal static class TensorTree
{
    /// <summary>The same value with other tensors in it; what has no tensors stays as it is.</summary>
    public static T Map<T>(T value, Func<torch.Tensor, torch.Tensor> change) => (T)Mapped(value, change)!;

    private static object? Mapped(object? value, Func<torch.Tensor, torch.Tensor> change) => value switch
    {
        torch.Tensor { IsInvalid: false } tensor => change(tensor),
        torch.Tensor?[] several => several.Select(tensor => (torch.Tensor?)Mapped(tensor, change)).ToArray(),
        List<torch.Tensor> list => list.Select(tensor => (torch.Tensor)Mapped(tensor, change)!).ToList(),
        Dictionary<string, torch.Tensor> named =>
            named.ToDictionary(entry => entry.Key, entry => (torch.Tensor)Mapped(entry.Value, change)!, named.Comparer),
        ITuple tuple => Tuple(tuple, change),
        _ => value,
    };

    private static object? Tuple(ITuple tuple, Func<torch.Tensor, torch.Tensor> change)
    {
        object?[] items = [.. Enumerable.Range(0, tuple.Length).Select(i => tuple[i])];
        object?[] mapped = [.. items.Select(item => Mapped(item, change))];
        // Longer tuples nest their rest, and a tuple without tensors is as good as it was.
        return items.Length > 7 || items.SequenceEqual(mapped, ReferenceEqualityComparer.Instance)
            ? tuple
            : Activator.CreateInstance(tuple.GetType(), mapped);
    }
}
