using StageGen.Generators.Emission.Schedules;
using StageGen.Modeling;

namespace StageGen.Generators.Emission;

/// <summary>
/// Writes the schedule as code: loops that hold for any number of devices and microbatches; where there is no rule, a table.
/// </summary>
internal static class ScheduleMethod
{
    public static void Write(SourceWriter writer, ModelPlan plan)
    {
        writer.Line("/// <summary>What each device does, in order: " + Drawing.Title(plan) + ".</summary>");
        writer.Line("protected override void Schedule(global::StageGen.Scheduling.DeviceProgram device)");
        using var braces = writer.Braces();
        if (Drawing.Of(plan) is { } drawing)
        {
            foreach (string row in drawing.Rows) writer.Line("// " + row);
            writer.Line();
        }
        if (DeclaredSchedule.Table(plan) is { } table) SolvedSchedules.WriteTable(writer, table);
        else writer.Line(Code(plan.Schedule.Kind));
    }

    private static string Code(PipelineSchedule kind) => kind switch
    {
        PipelineSchedule.GPipe => LoopSchedules.GPipe,
        PipelineSchedule.OneForwardOneBackward => LoopSchedules.OneForwardOneBackward,
        PipelineSchedule.Interleaved => LoopSchedules.Interleaved,
        PipelineSchedule.LoopedBreadthFirst => LoopSchedules.LoopedBreadthFirst,
        PipelineSchedule.ZeroBubbleH1 => LoopSchedules.ZeroBubbleH1,
        PipelineSchedule.ZeroBubbleH2 => LoopSchedules.ZeroBubbleH2,
        PipelineSchedule.ForwardOnly => LoopSchedules.ForwardOnly,
        PipelineSchedule.ZeroBubbleV => VSchedules.ZeroBubbleV,
        PipelineSchedule.DualPipeV => VSchedules.DualPipeV,
        _ => SolvedSchedules.TooLarge(kind),
    };
}
