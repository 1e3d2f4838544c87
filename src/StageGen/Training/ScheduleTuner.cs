using StageGen.Scheduling;

namespace StageGen;

/// <summary>Measures the warm-up steps of a pipeline that tunes its schedule, and finds the plan to go on with.</summary>
/// <param name="tuning">How.</param>
internal sealed class ScheduleTuner(ScheduleTuning tuning)
{
    private readonly List<StepResult> steps = [];

    /// <summary>Whether enough steps were measured.</summary>
    public bool IsReady => steps.Count >= tuning.WarmUpSteps;

    /// <summary>
    /// 1F1B with every declared stage an action of its own, so that each is measured. Backwards are taken whole and in halves in turn.
    /// </summary>
    /// <param name="stages">How many stages the model declares; dealt evenly.</param>
    /// <param name="devices">How many devices, at most as many.</param>
    /// <param name="microbatches">How many microbatches a step has.</param>
    /// <param name="tuning">With the most activations a device may hold.</param>
    public static Schedule WarmUpPlan(int stages, int devices, int microbatches, ScheduleTuning tuning)
    {
        int[] deviceOf = [.. Enumerable.Range(0, devices).SelectMany(d =>
        {
            (int start, int end) = StageShare.Bounds(stages, d, devices);
            return Enumerable.Repeat(d, end - start);
        })];
        int most = (int)Math.Min(tuning.MaxActivations ?? microbatches, microbatches);
        return Schedules.Record("1F1B, measured for Auto", StageMap.Custom(deviceOf), microbatches, device =>
        {
            int ahead = Math.Min(device.Devices - device.Device - 1, most - 1);
            for (int m = 0; m < microbatches + ahead; m++)
            {
                if (m < microbatches)
                {
                    Forward(device, m);
                }

                if (m >= ahead)
                {
                    Backward(device, m - ahead);
                }
            }
        });
    }

    /// <summary>Takes a warm-up step.</summary>
    public void Add(StepResult step) => steps.Add(step);

    /// <summary>The best plan for the measured costs that keeps to the limit.</summary>
    /// <param name="measured">The plan of the warm-up.</param>
    /// <param name="map">The only map to consider; null for any.</param>
    public Schedule Best(Schedule measured, StageMap? map)
    {
        ScheduleCosts costs = MeasuredCosts.Of(steps.Skip(1), measured.Stages);
        MemoryLimit memory = tuning.MaxActivations is { } most ? MemoryLimit.Activations(most) : MemoryLimit.None;
        AutoResult found = AutoSchedule.Find(new AutoRequest(measured.Devices, measured.Microbatches, costs)
        {
            Memory = memory, Map = map
        });

        // Both halves at once are dearer than a whole backward where splitting costs something.
        Schedule joined = found.Schedule.JoinAdjacentHalves();
        return ScheduleSimulator.Simulate(joined, found.Costs).Makespan <= found.Simulation.Makespan ? joined : found.Schedule;
    }

    private static void Forward(DeviceProgram device, int microbatch)
    {
        for (int chunk = 0; chunk < device.Stages.Count; chunk++)
        {
            device.Forward(microbatch, chunk);
        }
    }

    private static void Backward(DeviceProgram device, int microbatch)
    {
        for (int chunk = device.Stages.Count - 1; chunk >= 0; chunk--)
        {
            if (microbatch % 2 == 0)
            {
                device.Backward(microbatch, chunk);
                continue;
            }

            device.InputGradient(microbatch, chunk);
            device.WeightGradient(microbatch, chunk);
        }
    }
}
