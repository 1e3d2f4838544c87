using System.Globalization;
using System.Text;

namespace StageGen.Tool;

/// <summary>
/// How stages look in pictures: light fills with dark text, in light and in dark surroundings. After ten stages colours come again;
/// numbers do not.
/// </summary>
internal static class StageColours
{
    /// <summary>The fills, stage by stage.</summary>
    public static readonly IReadOnlyList<string> Fills =
        ["#a9c9f5", "#f6cb9c", "#b4dfae", "#f2b5c6", "#cfc0f2", "#efdf8e", "#a3ded9", "#e0c4a8", "#ccd3da", "#e4b8ea"];

    /// <summary>The parts of a device's memory.</summary>
    public static readonly IReadOnlyList<string> Parts = ["#5a8fdc", "#5bbcae", "#e2a04a", "#b79ad9"];

    public static readonly string Css = Build();

    /// <summary>The class of a stage's colour.</summary>
    public static string ClassOf(int stage) =>
        stage < 0 ? "stage-none" : "stage" + (stage % Fills.Count).ToString(CultureInfo.InvariantCulture);

    private static string Build()
    {
        var css = new StringBuilder("\n");
        for (int stage = 0; stage < Fills.Count; stage++)
            _ = css.Append(CultureInfo.InvariantCulture, $".stage{stage}{{fill:{Fills[stage]}}}");
        for (int part = 0; part < Parts.Count; part++) _ = css.Append(CultureInfo.InvariantCulture, $".part{part}{{fill:{Parts[part]}}}");
        return css.Append("""

            .stage-none{fill:#e9ecef}.on-stage{fill:#16202c}.on-stage-dim{fill:#3d4853}.number{fill:#16202c;fill-opacity:.14}
            .ink{fill:#1d242c}.dim{fill:#5b6671}.paper{fill:#fff}.rule{stroke:#a9b2bb;fill:none}.track{fill:#edf0f3}.limit{stroke:#b3261e;stroke-width:2}.over{fill:#b3261e}
            .flow{stroke:#7d8893;stroke-width:1.4;fill:none}.flow.border{stroke:#4a5561;stroke-width:1.6;stroke-dasharray:5 3}.flow.device{stroke:#1d242c;stroke-width:2.6}
            .head{fill:#7d8893}.head.border{fill:#4a5561}.head.device{fill:#1d242c}.pill{fill:#fff;stroke:#7d8893}.input{fill:none;stroke:#7d8893}
            @media (prefers-color-scheme:dark){.ink{fill:#e4e8ec}.dim{fill:#9aa5b0}.paper{fill:#14181d}.rule{stroke:#5b6671}.track{fill:#262d35}.limit{stroke:#ff8a80}.over{fill:#ff8a80}
            .flow{stroke:#78838f}.flow.border{stroke:#b3bdc7}.flow.device{stroke:#e4e8ec}.head{fill:#78838f}.head.border{fill:#b3bdc7}.head.device{fill:#e4e8ec}.pill{fill:#14181d;stroke:#78838f}}

            """).ToString();
    }
}
