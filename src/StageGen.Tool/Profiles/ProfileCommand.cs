using System.CommandLine;
using StageGen.Modeling.Profiles;

namespace StageGen.Tool;

/// <summary>
/// <c>profile</c>: builds a project, measures its models in the program's own process, and writes what was measured beside their sources.
/// </summary>
internal static class ProfileCommand
{
    public static Command Create()
    {
        var project = new Argument<string>("PROJECT")
        {
            Description = "The project that has the model, its folder, or the model's source file.", DefaultValueFactory = _ => "."
        };
        var name = new Option<string?>("--model") { Description = "The one class to measure. Default: every class with [Pipeline]." };
        var program = new Option<string?>("--program")
        {
            Description = "The program (or test project) whose libraries and settings to measure with, where PROJECT is a library."
        };
        var devices = new Option<string?>("--devices")
        {
            Description = "The devices, as in cpu,cpu. Default: those of a run without options."
        };
        var batch = new Option<int?>("--batch")
        {
            CustomParser = Arguments.WholeNumber,
            Description = "The samples of a batch. Default: [Typical(\"batch\", …)], or one for each microbatch."
        };
        var file = new Option<string?>("--output")
        {
            Description = "The file to write, where one model is measured. Default: Model.stageprofile.json beside the model's source."
        };
        var build = new ProjectBuild();
        var command = new Command("profile",
            "Measure time and bytes of each submodule and write Model.stageprofile.json, which outranks the compiler's estimates.")
        {
            project, name, program, devices, batch, file
        };
        build.AddTo(command);
        command.SetAction(parsed => ToolCommand.Guarded(parsed, () =>
        {
            var place = ProjectPlace.Find(parsed.GetValue(project)!);
            if (parsed.GetValue(batch) is < 1 and var none) throw new UserException($"--batch is {none}; a batch has at least one sample.");
            if (parsed.GetValue(file) is { } named && !StageProfileReader.IsProfile(named))
                throw new UserException(
                    $"--output '{named}' is no name of a profile: end it in .stageprofile.json, as in Gpt.stageprofile.json, so that the compiler finds it.");
            // What is built says first what is wrong with it.
            var host = ProgramHost.Build(parsed, build, parsed.GetValue(program) is { } other ? ProjectPlace.Find(other) : place);
            var opened = ModelProject.Open(place, build.CompilerArguments(parsed, place));
            var models = opened.Models(parsed.GetValue(name));
            if (parsed.GetValue(file) is { } to && models.Count > 1)
                throw new UserException($"--output '{to}' is one file for {models.Count} models: name one with --model.");
            foreach (var type in models)
            {
                var request = ModelRequest.Of(opened, type) with
                {
                    Batch = parsed.GetValue(batch),
                    Devices = parsed.GetValue(devices)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
                };
                if (parsed.GetValue(file) is { } output) request = request with { File = Path.GetFullPath(output) };
                host.Measure(request);
                MeasuredTable.Write(parsed.InvocationConfiguration.Output, type.ToDisplayString(), request.File);
            }
        }));
        return command;
    }
}
