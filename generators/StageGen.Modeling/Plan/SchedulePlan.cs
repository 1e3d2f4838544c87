namespace StageGen.Modeling;

/// <summary>What <c>[Pipeline]</c> says.</summary>
/// <param name="Kind">The schedule.</param>
/// <param name="Microbatches">Microbatches a step, or 0: the pipeline decides.</param>
/// <param name="DeclaredStagesPerDevice">The schedule's stages on a device as declared, or 0: what the schedule usually has.</param>
/// <param name="StagesPerDevice">The schedule's stages on a device.</param>
public sealed record SchedulePlan(PipelineSchedule Kind, int Microbatches, int DeclaredStagesPerDevice, int StagesPerDevice)
{
    /// <summary>What the stages cost, for a schedule that weighs it; null where it is not known, or nobody has asked yet.</summary>
    public StageTimes? Times { get; init; }
}
