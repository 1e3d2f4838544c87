namespace StageGen.Scheduling;

/// <summary>How actions look in pictures: blue forwards, green backwards, orange weight gradients; darker from stage to stage of a device.</summary>
internal static class TimelineColours
{
    public const string Css =
        ".F rect{fill:#8ab4f0}.F.s1 rect{fill:#5a8fdc}.F.s2 rect{fill:#3d6fb8}.F.s3 rect{fill:#2b5490}"
        + ".B rect{fill:#8fd19e}.B.s1 rect{fill:#5fb574}.B.s2 rect{fill:#419857}.B.s3 rect{fill:#2d7540}"
        + ".I rect{fill:#8fd6cc}.I.s1 rect{fill:#5bbcae}.I.s2 rect{fill:#3c9a8d}.I.s3 rect{fill:#2a766b}"
        + ".W rect{fill:#f3c078}.W.s1 rect{fill:#e2a04a}.W.s2 rect{fill:#c5822f}.W.s3 rect{fill:#9c6520}"
        + ".F rect,.B rect,.I rect,.W rect{stroke:#ffffff;stroke-width:.6}.s2 text,.s3 text{fill:#ffffff}"
        + ".O{fill:#b79ad9}.idle{fill:#f1f1f1}.dim{fill:#555555}.axis{stroke:#999999;fill:none}";

    /// <summary>The class that tells the stages of one device apart.</summary>
    public static string Shade(int chunk) => " s" + Invariant.Number(chunk % 4);

    /// <summary>An action in words.</summary>
    public static string Describe(ScheduleAction action) => $"{action}: {Words(action.Kind)}, stage {action.Stage}, microbatch {action.Microbatch}";

    /// <summary>A kind in words.</summary>
    public static string Words(ActionKind kind) => kind switch
    {
        ActionKind.Forward => "forward",
        ActionKind.Backward => "backward",
        ActionKind.InputGradient => "input gradient",
        _ => "weight gradient",
    };
}
