namespace StageGen.Scheduling;

/// <summary>
/// How actions look in pictures: blue forwards, green backwards, teal input gradients, orange weight gradients; darker from stage
/// to stage of a device.
/// </summary>
internal static class TimelineColours
{
    public const string Css = """

        .F rect{fill:#8ab4f0}.F.s1 rect{fill:#5a8fdc}.F.s2 rect{fill:#3d6fb8}.F.s3 rect{fill:#2b5490}
        .B rect{fill:#8fd19e}.B.s1 rect{fill:#5fb574}.B.s2 rect{fill:#358048}.B.s3 rect{fill:#2a6a3a}
        .I rect{fill:#8fd6cc}.I.s1 rect{fill:#5bbcae}.I.s2 rect{fill:#2c7d72}.I.s3 rect{fill:#22675d}
        .W rect{fill:#f3c078}.W.s1 rect{fill:#e2a04a}.W.s2 rect{fill:#a3661f}.W.s3 rect{fill:#875417}
        .O rect{fill:#b79ad9}
        .bar text{fill:#16202c}.s2 text,.s3 text{fill:#fff}
        .ink{fill:#1d242c}.dim{fill:#5b6671}.idle{fill:#edf0f3}.paper{fill:#fff}.rule{stroke:#a9b2bb;fill:none}
        @media (prefers-color-scheme:dark){.ink{fill:#e4e8ec}.dim{fill:#9aa5b0}.idle{fill:#262d35}.paper{fill:#14181d}.rule{stroke:#5b6671}}

        """;

    /// <summary>The class that tells the stages of one device apart.</summary>
    public static string Shade(int chunk) => " s" + Invariant.Number(chunk % 4);

    /// <summary>What the shades mean, in words.</summary>
    public const string Shades = "darker: a later stage of the device";

    /// <summary>The kinds of actions that a legend explains.</summary>
    public static IEnumerable<ActionKind> Kinds(IEnumerable<ReportPanel> panels) => panels
        .SelectMany(panel => panel.Timeline.Devices).SelectMany(row => row)
        .Select(timed => timed.Action.Kind).Distinct().OrderBy(kind => kind);

    /// <summary>An action in words.</summary>
    public static string Describe(ScheduleAction action) =>
        $"{action}: {Words(action.Kind)}, stage {action.Stage}, microbatch {action.Microbatch}";

    /// <summary>A kind in words.</summary>
    public static string Words(ActionKind kind) => kind switch
    {
        ActionKind.Forward => "forward",
        ActionKind.Backward => "backward",
        ActionKind.InputGradient => "input gradient",
        _ => "weight gradient",
    };
}
