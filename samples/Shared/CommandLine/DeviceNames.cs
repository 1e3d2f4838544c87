using System.Globalization;
using static TorchSharp.torch;

namespace Samples;

/// <summary>Reads what <c>--devices</c> says.</summary>
public static class DeviceNames
{
    /// <summary>A number means so many CUDA devices where there are as many, else so many CPU workers; a list names each device.</summary>
    /// <param name="text"><c>2</c>, or <c>cpu,cpu</c>, or <c>cuda:0,cuda:1</c>.</param>
    /// <exception cref="UserException">A number of which no pipeline can be made.</exception>
    public static IReadOnlyList<string> Parse(string text)
    {
        const int most = 1000; // more than any model has stages; those say so themselves
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count))
            return text.Split(',', StringSplitOptions.TrimEntries);
        if (count is < 1 or > most)
            throw new UserException($"--devices {count} makes no pipeline; give from 1 up to as many as the model has stages.");
        var onCuda = cuda.is_available() && cuda.device_count() >= count;
        return [.. Enumerable.Range(0, count).Select(i => onCuda ? $"cuda:{i}" : "cpu")];
    }
}
