using System.Globalization;
using Microsoft.CodeAnalysis.Diagnostics;

namespace StageGen.Analyzers;

/// <summary>Thresholds from <c>.editorconfig</c>; what cannot be read there is taken for not being there.</summary>
internal static class RuleOptions
{
    /// <summary>A number above zero.</summary>
    public static double Number(this AnalyzerConfigOptions options, string name, double otherwise) =>
        options.TryGetValue(name, out string? text)
        && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value > 0
            ? value
            : otherwise;
}
