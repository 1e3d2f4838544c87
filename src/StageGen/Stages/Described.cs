using System.Globalization;
using TorchSharp;

namespace StageGen;

/// <summary>
/// How messages show a value: a tensor by element type and shape, a number or a string as it prints, anything else by its type.
/// </summary>
internal static class Described
{
    public static string Value(object? content) => content switch
    {
        null => "null",
        torch.Tensor { IsInvalid: true } => "a disposed tensor",
        torch.Tensor tensor => $"{tensor.dtype}[{string.Join(", ", tensor.shape)}]",
        torch.Tensor?[] several => $"[{string.Join(", ", several.Select(Value))}]",
        // Only what prints itself safely: a message about a failure must not fail.
        string or Enum => content.ToString()!,
        IFormattable number when content.GetType().IsPrimitive => number.ToString(null, CultureInfo.InvariantCulture),
        _ => content.GetType().Name,
    };
}
