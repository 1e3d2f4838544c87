using System.Text.Json;

namespace StageGen.Tool.Tests;

public sealed class PlanTests(PlannedProject project) : IClassFixture<PlannedProject>
{
    private const int Linear = 256 * 256 + 256;

    private static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        int code = ToolCommand.Create().Parse(arguments).Invoke(new() { Output = output, Error = error });
        return (code, output.ToString(), error.ToString());
    }

    [Fact]
    public void A_project_is_planned_as_JSON()
    {
        var (code, output, error) = Run("plan", project.Folder, "--model", "Lopsided", "--json");
        Assert.True(code == 0, error);
        var pipeline = Assert.Single(JsonDocument.Parse(output).RootElement.GetProperty("pipelines").EnumerateArray());
        Assert.Equal("App.Lopsided", pipeline.GetProperty("model").GetString());
        Assert.Equal("estimate", pipeline.GetProperty("source").GetString());
        Assert.Equal([3 * Linear, Linear],
            pipeline.GetProperty("stages").EnumerateArray().Select(stage => stage.GetProperty("parameters").GetInt32()));
        // A linear layer multiplies and adds once for each weight and sample, and adds its bias.
        Assert.Equal(2 * 16 * 256 * 256, pipeline.GetProperty("stages")[1].GetProperty("forward_flops").GetDouble(), 0.01 * 16 * 256 * 256);
        Assert.Equal(16 * 256 * 4, pipeline.GetProperty("stages")[0].GetProperty("bytes_out").GetDouble());
        Assert.Equal(["cuda:0", "cuda:1"],
            pipeline.GetProperty("devices").EnumerateArray().Select(device => device.GetProperty("device").GetString()));
        Assert.Equal(1024 * 1024 * 1024, pipeline.GetProperty("devices")[0].GetProperty("memory_bytes").GetDouble());
        Assert.InRange(pipeline.GetProperty("bubble").GetDouble(), 0.2, 0.6);
        Assert.Equal("Stage(1)", pipeline.GetProperty("best").GetProperty("attributes").GetProperty("three").GetString());
        Assert.InRange(pipeline.GetProperty("best").GetProperty("step_time_saved").GetDouble(), 0.05, 0.4);
    }

    [Fact]
    public void A_file_of_a_project_is_planned_alone()
    {
        var (code, output, error) = Run("plan", project.In("Models/Alone.cs"), "--no-restore");
        if (code != 0) (code, output, error) = Run("plan", project.In("Models/Alone.cs"));
        Assert.True(code == 0, error);
        Assert.StartsWith("App.Alone (Models" + Path.DirectorySeparatorChar + "Alone.cs)", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Lopsided", output, StringComparison.Ordinal);
        Assert.Contains("on 1 device(s)", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Stages_that_no_attribute_declares_are_chosen()
    {
        var model = project.Plan("Unstaged");
        Assert.Equal(["one, two", "three"], model.Summary.Stages.Select(stage => stage.Submodules));
        Assert.Contains("; stages chosen automatically by estimated times", project.Table("Unstaged"), StringComparison.Ordinal);
        Assert.DoesNotContain("automatically", project.Table("Lopsided"), StringComparison.Ordinal);
        Assert.Equal("""{"count":2,"by":"estimated_time"}""", project.Json("Unstaged")["automatic_stages"]!.ToJsonString());
        Assert.Null(project.Json("Lopsided")["automatic_stages"]);
        Assert.True(project.Json("Lopsided").ContainsKey("automatic_stages"));
    }

    [Fact]
    public void A_table_tells_stages_devices_and_the_better_cut()
    {
        string table = project.Table("Lopsided");
        Assert.Contains("1F1B over 4 microbatch(es) on 2 device(s); times and bytes are estimates, for a microbatch of batch 16", table,
            StringComparison.Ordinal);
        Assert.Matches(@"0 +cuda:0 +197 k +\S+ M +7\d\.\d % +\S+ KB +16 KB +one, two, three\n", table);
        Assert.Matches(@"1 +cuda:1 +65\.8 k +\S+ M +2\d\.\d % +\S+ KB +0 B +four\n", table);
        Assert.Matches(@"all +263 k", table);
        Assert.Matches(@"cuda:0 +0 +7\d\.\d % +\d+\.\d % +771 KB +771 KB +1\.51 MB .* 1 GB\n", table);
        Assert.Contains("A better cut: one, two | three, four\n", table, StringComparison.Ordinal);
        Assert.Contains("[Stage(0)] one, two  [Stage(1)] three, four", table, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_take_the_place_of_attributes()
    {
        Assert.Contains("GPipe over 2 microbatch(es) on 2 device(s)", project.Table("Lopsided", "--schedule gpipe --microbatches 2"),
            StringComparison.Ordinal);
        // A batch of 64 in two microbatches.
        Assert.Contains("batch 32", project.Table("Lopsided", "--microbatches 2"), StringComparison.Ordinal);
        Assert.Equal("cpu #1", project.Json("Lopsided", "--devices cpu,cpu")["devices"]![1]!["device"]!.GetValue<string>());
        Assert.Single(project.Json("Lopsided", "--devices 1")["devices"]!.AsArray());
        Assert.Contains("(too little)", project.Table("Lopsided", "--memory 2MB"), StringComparison.Ordinal);
        Assert.Contains("No cut of 4 layers in 2 stage(s) fits the memory", project.Table("Lopsided", "--memory 1MB"),
            StringComparison.Ordinal);
        Assert.True(project.Json("Lopsided", "--schedule auto")["bubble"]!.GetValue<double>() > 0);
    }

    [Theory]
    [InlineData("--devices 3", "Lopsided has 2 stage(s): too few for 1F1B on 3 device(s), which takes 3.")]
    [InlineData("--schedule zb-v --devices 2", "too few for ZB-V on 2 device(s), which takes 4")]
    [InlineData("--devices 0", "--devices is 0")]
    [InlineData("--microbatches 0", "--microbatches is 0")]
    [InlineData("--memory lots", "'lots' is not a size")]
    public void Options_that_cannot_be_are_refused(string options, string because) =>
        Assert.Contains(because, Assert.Throws<UserException>(() => project.Plan("Lopsided", options)).Message, StringComparison.Ordinal);

    [Fact]
    public void What_is_not_known_is_said_beside_what_is()
    {
        string table = project.Table("Vague");
        Assert.Contains("GPipe over 8 microbatch(es)", table, StringComparison.Ordinal);
        Assert.Contains("Not known:", table, StringComparison.Ordinal);
        Assert.Contains("  the constructor's parameter 'width' has no default value: write [Typical(…)] on it\n", table,
            StringComparison.Ordinal);
        Assert.Null(project.Json("Vague")["bubble"]);
    }

    [Fact]
    public void A_class_that_is_no_pipeline_is_refused_where_it_says_so()
    {
        string message = Assert.Throws<UserException>(() => project.Plan("Broken")).Message;
        Assert.Matches(@"^App\.Broken is no pipeline:\nModels.Broken\.cs\(9,\d+\): error SG0001: .*must be partial", message);
    }

    [Fact]
    public void A_model_that_is_not_there_is_told_from_those_that_are()
    {
        string message = Assert.Throws<UserException>(() => project.Plan("Lobsided")).Message;
        Assert.Contains("There is no class 'Lobsided' with [Pipeline] in 'App.csproj'. There are App.Alone in Models", message,
            StringComparison.Ordinal);
        Assert.Contains("App.Lopsided", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_profile_outranks_the_estimates()
    {
        project.Write("Models/Alone.stageprofile.json", ProfileOfAlone(activationBytes: 12345));
        try
        {
            var (code, output, error) = Run("plan", project.Folder, "--model", "App.Alone", "--json");
            Assert.True(code == 0, error);
            var pipeline = JsonDocument.Parse(output).RootElement.GetProperty("pipelines")[0];
            Assert.Equal("profile", pipeline.GetProperty("source").GetString());
            Assert.Equal(12345, pipeline.GetProperty("stages")[0].GetProperty("activation_bytes").GetDouble());
        }
        finally
        {
            File.Delete(project.In("Models/Alone.stageprofile.json"));
        }
    }

    [Fact]
    public void A_profile_of_another_place_outranks_those_in_the_project()
    {
        project.Write("Models/Alone.stageprofile.json", ProfileOfAlone(activationBytes: 12345));
        try
        {
            using var elsewhere = new ProfileFile(ProfileOfAlone(activationBytes: 54321));
            var (code, output, error) = Run("plan", project.Folder, "--model", "App.Alone", "--stage-profile", elsewhere.Path, "--json");
            Assert.True(code == 0, error);
            var pipeline = JsonDocument.Parse(output).RootElement.GetProperty("pipelines")[0];
            Assert.Equal("profile", pipeline.GetProperty("source").GetString());
            Assert.Equal(54321, pipeline.GetProperty("stages")[0].GetProperty("activation_bytes").GetDouble());
        }
        finally
        {
            File.Delete(project.In("Models/Alone.stageprofile.json"));
        }
    }

    [Fact]
    public void A_profile_that_cannot_be_planned_with_is_refused_at_its_place()
    {
        string profile = ProfileOfAlone(activationBytes: 1);
        Refused(profile[..^5], @"\(4,45\): it is no JSON: .*\.\n$");
        Refused(profile.Replace("\"samples\": 1", "\"samples\": -1", StringComparison.Ordinal), @"\(2,\d+\): .*samples");
        Refused(profile.Replace("App.Alone", "App.Lopsided", StringComparison.Ordinal),
            "' is a profile of App.Lopsided, which is none of App.Alone.");
        Refused(
            profile.Replace("\"only\"", "\"other\"", StringComparison.Ordinal)
                .Replace("\"fingerprint\": \"", "\"fingerprint\": \"1", StringComparison.Ordinal),
            @"\(2,\d+\): Alone has changed since it was measured: 'only' was not measured, and 'other' is in it no more\.\n$");

        var (code, _, error) = Run("plan", project.Folder, "--stage-profile", "nowhere.stageprofile.json");
        Assert.Equal((1, "There is no profile 'nowhere.stageprofile.json': dotnet stagegen profile writes one.\n"), (code, error));

        void Refused(string text, string pattern)
        {
            using var file = new ProfileFile(text);
            var (refusal, _, said) = Run("plan", project.Folder, "--model", "App.Alone", "--stage-profile", file.Path);
            Assert.Equal(1, refusal);
            Assert.Contains(file.Path, said, StringComparison.Ordinal);
            Assert.Matches(pattern, said);
        }
    }

    private string ProfileOfAlone(long activationBytes) => $$"""
        {
          "stageprofile": 1, "model": "App.Alone", "fingerprint": "{{project.Plan("Alone").Plan.Fingerprint}}", "devices": ["cpu"], "threads": 1, "samples": 1, "passes": 1,
          "submodules": [{ "name": "only", "type": "Linear", "calls": 1, "forward_ms": 1, "input_gradient_ms": 1, "weight_gradient_ms": 1, "parameter_bytes": 144, "activation_bytes": {{activationBytes}}, "output_bytes": 16 }],
          "loss": { "forward_ms": 0, "backward_ms": 0 }
        }
        """;

    private sealed class ProfileFile : IDisposable
    {
        public ProfileFile(string text) => File.WriteAllText(Path, text);

        public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(),
            System.IO.Path.GetRandomFileName() + ".stageprofile.json");

        public void Dispose() => File.Delete(Path);
    }

    [Fact]
    public void A_project_that_does_not_build_says_why()
    {
        string folder = project.In("Elsewhere");
        project.Write("Elsewhere/Lacking.csproj", """<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup>""");
        var (code, _, error) = Run("plan", folder);
        Assert.Equal(1, code);
        Assert.StartsWith("'Lacking.csproj' does not build:", error, StringComparison.Ordinal);
        Assert.Contains("error MSB4025", error, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Places_without_a_project_are_refused()
    {
        string folder = Directory.CreateTempSubdirectory("stagegen").FullName;
        try
        {
            Said("There is no project (*.csproj) in '", folder);
            Said("belongs to no project", Made("Model.cs"));
            Said("is a solution: name the project in it", Made("All.slnx"));
            Said("is no C# project", Made("All.fsproj"));
            Said("There is no '", Path.Combine(folder, "Nowhere.csproj"));
            _ = (Made("One.csproj"), Made("Two.csproj"));
            Said("has several projects: name one of One.csproj, Two.csproj.", folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        string Made(string name)
        {
            File.WriteAllText(Path.Combine(folder, name), "");
            return Path.Combine(folder, name);
        }

        static void Said(string what, string path)
        {
            var (code, _, error) = Run("plan", path);
            Assert.Equal(1, code);
            Assert.Contains(what, error, StringComparison.Ordinal);
        }
    }
}
