using System.Collections;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace StageGen.Generators.Tests.Support;

/// <summary>
/// A run of the generator over test sources. Every run checks what must always hold: the result compiles, an edit elsewhere
/// runs nothing again, and the cache holds nothing of the compiler's.
/// </summary>
internal sealed class GeneratorRun
{
    private GeneratorRun(IReadOnlyDictionary<string, string> files, CSharpCompilation compilation)
    {
        Files = files;
        Compilation = compilation;
    }

    /// <summary>The generated files by hint name.</summary>
    public IReadOnlyDictionary<string, string> Files { get; }

    /// <summary>The compilation with the generated files in it.</summary>
    public CSharpCompilation Compilation { get; }

    /// <summary>The only generated file.</summary>
    public string Single => Assert.Single(Files).Value;

    public static GeneratorRun Of(params string[] sources)
    {
        var compilation = Compiler.Compile(sources);
        var driver = NewDriver().RunGeneratorsAndUpdateCompilation(compilation, out var output, out var generatorDiagnostics);
        var result = driver.GetRunResult();
        Assert.Empty(generatorDiagnostics);
        Assert.Null(result.Results.Single().Exception);
        AssertCompiles(output, result);
        AssertCached(driver, compilation);
        AssertHoldsNothingOfTheCompiler(result);
        return new GeneratorRun(result.Results.Single().GeneratedSources.ToDictionary(source => source.HintName, source => source.SourceText.ToString()), (CSharpCompilation)output);
    }

    /// <summary>The files that build a model in part, beside the pipelines'; checked as <see cref="Of"/> does.</summary>
    public static GeneratorRun OfConstruction(params string[] sources)
    {
        var compilation = Compiler.Compile(sources);
        var driver = NewDriver(builds: true).RunGeneratorsAndUpdateCompilation(compilation, out var output, out var generatorDiagnostics);
        var result = driver.GetRunResult();
        Assert.Empty(generatorDiagnostics);
        Assert.All(result.Results, one => Assert.Null(one.Exception));
        AssertCompiles(output, result);
        var again = driver.RunGenerators(Compiler.Edit(compilation, "Unrelated.cs", text => text.Replace("1", "2"))).GetRunResult().Results[1];
        Assert.All(again.TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(run => run.Outputs), made => Assert.Equal(IncrementalStepRunReason.Cached, made.Reason));
        foreach (var (value, _) in result.Results[1].TrackedSteps[ConstructionGenerator.PlanStep].SelectMany(run => run.Outputs))
            Visit(value, ConstructionGenerator.PlanStep, new HashSet<object>(ReferenceEqualityComparer.Instance));
        return new GeneratorRun(result.Results[1].GeneratedSources.ToDictionary(source => source.HintName, source => source.SourceText.ToString()), (CSharpCompilation)output);
    }

    /// <param name="isMapped">Whether the project wants generated lines mapped to the user's.</param>
    /// <param name="builds">Whether what builds models in part is generated as well.</param>
    public static CSharpGeneratorDriver NewDriver(bool isMapped = false, bool builds = false) => CSharpGeneratorDriver.Create(
        builds ? [new PipelineGenerator().AsSourceGenerator(), new ConstructionGenerator().AsSourceGenerator()] : [new PipelineGenerator().AsSourceGenerator()],
        parseOptions: Compiler.ParseOptions,
        optionsProvider: isMapped ? new ProjectOptions(PipelineGenerator.MappingProperty, "true") : null,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    private static void AssertCompiles(Compilation output, GeneratorDriverRunResult result)
    {
        var errors = output.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToList();
        Assert.True(errors.Count == 0, string.Join("\n", errors) + "\n\n" + string.Join("\n", result.GeneratedTrees));
    }

    private static void AssertCached(GeneratorDriver driver, CSharpCompilation compilation)
    {
        var edited = Compiler.Edit(compilation, "Unrelated.cs", text => text.Replace("1", "2"));
        var second = driver.RunGenerators(edited).GetRunResult().Results.Single();
        foreach (string step in new[] { PipelineGenerator.ReadStep, PipelineGenerator.PlanStep, PipelineGenerator.FileStep })
        {
            if (!second.TrackedSteps.TryGetValue(step, out var runs)) continue;
            foreach (var (_, reason) in runs.SelectMany(run => run.Outputs))
                Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, $"{step}: {reason}");
        }
        foreach (var (_, reason) in second.TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(run => run.Outputs))
            Assert.Equal(IncrementalStepRunReason.Cached, reason);
    }

    private static void AssertHoldsNothingOfTheCompiler(GeneratorDriverRunResult result)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        string[] steps = [PipelineGenerator.ReadStep, PipelineGenerator.PlanStep, PipelineGenerator.FileStep];
        foreach (string step in steps)
            if (result.Results.Single().TrackedSteps.TryGetValue(step, out var runs))
                foreach (var (value, _) in runs.SelectMany(run => run.Outputs)) Visit(value, step, seen);
    }

    private static void Visit(object? value, string path, HashSet<object> seen)
    {
        if (value is null or string || value.GetType().IsPrimitive || value.GetType().IsEnum || !seen.Add(value)) return;
        Assert.False(value is ISymbol or SyntaxNode or Microsoft.CodeAnalysis.Compilation or SyntaxTree or Location or SyntaxReference or SemanticModel, $"{path} holds a {value.GetType()}");
        if (value is IEnumerable items)
            foreach (object? item in items) Visit(item, path + "[]", seen);
        for (var type = value.GetType(); type is not null && type != typeof(object); type = type.BaseType)
            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                Visit(field.GetValue(value), path + "." + field.Name, seen);
    }
}
