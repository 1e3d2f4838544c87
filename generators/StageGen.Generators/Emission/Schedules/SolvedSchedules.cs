namespace StageGen.Generators.Emission.Schedules;

/// <summary>The code of schedules that follow no rule: they are solved for the devices and microbatches at hand.</summary>
internal static class SolvedSchedules
{
    public static string Of(PipelineSchedule kind) => $$"""
        // No rule in closed form: solved for the devices and microbatches at hand, then written down action by action.
        var plan = global::StageGen.Scheduling.Schedules.Build(
            global::StageGen.PipelineSchedule.{{kind}}, device.Devices, device.Microbatches, device.Stages.Count);
        foreach (var action in plan.Actions[device.Device])
        {
            int chunk = 0;
            while (device.Stages[chunk] != action.Stage) chunk++;
            switch (action.Kind)
            {
                case global::StageGen.Scheduling.ActionKind.Forward:
                    device.Forward(action.Microbatch, chunk);
                    break;
                case global::StageGen.Scheduling.ActionKind.Backward:
                    device.Backward(action.Microbatch, chunk);
                    break;
                case global::StageGen.Scheduling.ActionKind.InputGradient:
                    device.InputGradient(action.Microbatch, chunk);
                    break;
                case global::StageGen.Scheduling.ActionKind.WeightGradient:
                    device.WeightGradient(action.Microbatch, chunk);
                    break;
            }
        }
        """;
}
