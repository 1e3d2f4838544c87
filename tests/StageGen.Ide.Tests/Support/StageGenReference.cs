using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using StageGen.Analyzers;
using StageGen.Generators;

namespace StageGen.Ide.Tests.Support;

/// <summary>StageGen as the package brings it into a project: its generators and its analyzers.</summary>
internal sealed class StageGenReference : AnalyzerReference
{
    // An editor knows a generator by the object, from one run to the next.
    private readonly ImmutableArray<ISourceGenerator> generators =
        [.. AllOf<IIncrementalGenerator>(typeof(PipelineGenerator).Assembly).Select(generator => generator.AsSourceGenerator())];

    private readonly ImmutableArray<DiagnosticAnalyzer> analyzers = AllOf<DiagnosticAnalyzer>(typeof(PipelineAnalyzer).Assembly);

    public override string? FullPath => null;

    public override object Id => nameof(StageGenReference);

    public override string Display => "StageGen";

    /// <summary>One of each kind that an assembly declares for C#.</summary>
    public static ImmutableArray<T> AllOf<T>(System.Reflection.Assembly assembly)
        => [.. assembly.GetTypes().Where(type => !type.IsAbstract && typeof(T).IsAssignableFrom(type))
            .Select(type => (T)Activator.CreateInstance(type, nonPublic: true)!)];

    public override ImmutableArray<DiagnosticAnalyzer> GetAnalyzers(string language) => analyzers;

    public override ImmutableArray<DiagnosticAnalyzer> GetAnalyzersForAllLanguages() => GetAnalyzers(LanguageNames.CSharp);

    public override ImmutableArray<ISourceGenerator> GetGenerators(string language) => generators;

    [Obsolete("Generators have a language.")]
    public override ImmutableArray<ISourceGenerator> GetGenerators() => GetGenerators(LanguageNames.CSharp);

    public override ImmutableArray<ISourceGenerator> GetGeneratorsForAllLanguages() => GetGenerators(LanguageNames.CSharp);
}
