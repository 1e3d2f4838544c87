namespace StageGen.Modeling;

/// <summary>The ids of the rules about schedules and microbatches. None of them keeps a class from becoming a pipeline.</summary>
public static class ScheduleRules
{
    /// <summary>Devices stand idle for more of a step than they should (a warning).</summary>
    public const string LargeBubble = "SG4001";

    /// <summary>There are fewer microbatches than devices (a warning).</summary>
    public const string FewMicrobatches = "SG4002";

    /// <summary>The batch does not divide into the microbatches (information).</summary>
    public const string UnevenMicrobatches = "SG4003";

    /// <summary>The batch has fewer samples than there are microbatches (a warning).</summary>
    public const string SmallBatch = "SG4004";

    /// <summary>No input has a first dimension that could be cut (a warning).</summary>
    public const string NoBatch = "SG4005";

    /// <summary>A schedule for several stages a device has one (information).</summary>
    public const string OneStagePerDevice = "SG4006";
}
