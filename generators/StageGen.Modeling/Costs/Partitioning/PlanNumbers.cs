using System.Globalization;

namespace StageGen.Modeling.Costs;

/// <summary>The numbers of a <see cref="PlanSummary"/> as people read them; a question mark is what cannot be told.</summary>
public static class PlanNumbers
{
    private const string Unknown = "?";
    private static readonly string[] Thousands = ["", " k", " M", " G", " T", " P"];

    public static string Percent(double share) =>
        double.IsNaN(share) ? Unknown : (100 * share).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    public static string Bytes(double bytes) => double.IsNaN(bytes) ? Unknown : MemorySize.Write(bytes);

    /// <summary>Operations: <c>2.67 GFLOP</c>.</summary>
    public static string Flops(double flops) => Count(flops) + (flops >= 999.5 || double.IsNaN(flops) ? "FLOP" : " FLOP");

    /// <summary>Three digits and a power of a thousand: <c>6.32 M</c>.</summary>
    public static string Count(double count)
    {
        if (double.IsNaN(count)) return Unknown;
        int unit = 0;
        // 999.5 is rounded to a thousand.
        while (count >= 999.5 && unit < Thousands.Length - 1)
        {
            count /= 1000;
            unit++;
        }
        return count.ToString(unit == 0 || count >= 99.95 ? "0" : count >= 9.995 ? "0.#" : "0.##", CultureInfo.InvariantCulture)
            + Thousands[unit];
    }
}
