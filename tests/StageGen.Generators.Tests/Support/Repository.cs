namespace StageGen.Generators.Tests.Support;

/// <summary>Where the repository is: the tests read files of it.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "StageGen.sln"))) return folder.FullName;
        throw new DirectoryNotFoundException("The tests run inside the repository: no folder above " + AppContext.BaseDirectory
            + " holds StageGen.sln.");
    }
}
