using System.Globalization;
using StageGen.Modeling.Costs;

namespace StageGen.Analyzers;

/// <summary>Numbers as messages write them.</summary>
internal static class Said
{
    public static string Percent(double share) =>
        (100 * share).ToString(Math.Abs(share) < 0.0995 ? "0.#" : "0", CultureInfo.InvariantCulture) + " %";

    public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>How many there are of something: <c>1 device</c>, <c>2 devices</c>.</summary>
    public static string Count(long count, string what, string plural = "s") => Number(count) + " " + what + (count == 1 ? "" : plural);

    /// <summary>A change of a time: <c>as long as now</c>, <c>12 % less</c>.</summary>
    public static string Change(double change) =>
        Math.Abs(change) < 0.005 ? "as long as now" : Percent(Math.Abs(change)) + (change > 0 ? " more" : " less");

    /// <summary>Seconds with their unit.</summary>
    public static string Time(double seconds) => seconds switch
    {
        >= 1 => Number(seconds) + " s",
        >= 1e-3 => Number(seconds * 1e3) + " ms",
        _ => Number(seconds * 1e6) + " µs",
    };

    /// <summary>For messages with numbers that a profile has: where estimates were gone by, nothing is said.</summary>
    public static string Measured(ModelPartition model) => model.IsMeasured ? "measured " : "";

    public static string Capital(string sentence) =>
        sentence.Length == 0 ? sentence : char.ToUpperInvariant(sentence[0]) + sentence.Substring(1);
}
