namespace StageGen.Tool;

/// <summary>The project that a command is about, and the one source file where the user named one.</summary>
/// <param name="Project">The project file.</param>
/// <param name="Source">The source file that was named instead of the project; null where none was.</param>
internal sealed record ProjectPlace(FileInfo Project, FileInfo? Source)
{
    public string Folder => Project.DirectoryName!;

    /// <summary>Finds what a path means: a project, the folder of one, or a source file in one.</summary>
    public static ProjectPlace Find(string path)
    {
        if (Directory.Exists(path))
            return new(InFolder(new(path))
                ?? throw new UserException($"There is no project (*.csproj) in '{Path.GetFullPath(path)}'. Name one, or its folder."),
                null);
        var file = new FileInfo(path);
        if (!file.Exists) throw new UserException($"There is no '{path}'. Name a project (*.csproj), its folder, or a source file in it.");
        return file.Extension.ToLowerInvariant() switch
        {
            ".csproj" => new(file, null),
            ".cs" => new(Above(file), file),
            ".sln" or ".slnx" => throw new UserException($"'{path}' is a solution: name the project in it that has the model."),
            _ => throw new UserException($"'{path}' is no C# project: name a *.csproj, its folder, or a *.cs file in it."),
        };
    }

    private static FileInfo Above(FileInfo source)
    {
        for (var folder = source.Directory; folder is not null; folder = folder.Parent)
            if (InFolder(folder) is { } project) return project;
        throw new UserException(
            $"'{source}' belongs to no project: there is no *.csproj in its folder or above. Its references are the project's, so it takes one.");
    }

    private static FileInfo? InFolder(DirectoryInfo folder) => folder.GetFiles("*.csproj") switch
    {
        [] => null,
        [var project] => project,
        var several => throw new UserException(
            $"'{folder.FullName}' has several projects: name one of {string.Join(", ", several.Select(project => project.Name).Order())}."),
    };
}
