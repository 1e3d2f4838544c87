using System.Text;
using System.Text.Json;
using System.Xml.Linq;

namespace StageGen.Package.Tests.Support;

/// <summary>The packages that the solution's projects restored, as the page docs/dependencies.md lists them.</summary>
internal static class Dependencies
{
    private static readonly string[] Packed = ["src/StageGen/", "src/StageGen.Tool/"];
    private static readonly string[] Building = ["src/", "generators/", "analyzers/"];

    /// <summary>
    /// A package: which version is asked for by name (null where another package asks for it), under which licence, and which projects have
    /// it.
    /// </summary>
    private sealed record Package(string Name, string? Version, string Licence, HashSet<string> Projects)
    {
        public bool ComesAlong { get; set; }
    }

    public static string Table()
    {
        var packages = new SortedDictionary<string, Package>(StringComparer.OrdinalIgnoreCase);
        foreach (string project in Solution.Projects) Read(project, packages);

        var text = new StringBuilder();
        Write(text, "Come along with StageGen's packages", packages.Values.Where(package => package.ComesAlong));
        Write(text, "Build StageGen", packages.Values.Where(package => !package.ComesAlong && package.Projects.Any(IsBuilding)));
        Write(text, "Samples, benchmarks and tests",
            packages.Values.Where(package => !package.ComesAlong && !package.Projects.Any(IsBuilding)));
        return text.ToString();
    }

    // Which of them is restored hangs on the system and on TorchBackend; the page has a sentence for all.
    private static bool IsNativeBackEnd(string package) => package.StartsWith("libtorch-", StringComparison.OrdinalIgnoreCase)
        || package.StartsWith("TorchSharp-", StringComparison.OrdinalIgnoreCase);

    private static bool IsBuilding(string project) => Building.Any(project.StartsWith);

    private static void Read(string project, SortedDictionary<string, Package> packages)
    {
        string assets = Path.Combine(Repository.Root, Path.GetDirectoryName(project)!, "obj", "project.assets.json");
        using var document = JsonDocument.Parse(File.ReadAllText(assets));
        string[] folders = [.. document.RootElement.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name)];
        var asked = new Dictionary<string, (string Version, bool Private)>(StringComparer.OrdinalIgnoreCase);
        foreach (var framework in document.RootElement.GetProperty("project").GetProperty("frameworks").EnumerateObject())
        {
            if (!framework.Value.TryGetProperty("dependencies", out var dependencies)) continue;
            foreach (var item in dependencies.EnumerateObject())
            {
                bool automatic = item.Value.TryGetProperty("autoReferenced", out var value) && value.GetBoolean();
                bool isPrivate = item.Value.TryGetProperty("suppressParent", out value) && value.GetString() == "All";
                asked[item.Name] = (item.Value.GetProperty("version").GetString()!.TrimStart('[').Split(',')[0], automatic || isPrivate);
            }
        }

        foreach (var library in document.RootElement.GetProperty("libraries").EnumerateObject()
            .Where(library => library.Value.GetProperty("type").GetString() == "package"))
        {
            string name = library.Name.Split('/')[0];
            if (IsNativeBackEnd(name)) continue;
            string? version = asked.TryGetValue(name, out var direct) ? direct.Version : null;
            string place = folders.Select(folder => Path.Combine(folder, library.Value.GetProperty("path").GetString()!))
                .First(Directory.Exists);
            packages.TryGetValue(name, out var known);
            packages[name] = new Package(name, known?.Version ?? version, known?.Licence ?? Licence(place),
                [.. known?.Projects ?? [], project]) { ComesAlong = known?.ComesAlong ?? false };
        }

        if (!Packed.Any(project.StartsWith)) return;
        var target = document.RootElement.GetProperty("targets").EnumerateObject().First().Value;
        foreach (string name in asked.Where(item => !item.Value.Private).Select(item => item.Key)) Follow(name, target, packages);
    }

    private static void Follow(string name, JsonElement target, SortedDictionary<string, Package> packages)
    {
        packages[name].ComesAlong = true;
        var library = target.EnumerateObject().Single(item => item.Name.StartsWith(name + "/", StringComparison.OrdinalIgnoreCase)).Value;
        if (!library.TryGetProperty("dependencies", out var dependencies)) return;
        foreach (var next in dependencies.EnumerateObject().Where(item => packages.ContainsKey(item.Name)))
            Follow(next.Name, target, packages);
    }

    /// <summary>
    /// What the package says of itself: an SPDX expression, or else the licence its file reads like, or else the address it gives.
    /// </summary>
    private static string Licence(string folder)
    {
        var metadata = XDocument.Load(Directory.GetFiles(folder, "*.nuspec").Single()).Root!.Elements().First();
        XElement? Said(string name) => metadata.Elements().FirstOrDefault(element => element.Name.LocalName == name);
        if (Said("license") is { } licence && (string?)licence.Attribute("type") == "expression") return licence.Value;

        string? file = Directory.GetFiles(folder, "LICENSE*.txt", new EnumerationOptions { MatchCasing = MatchCasing.CaseInsensitive })
            .FirstOrDefault();
        if (file is not null && File.ReadAllText(file).ReplaceLineEndings(" ")
            .Contains("Permission is hereby granted, free of charge", StringComparison.Ordinal))
            return "MIT";
        return Said("licenseUrl") is { } url
            ? $"<{url.Value}>"
            : throw new InvalidDataException($"The package in {folder} names no licence.");
    }

    private static void Write(StringBuilder text, string heading, IEnumerable<Package> packages)
    {
        text.Append("## ").Append(heading).Append("\n\n| package | version | licence |\n| --- | --- | --- |\n");
        foreach (var package in packages)
            text.Append("| ").Append(package.Name).Append(" | ").Append(package.Version ?? "").Append(" | ")
                .Append(package.Licence).Append(" |\n");
        text.Append('\n');
    }
}
