using StageGen.Modeling;

namespace StageGen.Generators.Emission;

/// <summary>Writes what the run time must know: the values and who makes and reads them, and what the attributes say.</summary>
internal static class Layout
{
    public static void Write(SourceWriter writer, ModelPlan plan)
    {
        writer.Line("internal static readonly global::StageGen.PipelineLayout DeclaredLayout = new()");
        using var braces = writer.Braces("};");
        writer.Line("Model = \"" + plan.Type.Name + "\",");
        writer.Line("FullName = \"" + plan.Type.MetadataName + "\",");
        writer.Line("Fingerprint = \"" + plan.Fingerprint + "\",");
        writer.Line("Values =");
        writer.Line("[");
        using (writer.Indent("],"))
            for (int i = 0; i < plan.Values.Count; i++) writer.Line(Value(plan, i));
        writer.Line("Inputs = " + Names.Number(plan.Inputs.Count) + ",");
        writer.Line("Output = " + Names.Number(plan.Values.Count - 1) + ",");
        writer.Line("Schedule = global::StageGen.PipelineSchedule." + plan.Schedule.Kind + ",");
        writer.Line("Microbatches = " + Names.Number(plan.Schedule.Microbatches) + ",");
        if (plan.Schedule.DeclaredStagesPerDevice > 0)
            writer.Line("StagesPerDevice = " + Names.Number(plan.Schedule.DeclaredStagesPerDevice) + ",");
        if (DeclaredSchedule.Table(plan) is { } table)
            writer.Line("Solved = new(Microbatches: " + Names.Number(table.Microbatches) + ", DeviceOfStage: ["
                + string.Join(", ", Enumerable.Range(0, table.Stages).Select(stage => Names.Number(table.Map.DeviceOf(stage)))) + "]),");
        if (plan.Schedule.Times is { } times)
        {
            writer.Line("// Milliseconds of a microbatch, stage by stage: what Auto weighs.");
            writer.Line("Costs = new(forward: " + Numbers(times.Forward) + ", inputGradient: " + Numbers(times.InputGradient)
                + ", weightGradient: " + Numbers(times.WeightGradient) + "),");
        }
        if (plan.Devices.Count == 0) return;
        writer.Line("Devices =");
        writer.Line("[");
        using (writer.Indent("],"))
            foreach (var device in plan.Devices) writer.Line(Device(device));
    }

    private static string Value(ModelPlan plan, int index)
    {
        var value = plan.Values[index];
        string shape = index < plan.Inputs.Count && plan.Inputs[index].Shape is { } dimensions
            ? " { Shape = [" + string.Join(", ", dimensions) + "] }"
            : "";
        return "new(\"" + value.Name.TrimStart('@') + "\", Producer: " + Names.Number(value.Producer) + ", Consumers: ["
            + string.Join(", ", value.Consumers.Select(Names.Number)) + "])" + shape + ",";
    }

    private static string Numbers(EquatableArray<double> values) =>
        "[" + string.Join(", ", values.Select(value => Names.Number(value, "R"))) + "]";

    private static string Device(DevicePlan device)
    {
        string stages = device.Stages is { } list ? ", Stages: [" + string.Join(", ", list.Select(Names.Number)) + "]" : "";
        string memory = device.Memory is null ? "" : ", Memory: \"" + device.Memory + "\"";
        return "new(\"" + device.Name + "\"" + stages + memory + "),";
    }
}
