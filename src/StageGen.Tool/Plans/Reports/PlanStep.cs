using StageGen.Scheduling;

namespace StageGen.Tool;

/// <summary>A step of a plan, to be drawn.</summary>
/// <param name="Panel">The timeline.</param>
/// <param name="Schedule">What runs.</param>
/// <param name="Devices">What the devices are called.</param>
/// <param name="Unit">The unit of the times.</param>
internal sealed record PlanStep(ReportPanel Panel, Schedule Schedule, IReadOnlyList<string> Devices, string Unit)
{
    // A picture of more actions is a colour, not a picture.
    private const int MostActions = 4_000;

    /// <summary>
    /// The step of a model; of stages that all cost the same where the costs are not known; null where it would not be seen or takes a
    /// search.
    /// </summary>
    public static PlanStep? Of(PlannedModel model)
    {
        var devices = model.Devices;
        var names = model.Summary.Devices.Count > 0 ? [.. model.Summary.Devices.Select(device => device.Name)] : devices.Names.ToList();
        if (2L * devices.Chunks * devices.Microbatches > MostActions) return null;
        if (model.Simulation is not { } simulation)
        {
            if (model.Partition is not null || model.Plan.Schedule.Kind == PipelineSchedule.Auto) return null;
            var equal = ScheduleSimulator.Simulate(Schedules.Build(model.Plan.Schedule.Kind, devices.Names.Count, devices.Microbatches,
                devices.StagesPerDevice));
            return new(ReportPanel.Of(equal, "A step, were all stages alike") with { Transfer = null, PeakActivations = null },
                equal.Schedule, names, "");
        }
        // What devices hold is in a table of its own.
        bool measured = model.Summary.IsMeasured;
        var scaled = simulation.Timeline.Scale(measured ? 1000 : 100 / simulation.Timeline.Makespan);
        var panel = ReportPanel.Of(simulation, measured ? "A step, predicted from the profile" : "A step, predicted") with
        {
            Timeline = scaled, Transfer = null, PeakActivations = null, PeakBytes = null,
        };
        // Estimates are good for ratios, so the step is the unit.
        return new(panel, simulation.Schedule, names, measured ? "ms" : "%");
    }
}
