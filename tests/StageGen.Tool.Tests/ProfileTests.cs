namespace StageGen.Tool.Tests;

/// <summary>
/// What <c>profile</c> refuses, and that it then writes nothing. What it measures is held where the package is used,
/// for it takes a program with libtorch.
/// </summary>
public sealed class ProfileTests(ProfiledProjects projects) : IClassFixture<ProfiledProjects>
{
    private string Refused(params string[] arguments)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        int code = ToolCommand.Create().Parse(["profile", .. arguments]).Invoke(new() { Output = output, Error = error });
        Assert.Equal((1, ""), (code, output.ToString()));
        Assert.Empty(Directory.GetFiles(projects.Folder, "*.stageprofile.json", SearchOption.AllDirectories));
        return error.ToString().ReplaceLineEndings("\n");
    }

    [Fact]
    public void A_library_is_measured_by_a_program_that_is_to_be_named() => Assert.Equal(
        "'Library.csproj' is a library, and only a program has the native libraries that a model runs on: name one that references it (a test project will do) with --program.\n",
        Refused(projects.In("Library")));

    [Fact]
    public void A_model_that_is_not_there_is_told_from_those_that_are() => Assert.Equal(
        "There is no class 'Three' with [Pipeline] in 'Library.csproj'. There are App.One in Models.cs, App.Two in Models.cs.\n",
        Refused(projects.In("Library"), "--program", projects.In("Program"), "--model", "Three"));

    [Fact]
    public void Two_models_do_not_go_in_one_file() => Assert.Contains(
        "is one file for 2 models: name one with --model.",
        Refused(projects.In("Library/Models.cs"), "--program", projects.In("Program"), "--output", projects.In("both.stageprofile.json")),
        StringComparison.Ordinal);

    [Fact]
    public void A_program_without_StageGen_is_named()
    {
        string said = Refused(projects.In("Library"), "--program", projects.In("Strange"), "--model", "One");
        Assert.StartsWith("'Strange.dll' does not measure: it has an older StageGen than this tool, or none. Update the package.\n", said,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_that_does_not_start_is_named_with_what_it_said()
    {
        string said = Refused(projects.In("Library"), "--program", projects.In("Damaged"), "--model", "One");
        Assert.StartsWith("App.One was not measured: ", said, StringComparison.Ordinal);
        Assert.Contains("Damaged.dll", said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_that_switches_hooks_off_is_told_how_to_have_them() => Assert.Equal(
        "'Switched.csproj' switches startup hooks off, by which a model is measured: build it with -p:StartupHookSupport=true, or name another --program.\n",
        Refused(projects.In("Library"), "--program", projects.In("Switched")));

    [Fact]
    public void What_is_wrong_with_the_command_itself_is_refused_at_once()
    {
        Assert.Contains("There is no '", Refused(projects.In("Library"), "--program", projects.In("Nowhere.csproj")),
            StringComparison.Ordinal);
        Assert.Equal("--batch is 0; a batch has at least one sample.\n", Refused(projects.In("Program"), "--batch", "0"));
        Assert.Equal(
            "--output 'one.json' is no name of a profile: end it in .stageprofile.json, as in Gpt.stageprofile.json, so that the compiler finds it.\n",
            Refused(projects.In("Program"), "--output", "one.json"));
    }
}
