using Microsoft.CodeAnalysis.Diagnostics;
using StageGen.Analyzers;

namespace StageGen.Generators.Tests.Support;

/// <summary>Every analyzer that the package has.</summary>
internal static class EveryAnalyzer
{
    public static IReadOnlyList<DiagnosticAnalyzer> All { get; } =
    [
        .. typeof(PipelineAnalyzer).Assembly.GetTypes().Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(DiagnosticAnalyzer)))
            .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!),
    ];
}
