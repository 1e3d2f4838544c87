using StageGen.Modeling;

namespace StageGen.Generators.Emission;

/// <summary>Writes the schedule as code: loops that hold for any number of devices and microbatches.</summary>
internal static class ScheduleMethod
{
    private const string GPipe = """
        // Fill: all forwards. Drain: all backwards.
        for (int microbatch = 0; microbatch < device.Microbatches; microbatch++) device.Forward(microbatch);
        for (int microbatch = 0; microbatch < device.Microbatches; microbatch++) device.Backward(microbatch);
        """;

    private const string OneForwardOneBackward = """
        // Warm-up: the last device needs none; each device before it is one forward further ahead.
        int warmUp = global::System.Math.Min(device.Devices - device.Device - 1, device.Microbatches);
        for (int microbatch = 0; microbatch < warmUp; microbatch++) device.Forward(microbatch);

        // Steady: one forward, one backward.
        for (int microbatch = warmUp; microbatch < device.Microbatches; microbatch++)
        {
            device.Forward(microbatch);
            device.Backward(microbatch - warmUp);
        }

        // Cool-down: the backwards that are left.
        for (int microbatch = device.Microbatches - warmUp; microbatch < device.Microbatches; microbatch++) device.Backward(microbatch);
        """;

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
        writer.Line(plan.Schedule == PipelineSchedule.GPipe ? GPipe : OneForwardOneBackward);
    }
}
