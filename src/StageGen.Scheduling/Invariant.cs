using System.Globalization;

namespace StageGen.Scheduling;

/// <summary>Numbers as text, the same on every machine.</summary>
internal static class Invariant
{
    public static string Number(double value, string format = "0.####") => value.ToString(format, CultureInfo.InvariantCulture);

    public static string Percent(double ratio) => (ratio * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %";
}
