using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using StageGen.Package.Tests.Support;

namespace StageGen.Package.Tests;

/// <summary>Each package brings a CycloneDX bill of materials that says what it is made of.</summary>
[Collection(nameof(PackedProjects))]
public sealed class BillOfMaterialsTests(PackedProjects packed)
{
    [Theory]
    [InlineData("StageGen", "library", "TorchSharp")]
    [InlineData("StageGen.Tool", "application", "System.CommandLine")]
    public void It_names_what_the_package_needs_with_version_hash_and_licence(string id, string type, string needed)
    {
        using var document = Read(id);
        var about = document.RootElement.GetProperty("metadata").GetProperty("component");
        Assert.Equal("CycloneDX", document.RootElement.GetProperty("bomFormat").GetString());
        Assert.Equal([id, packed.Version, type],
            [about.GetProperty("name").GetString()!, about.GetProperty("version").GetString()!, about.GetProperty("type").GetString()!]);

        var component = Components(document).Single(item => item.GetProperty("name").GetString() == needed);
        Assert.Equal("required", component.GetProperty("scope").GetString());
        Assert.Equal($"pkg:nuget/{needed}@{component.GetProperty("version").GetString()}", component.GetProperty("purl").GetString());
        Assert.Equal("SHA-512", component.GetProperty("hashes")[0].GetProperty("alg").GetString());
        Assert.Equal("MIT", component.GetProperty("licenses")[0].GetProperty("license").GetProperty("id").GetString());
    }

    [Fact]
    public void What_only_the_build_needs_is_not_said_to_be_part_of_the_package()
        => Assert.Equal("excluded",
            Components(Read("StageGen")).Single(item => item.GetProperty("name").GetString() == "MinVer").GetProperty("scope").GetString());

    [Fact]
    public void It_needs_what_the_package_says_it_needs()
    {
        string specification = File.ReadAllText(packed.Place("unpacked", "StageGen.nuspec"));
        string lockFile = File.ReadAllText(Path.Combine(Repository.Root, "src", "StageGen", "packages.lock.json"));
        var locked = JsonNode.Parse(lockFile)!["dependencies"]!["net10.0"]!.AsObject();
        string[] required = [.. Components(Read("StageGen")).Where(item => item.GetProperty("scope").GetString() == "required")
            .Select(item => item.GetProperty("name").GetString()!)];
        Assert.Contains("<dependency id=\"TorchSharp\"", specification);
        Assert.All(required, name => Assert.NotNull(locked[name]));
        Assert.Contains("SkiaSharp", required);
    }

    private static IEnumerable<JsonElement> Components(JsonDocument document)
        => document.RootElement.GetProperty("components").EnumerateArray();

    private JsonDocument Read(string id)
    {
        using var package = ZipFile.OpenRead(packed.Package(id));
        using var stream = package.Entries.Single(entry => entry.FullName.EndsWith("bom.cdx.json", StringComparison.Ordinal)).Open();
        return JsonDocument.Parse(stream);
    }
}
