using System.IO.Compression;

namespace StageGen.Package.Tests.Support;

/// <summary>
/// Everything packed once into a feed, beside an empty packages folder and copies of the consuming projects; all of it in one temporary
/// folder, so that output folders can share libtorch by hard links, and gone at the end.
/// </summary>
public sealed class PackedProjects : IAsyncLifetime
{
    private static readonly string[] Packed = ["StageGen", "StageGen.Tool", "StageGen.Templates"];

    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("stagegen-packages-");

    public string Feed => Place("feed");

    public string Version { get; private set; } = "";

    public string Place(params string[] path) => Path.Combine([root.FullName, .. path]);

    public string Package(string id) => Path.Combine(Feed, $"{id}.{Version}.nupkg");

    public async Task InitializeAsync()
    {
        foreach (string project in Packed)
        {
            (await Dotnet(Repository.Root, "pack", Path.Combine("src", project), "-c", Repository.Configuration, "--no-build", "-o", Feed,
                "-v", "q", "-nologo"))
                .Succeeded();
        }

        string tool = Path.GetFileNameWithoutExtension(Directory.GetFiles(Feed, "StageGen.Tool.*.nupkg").Single());
        Version = tool["StageGen.Tool.".Length..];
        await ZipFile.ExtractToDirectoryAsync(Package("StageGen"), Place("unpacked"));

        // What is not in the feed comes from wherever this machine has its packages from.
        await File.WriteAllTextAsync(Place("nuget.config"),
            $"""<configuration><packageSources><add key="packed" value="{Feed}" /></packageSources></configuration>""");
        Copy(new DirectoryInfo(Path.Combine(AppContext.BaseDirectory, "Consumers")), Directory.CreateDirectory(Place("consumers")));
    }

    public Task DisposeAsync()
    {
        root.Delete(recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>
    /// Runs <c>dotnet</c> as a stranger would, with the empty packages folder; leaves no server behind that would hold the output open.
    /// </summary>
    internal Task<Command> Dotnet(string folder, params string[] arguments) =>
        Command.Run("dotnet", folder,
            Surroundings(folder == Repository.Root ? Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? "" : Place("packages")),
            arguments);

    /// <summary>Runs another program in the same surroundings.</summary>
    internal Task<Command> Run(string program, string folder, params string[] arguments) =>
        Command.Run(program, folder, Surroundings(Place("packages")), arguments);

    private Dictionary<string, string> Surroundings(string packages) => new()
    {
        ["NUGET_PACKAGES"] = packages,
        ["StageGenVersion"] = Version,
        ["MSBUILDDISABLENODEREUSE"] = "1",
        ["UseSharedCompilation"] = "false",
        ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0",
        ["DOTNET_CLI_UI_LANGUAGE"] = "en",
        ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
        ["DOTNET_NOLOGO"] = "1",
    };

    private static void Copy(DirectoryInfo from, DirectoryInfo to)
    {
        foreach (var file in from.EnumerateFiles()) file.CopyTo(Path.Combine(to.FullName, file.Name));
        foreach (var folder in from.EnumerateDirectories()) Copy(folder, to.CreateSubdirectory(folder.Name));
    }
}

/// <summary>One feed, one packages folder and one set of projects for all tests.</summary>
[CollectionDefinition(nameof(PackedProjects))]
public sealed class PackedProjectsCollection : ICollectionFixture<PackedProjects>;
