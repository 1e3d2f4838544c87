using System.Globalization;
using System.Text.RegularExpressions;

namespace StageGen.Modeling.Costs;

/// <summary>
/// Sizes of memory as <c>[Device(Memory = "24GB")]</c> and messages write them: the units are powers of 1024, as device makers count.
/// </summary>
public static class MemorySize
{
    private static readonly string[] Units = ["B", "KB", "MB", "GB", "TB"];

    private static readonly Regex Written = new(@"^(\d+(?:\.\d+)?)\s*(B|KB|MB|GB|TB)$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    /// <summary>The bytes, or null where the text is no size.</summary>
    public static double? Parse(string? text)
    {
        if (text is null || Written.Match(text) is not { Success: true } match) return null;
        int unit = Array.IndexOf(Units, match.Groups[2].Value.ToUpperInvariant());
        return double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) * Math.Pow(1024, unit);
    }

    /// <summary>Bytes for people, as in <c>1.5 GB</c>.</summary>
    public static string Write(double bytes)
    {
        int unit = 0;
        while (bytes >= 1000 && unit < Units.Length - 1)
        {
            bytes /= 1024;
            unit++;
        }
        return bytes.ToString(bytes >= 100 || unit == 0 ? "0" : "0.##", CultureInfo.InvariantCulture) + " " + Units[unit];
    }
}
