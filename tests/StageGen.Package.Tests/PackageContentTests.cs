using System.IO.Compression;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using StageGen.Package.Tests.Support;

namespace StageGen.Package.Tests;

/// <summary>What is in the packages.</summary>
[Collection(nameof(PackedProjects))]
public sealed class PackageContentTests(PackedProjects packed)
{
    private string CompilerSide => packed.Place("unpacked", "analyzers", "dotnet", "cs");

    [Fact]
    public void The_package_holds_the_run_time_the_compiler_side_and_the_build_files()
    {
        using var package = ZipFile.OpenRead(packed.Package("StageGen"));
        string[] files = [.. package.Entries.Select(entry => entry.FullName)
            .Where(name => name.Contains('/') && !name.StartsWith("_rels/") && !name.StartsWith("package/")).Order(StringComparer.Ordinal)];
        Assert.Equal(
            [
                "analyzers/dotnet/cs/StageGen.Analyzers.dll", "analyzers/dotnet/cs/StageGen.CodeFixes.dll",
                "analyzers/dotnet/cs/StageGen.Generators.dll", "analyzers/dotnet/cs/StageGen.Modeling.dll",
                "analyzers/dotnet/cs/StageGen.Scheduling.dll", "build/StageGen.targets",
                "buildTransitive/StageGen.Compiler.targets", "buildTransitive/StageGen.Debugging.targets",
                "buildTransitive/StageGen.Profiles.targets", "buildTransitive/StageGen.TorchSharp.targets",
                "buildTransitive/StageGen.targets", "lib/net10.0/StageGen.Scheduling.dll", "lib/net10.0/StageGen.Scheduling.xml",
                "lib/net10.0/StageGen.dll", "lib/net10.0/StageGen.xml", "sbom/bom.cdx.json",
            ],
            files);
    }

    [Theory]
    [InlineData("StageGen")]
    [InlineData("StageGen.Tool")]
    [InlineData("StageGen.Templates")]
    public void Every_package_has_its_readme_icon_licence_and_notices(string id)
    {
        using var package = ZipFile.OpenRead(packed.Package(id));
        Assert.All(["README.md", "icon.png", "LICENSE", "THIRD-PARTY-NOTICES.md"],
            name => Assert.True(package.GetEntry(name)?.Length > 0, name));
    }

    [Fact]
    public void The_compiler_side_asks_only_for_what_a_compiler_or_an_editor_has()
    {
        string[] own = [.. Directory.GetFiles(CompilerSide).Select(file => Path.GetFileNameWithoutExtension(file))];
        foreach (string file in Directory.GetFiles(CompilerSide))
        {
            bool workspaces = Path.GetFileName(file) == "StageGen.CodeFixes.dll";
            Assert.All(References(file), reference => Assert.True(
                own.Contains(reference)
                || reference is "netstandard" or "Microsoft.CodeAnalysis" or "Microsoft.CodeAnalysis.CSharp"
                    or "System.Collections.Immutable" or "System.Memory"
                || reference is "Microsoft.CodeAnalysis.Workspaces" or "Microsoft.CodeAnalysis.CSharp.Workspaces"
                    or "System.Composition.AttributedModel"
                    && workspaces,
                $"{Path.GetFileName(file)} references {reference}, which a compiler does not bring."));
        }
    }

    [Fact]
    public void An_editor_can_load_the_fixes()
    {
        var context = new AssemblyLoadContext("editor", isCollectible: true);
        context.Resolving += (_, name) => File.Exists(Path.Combine(CompilerSide, name.Name + ".dll"))
            ? context.LoadFromAssemblyPath(Path.Combine(CompilerSide, name.Name + ".dll"))
            : null;
        Type[] fixes = [.. context.LoadFromAssemblyPath(Path.Combine(CompilerSide, "StageGen.CodeFixes.dll")).GetTypes()
            .Where(type => type.IsAssignableTo(typeof(CodeFixProvider)) && !type.IsAbstract)];
        Type[] analyzers = [.. context.LoadFromAssemblyPath(Path.Combine(CompilerSide, "StageGen.Analyzers.dll")).GetTypes()
            .Where(type => type.IsAssignableTo(typeof(DiagnosticAnalyzer)) && !type.IsAbstract)];

        string[] reported = [.. analyzers.SelectMany(type => ((DiagnosticAnalyzer)Activator.CreateInstance(type)!).SupportedDiagnostics)
            .Select(rule => rule.Id)];
        Assert.All(fixes, type => Assert.NotNull(type.GetCustomAttribute<ExportCodeFixProviderAttribute>()));
        string[] mended = [.. fixes.SelectMany(type => ((CodeFixProvider)Activator.CreateInstance(type)!).FixableDiagnosticIds)];
        Assert.Contains("SG0001", mended);
        Assert.Subset(reported.ToHashSet(), mended.ToHashSet());
    }

    private static string[] References(string file)
    {
        using var reader = new PEReader(File.OpenRead(file));
        var metadata = reader.GetMetadataReader();
        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))];
    }
}
