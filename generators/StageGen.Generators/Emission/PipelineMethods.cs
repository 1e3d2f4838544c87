using StageGen.Modeling;

namespace StageGen.Generators.Emission;

/// <summary>Writes the methods that a user calls, with the parameters of the model's own <c>forward</c>.</summary>
internal static class PipelineMethods
{
    public static void Write(SourceWriter writer, ModelPlan plan)
    {
        string step = "global::StageGen.StepResult";
        WithLoss(writer, plan, step, "TrainStep",
            "Trains on one batch: cuts it into microbatches, runs the schedule, steps the optimizers.",
            "The loss of the batch, and how long each device was busy.");
        writer.Line();
        WithLoss(writer, plan, step, "AccumulateGradients",
            "Adds the gradients of one batch to those there are, and changes no weight.",
            "The loss of the batch, and how long each device was busy.");
        writer.Line();
        WithLoss(writer, plan, "double", "Evaluate",
            "Computes the loss of one batch in evaluation mode, without gradients.",
            "The mean loss of the batch.");
        writer.Line();
        Predict(writer, plan);
        writer.Line();
        WithLoss(writer, plan, "global::StageGen.SubmoduleProfile", "ProfileSubmodules",
            "Measures what each submodule costs for a microbatch of the batch; no weight, gradient or statistic is changed.",
            "The costs, to be saved beside the model as <c>" + plan.Type.Name + ".stageprofile.json</c>.");
    }

    /// <summary>A method that takes a loss: as a function, and as a loss module.</summary>
    private static void WithLoss(SourceWriter writer, ModelPlan plan, string result, string method, string summary, string returns)
    {
        string targets = Names.Free(plan, "targets", "expected"), loss = Names.Free(plan, "loss", "criterion"),
            cancellation = Names.Free(plan, "cancellationToken", "cancellation");
        string tensor = plan.TensorType;
        string[] lossTypes =
        [
            "global::System.Func<" + plan.OutputType + ", " + tensor + ", " + tensor + ">",
            Names.Module + "<" + plan.OutputType + ", " + tensor + ", " + tensor + ">",
        ];
        foreach (string lossType in lossTypes)
        {
            bool isModule = lossType == lossTypes[1];
            if (isModule) writer.Line();
            if (isModule) writer.Line("/// <summary>" + summary + " The loss is a module.</summary>");
            else
            {
                writer.Line("/// <summary>" + summary + "</summary>");
                foreach (var input in plan.Inputs) Param(writer, input);
                writer.Line("/// <param name=\"" + targets + "\">The targets, cut along the first dimension as the inputs are.</param>");
                writer.Line("/// <param name=\"" + loss
                    + "\">From the output and the targets of a microbatch to a scalar: the mean over its samples.</param>");
                writer.Line("/// <param name=\"" + cancellation + "\">Stops the work on all devices.</param>");
                writer.Line("/// <returns>" + returns + "</returns>");
            }
            string[] parameters =
            [
                .. Required(plan), tensor + " " + targets, lossType + " " + loss, .. Optional(plan),
                Names.CancellationToken + " " + cancellation + " = default",
            ];
            writer.List("public " + result + " " + method + "(", parameters, ") =>");
            using var indent = writer.Indent();
            writer.Line("base." + method + "(" + Inputs(plan) + ", " + targets + ", " + loss + (isModule ? ".call" : "") + ", "
                + cancellation + ");");
        }
    }

    private static void Predict(SourceWriter writer, ModelPlan plan)
    {
        string cancellation = Names.Free(plan, "cancellationToken", "cancellation");
        writer.Line("/// <summary>Computes what <c>forward</c> returns for one batch, in evaluation mode, without gradients.</summary>");
        foreach (var input in plan.Inputs) Param(writer, input);
        writer.Line("/// <param name=\"" + cancellation + "\">Stops the work on all devices.</param>");
        writer.Line("/// <returns>The result for the whole batch.</returns>");
        string[] parameters = [.. Required(plan), .. Optional(plan), Names.CancellationToken + " " + cancellation + " = default"];
        writer.List("public " + plan.OutputType + " Predict(", parameters, ") =>");
        using var indent = writer.Indent();
        writer.Line("base.Predict(" + Inputs(plan) + ", " + cancellation + ");");
    }

    private static void Param(SourceWriter writer, InputPlan input) =>
        writer.Line("/// <param name=\"" + input.Name.TrimStart('@') + "\">As in <c>forward</c>" + Shape(input) + ".</param>");

    private static string Shape(InputPlan input) =>
        input.Shape is { Count: > 0 } shape
            ? ", [" + string.Join(", ", shape.Select(dimension => Names.Xml(dimension.Trim('"')))) + "]"
            : "";

    private static IEnumerable<string> Required(ModelPlan plan) =>
        plan.Inputs.Where(input => input.Default is null).Select(input => input.Type + " " + input.Name);

    private static IEnumerable<string> Optional(ModelPlan plan) =>
        plan.Inputs.Where(input => input.Default is not null).Select(input => input.Type + " " + input.Name + " = " + input.Default);

    private static string Inputs(ModelPlan plan) => "[" + string.Join(", ", plan.Inputs.Select(input => input.Name)) + "]";
}
