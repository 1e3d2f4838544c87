using StageGen.Scheduling;

namespace StageGen;

/// <summary>
/// How the steps of a pipeline went, beside how the simulator says they should go from what their actions cost. All times are in
/// milliseconds.
/// </summary>
public sealed class PipelineProfile
{
    private const string Unit = "ms";

    internal PipelineProfile(
        string model, Schedule schedule, IReadOnlyList<PipelineDevice> devices, IReadOnlyList<StepResult> steps, double[]? activationBytes)
    {
        Title = $"{model}: {schedule.Name}, {schedule.Devices} devices, {schedule.Microbatches} microbatches";
        Devices = [.. devices.Select(device => $"{device.Name} #{device.Index}")];
        Steps = steps.Count;
        Costs = MeasuredCosts.Of(steps, schedule.Stages).Scale(1000);
        Costs = activationBytes is null ? Costs : Costs with { ActivationBytes = activationBytes };
        Predicted = ScheduleSimulator.Simulate(schedule, Costs);
        Timeline[] byLength = [.. steps.Select(step => step.Timeline).OrderBy(timeline => timeline.Makespan)];
        Measured = byLength[byLength.Length / 2].Scale(1000);
        double whole = byLength.Sum(timeline => timeline.Makespan * timeline.Devices.Count);
        MeasuredBubble = 1 - (byLength.Sum(timeline => timeline.Busy) / whole);
        Panels =
        [
            ReportPanel.Of(Predicted, "Predicted") with { Transfer = HandOverDelays.PerDevice(Predicted.Timeline) },
            new ReportPanel("Measured", Measured)
            {
                Transfer = HandOverDelays.PerDevice(Measured),
                PeakActivations = HeldActivations.PeakMicrobatches(Measured),
                PeakBytes = activationBytes is null ? null : HeldActivations.Peaks(Measured, stage => activationBytes[stage]),
            },
        ];
    }

    /// <summary>The model, the schedule, the number of devices and of microbatches, for people.</summary>
    public string Title { get; }

    /// <summary>The devices' names, each with its number.</summary>
    public IReadOnlyList<string> Devices { get; }

    /// <summary>From how many steps the profile was made.</summary>
    public int Steps { get; }

    /// <summary>
    /// The median cost of each kind of action on each stage of the schedule. With <see cref="PipelineOptions.Profile"/> set, on CPU
    /// devices under Linux, also the bytes a microbatch holds there, which the second training step is spent on measuring.
    /// </summary>
    public ScheduleCosts Costs { get; }

    /// <summary>The step that the simulator makes of those costs.</summary>
    public SimulationResult Predicted { get; }

    /// <summary>A step that was run: the one whose length is the median.</summary>
    public Timeline Measured { get; }

    /// <summary>The part of the devices' time in which they waited, over all the steps.</summary>
    public double MeasuredBubble { get; }

    /// <summary>Predicted above measured, with what else is known of each.</summary>
    public IReadOnlyList<ReportPanel> Panels { get; }

    /// <summary>A drawing for a terminal.</summary>
    /// <param name="width">How many characters fit on a line.</param>
    /// <param name="colour">Whether to use ANSI colours.</param>
    public string ToText(int width = 120, bool colour = false) => TerminalReport.Render(Panels, width, colour, Devices, Unit);

    /// <summary>A page, self-contained, to zoom and hover in.</summary>
    public string ToHtml() => TimelineHtml.Render(Title, Panels, Devices, Unit);

    /// <summary>A picture.</summary>
    public string ToSvg() => TimelineSvg.Render(Panels, Devices, Unit, heading: Title);

    /// <summary>A trace for ui.perfetto.dev and chrome://tracing.</summary>
    public string ToTrace()
        => ChromeTrace.Render([.. Panels.Select(panel => (panel.Title, panel.Timeline))], Devices, microsecondsPerUnit: 1000);

    /// <summary>The measured costs, as <see cref="CostsCsv"/> and <c>dotnet stagegen simulate --profile</c> read them.</summary>
    public string ToCsv() => CostsCsv.Write(Costs);

    /// <summary>
    /// Writes the profile as what the end of the file's name says: <c>.html</c>, <c>.svg</c>, <c>.json</c> (trace) or <c>.csv</c>
    /// (costs). The file is there wholly or not at all.
    /// </summary>
    /// <param name="path">The file; its folder is made if need be.</param>
    /// <exception cref="ArgumentException">The name ends in something else.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path) => AtomicFile.Write(path, ProfileFormat.Of(path)(this));

    /// <summary>Finds out whether a profile could be saved there, before what is to be profiled begins.</summary>
    /// <inheritdoc cref="Save" path="/exception"/>
    public static void CheckCanSave(string path)
    {
        _ = ProfileFormat.Of(path);
        AtomicFile.CheckWritable(path);
    }
}
