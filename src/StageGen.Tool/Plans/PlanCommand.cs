using System.CommandLine;
using System.Text.Json.Nodes;

namespace StageGen.Tool;

/// <summary><c>plan</c>: what the pipelines of a project come to, before anything runs.</summary>
internal static class PlanCommand
{
    public static Command Create()
    {
        var project = new Argument<string>("PROJECT")
        {
            Description = "A project, its folder, or a source file in it.", DefaultValueFactory = _ => "."
        };
        var name = new Option<string?>("--model") { Description = "The one class to plan. Default: every class with [Pipeline]." };
        var measured = new Option<string?>("--stage-profile")
        {
            Description = "A measured profile to plan with, instead of one in the project."
        };
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var options = new PlanOptions();
        var build = new ProjectBuild();
        var files = new PlanFiles();
        var command = new Command("plan",
            "Show the plans of a project's pipelines: stages, costs, balance, bubble, memory, and the best cut.") { project, name };
        options.AddTo(command);
        build.AddTo(command);
        files.AddTo(command);
        command.Options.Add(measured);
        command.Options.Add(json);
        command.SetAction(parsed => ToolCommand.Guarded(parsed, () =>
        {
            var place = ProjectPlace.Find(parsed.GetValue(project)!);
            files.Check(parsed);
            var opened = ModelProject.Open(place, build.CompilerArguments(parsed, place));
            var types = opened.Models(parsed.GetValue(name));
            if (parsed.GetValue(measured) is { } profile) opened = opened.MeasuredBy(profile, types);
            var models = types.Select(type => PlannedModel.Of(opened, type, options, parsed)).ToList();
            var written = files.Write(parsed, models);
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(json))
                output.WriteLine(new JsonObject { ["pipelines"] = new JsonArray([.. models.Select(PlanJson.Of)]) }.ToJsonString());
            else
            {
                Print(output, models);
                foreach (string file in written) output.WriteLine($"wrote {file}");
            }
        }));
        return command;
    }

    private static void Print(TextWriter output, List<PlannedModel> models)
    {
        foreach (var model in models)
        {
            if (model != models[0]) output.WriteLine();
            PlanTable.Write(output, model);
        }
    }
}
