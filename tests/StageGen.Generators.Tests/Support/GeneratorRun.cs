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
    private static readonly string[] Steps =
        [PipelineGenerator.ReadStep, PipelineGenerator.PlanStep, PipelineGenerator.FileStep, PipelineGenerator.ConstructionStep,
            PipelineGenerator.ProfileStep, PipelineGenerator.CostStep,
        PipelineGenerator.ChoiceStep];

    private GeneratorRun(GeneratorDriverRunResult result, CSharpCompilation compilation)
    {
        Files = Pipelines(result).ToDictionary(source => source.HintName, source => source.SourceText.ToString());
        Constructions = result.Results.Single().GeneratedSources.Where(IsConstruction)
            .ToDictionary(source => source.HintName, source => source.SourceText.ToString());
        Compilation = compilation;
    }

    /// <summary>The generated pipelines by hint name.</summary>
    public IReadOnlyDictionary<string, string> Files { get; }

    /// <summary>The generated files that build a model in part, by hint name.</summary>
    public IReadOnlyDictionary<string, string> Constructions { get; }

    /// <summary>The compilation with the generated files in it.</summary>
    public CSharpCompilation Compilation { get; }

    /// <summary>The only generated pipeline.</summary>
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
        return new GeneratorRun(result, (CSharpCompilation)output);
    }

    /// <param name="isMapped">Whether the project wants generated lines mapped to the user's.</param>
    public static CSharpGeneratorDriver NewDriver(bool isMapped = false) => CSharpGeneratorDriver.Create(
        [new PipelineGenerator().AsSourceGenerator()],
        parseOptions: Compiler.ParseOptions,
        optionsProvider: isMapped ? new ProjectOptions(PipelineGenerator.MappingProperty, "true") : null,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>The files of pipelines, without those that build a model in part.</summary>
    public static IReadOnlyList<GeneratedSourceResult> Pipelines(GeneratorDriverRunResult result) =>
        [.. result.Results.Single().GeneratedSources.Where(source => !IsConstruction(source))];

    private static bool IsConstruction(GeneratedSourceResult source) => source.HintName.EndsWith(".Create.g.cs", StringComparison.Ordinal);

    private static void AssertCompiles(Compilation output, GeneratorDriverRunResult result)
    {
        var errors = output.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToList();
        Assert.True(errors.Count == 0, string.Join("\n", errors) + "\n\n" + string.Join("\n", result.GeneratedTrees));
    }

    private static void AssertCached(GeneratorDriver driver, CSharpCompilation compilation)
    {
        var edited = Compiler.Edit(compilation, "Unrelated.cs", text => text.Replace("1", "2"));
        var second = driver.RunGenerators(edited).GetRunResult().Results.Single();
        foreach (string step in Steps)
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
        foreach (string step in Steps)
            if (result.Results.Single().TrackedSteps.TryGetValue(step, out var runs))
                foreach (var (value, _) in runs.SelectMany(run => run.Outputs)) Visit(value, step, seen);
    }

    private static void Visit(object? value, string path, HashSet<object> seen)
    {
        if (value is null or string || value.GetType().IsPrimitive || value.GetType().IsEnum || !seen.Add(value)) return;
        Assert.False(value is ISymbol or SyntaxNode or Microsoft.CodeAnalysis.Compilation or SyntaxTree or Location or SyntaxReference
            or SemanticModel, $"{path} holds a {value.GetType()}");
        if (value is IEnumerable items)
            foreach (object? item in items) Visit(item, path + "[]", seen);
        for (var type = value.GetType(); type is not null && type != typeof(object); type = type.BaseType)
            foreach (var field in type.GetFields(
                BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                Visit(field.GetValue(value), path + "." + field.Name, seen);
    }
}
