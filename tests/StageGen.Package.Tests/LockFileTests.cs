using System.Text.Json;
using System.Xml.Linq;
using StageGen.Package.Tests.Support;

namespace StageGen.Package.Tests;

/// <summary>The lock files are there and go with the projects, so that a locked restore finds nothing to object to.</summary>
public sealed class LockFileTests
{
    public static TheoryData<string> Projects => [.. Solution.Projects];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_project_has_a_lock_file_with_the_versions_of_the_repository(string project)
    {
        string file = Path.Combine(Repository.Root, Path.GetDirectoryName(project)!, "packages.lock.json");
        Assert.True(File.Exists(file), $"{project} has no packages.lock.json; 'dotnet restore' writes it.");

        var versions = XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props")).Descendants("PackageVersion")
            .ToDictionary(item => (string)item.Attribute("Include")!, item => (string)item.Attribute("Version")!,
                StringComparer.OrdinalIgnoreCase);
        using var document = JsonDocument.Parse(File.ReadAllText(file));
        var packages = document.RootElement.GetProperty("dependencies").EnumerateObject()
            .SelectMany(framework => framework.Value.EnumerateObject());
        string[] direct =
        [
            .. from package in packages
               where package.Value.GetProperty("type").GetString() == "Direct" && versions.ContainsKey(package.Name)
               select $"{package.Name} {package.Value.GetProperty("requested").GetString()}",
        ];
        Assert.NotEmpty(direct);
        Assert.All(direct, said => Assert.Equal(said.Split(' ')[0] + $" [{versions[said.Split(' ')[0]]}, )", said));
    }
}
