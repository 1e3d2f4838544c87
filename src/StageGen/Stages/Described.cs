using System.Globalization;
using TorchSharp;

namespace StageGen;

/// <summary>How messages show a value: a tensor by element type and shape, anything else as it prints.</summary>
internal static class Described
{
    public static string Value(object? content) => content switch
    {
        null => "null",
        torch.Tensor { IsInvalid: true } => "a disposed tensor",
        torch.Tensor tensor => $"{tensor.dtype}[{string.Join(", ", tensor.shape)}]",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => content.GetType().Name,
    };
}
