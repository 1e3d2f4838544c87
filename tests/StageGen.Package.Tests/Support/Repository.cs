using System.Reflection;

namespace StageGen.Package.Tests.Support;

/// <summary>Where the repository is, and in which configuration it was built: its packages are made of that.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static string Configuration { get; } =
        typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(item => item.Key == nameof(Configuration)).Value!;

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "StageGen.sln"))) return folder.FullName;
        throw new DirectoryNotFoundException("The tests run inside the repository: no folder above " + AppContext.BaseDirectory
            + " holds StageGen.sln.");
    }
}
