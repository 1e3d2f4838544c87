namespace StageGen.Scheduling;

/// <summary>What the validator proved about a plan.</summary>
/// <param name="Actions">How many actions it has, over all devices.</param>
/// <param name="PeakPerStage">For each stage the most microbatches whose activations it holds at once.</param>
/// <param name="PeakPerDevice">For each device the same, counted in microbatches of all of the device's stages together.</param>
public sealed record ScheduleReport(int Actions, IReadOnlyList<int> PeakPerStage, IReadOnlyList<double> PeakPerDevice);
