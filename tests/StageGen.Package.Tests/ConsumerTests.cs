using System.Runtime.InteropServices;
using StageGen.Package.Tests.Support;

namespace StageGen.Package.Tests;

/// <summary>Projects that have StageGen from the package alone.</summary>
[Collection(nameof(PackedProjects))]
public sealed class ConsumerTests(PackedProjects packed)
{
    private const string Trained = "stages 2, learned True";
    private const string OtherGenerators = "{\"Rate\":0.5} stage";
    private const string Logged = "step 20: loss 0.25";

    private string App => packed.Place("consumers", "App");

    [Fact]
    public async Task A_program_trains_a_model_of_a_library_beside_other_generators()
    {
        string output = (await packed.Dotnet(App, "run", "-c", "Release")).Succeeded();
        Assert.Contains(Trained, output);
        Assert.Contains(OtherGenerators, output);
        Assert.Contains(Logged, output);
        Assert.True(File.Exists(packed.Place("packages", "stagegen", packed.Version, "stagegen.nuspec")));
    }

    [Fact]
    public async Task A_published_program_runs()
    {
        string published = packed.Place("published");
        (await packed.Dotnet(App, "publish", "-c", "Release", "-o", published, "-nologo")).Succeeded();
        Assert.Contains(Trained, (await packed.Dotnet(published, "App.dll")).Succeeded());
    }

    [Fact]
    public async Task A_program_published_with_its_runtime_runs_without_another()
    {
        string published = packed.Place("self-contained");
        (await packed.Dotnet(App, "publish", "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "--self-contained", "-o",
            published, "-nologo"))
            .Succeeded();
        Assert.True(Directory.GetFiles(published, "*System.Private.CoreLib.dll").Length == 1);

        var nowhere = new Dictionary<string, string> { ["DOTNET_ROOT"] = packed.Place("nowhere"), ["PATH"] = "" };
        string program = Path.Combine(published, OperatingSystem.IsWindows() ? "App.exe" : "App");
        Assert.Contains(Trained, (await Command.Run(program, published, nowhere)).Succeeded());
    }

    [Fact]
    public async Task Mistakes_and_unbalanced_stages_are_said()
    {
        string output = (await packed.Dotnet(packed.Place("consumers", "Warned"), "build", "-nologo")).Failed();
        Assert.Contains("warning SG1002", output);
        Assert.Contains("error SG0004", output);
        Assert.DoesNotContain("CS8032", output); // an analyzer that could not be made
        Assert.DoesNotContain("CS9057", output); // a compiler that refuses one
    }

    [Fact]
    public async Task A_compiler_that_is_too_old_is_named()
    {
        string output = (await packed.Dotnet(packed.Place("consumers", "Library"), "build", "-nologo", "-p:CompilerApiVersion=roslyn4.8",
            "-p:OutDir=" + packed.Place("old") + "/"))
            .Failed();
        Assert.Contains("error STAGEGEN001", output);
        Assert.Contains("4.14", output);
        Assert.DoesNotContain("error CS", output);
    }

    [Fact]
    public async Task The_packages_options_reach_the_compiler()
    {
        string library = packed.Place("consumers", "Library");
        (await packed.Dotnet(library, "restore", "-nologo")).Succeeded();
        Assert.Contains("StageGenMapToSource",
            (await packed.Dotnet(library, "msbuild", "-getItem:CompilerVisibleProperty", "-nologo")).Succeeded());
    }

    [Fact]
    public async Task The_tool_installs_plans_and_profiles()
    {
        string tools = packed.Place("tools"), tool = Path.Combine(tools, "dotnet-stagegen"), consumers = packed.Place("consumers"),
            report = packed.Place("plan.html");
        (await packed.Dotnet(packed.Place(), "tool", "install", "StageGen.Tool", "--version", packed.Version, "--tool-path", tools))
            .Succeeded();
        Assert.Contains("zb-h1", (await packed.Run(tool, tools, "compare", "--devices", "2", "--microbatches", "4")).Succeeded());

        string plan = (await packed.Run(tool, consumers, "plan", "Library", "--html", report)).Succeeded();
        Assert.Contains("Library.Network (Network.cs)", plan);
        Assert.Contains("1F1B over 4 microbatch(es) on 2 device(s); times and bytes are estimates", plan);
        Assert.Contains($"wrote {report}", plan);
        Assert.Contains("<h1>Library.Network</h1>", await File.ReadAllTextAsync(report));

        // The library's model, measured in the program that has it from there; the plan then goes by that.
        string profile = Path.Combine(consumers, "Library", "Network.stageprofile.json");
        try
        {
            string measured = (await packed.Run(tool, consumers, "profile", "Library", "--program", "App", "--devices", "cpu,cpu"))
                .Succeeded();
            Assert.Contains("Library.Network: a microbatch of", measured);
            Assert.Contains($"wrote {profile}", measured);
            Assert.Contains("times and bytes as the profile measured them",
                (await packed.Run(tool, consumers, "plan", "Library/Network.cs")).Succeeded());
        }
        finally
        {
            File.Delete(profile);
        }
    }
}
