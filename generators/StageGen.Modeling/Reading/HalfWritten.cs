using Microsoft.CodeAnalysis;

namespace StageGen.Modeling.Reading;

/// <summary>
/// A class with an error of syntax in it, as it is at most keystrokes. What was read of its statements may be anything, and written
/// again would be an error of ours; but the pipeline's members are known, and stay for the rest of the project.
/// </summary>
internal static class HalfWritten
{
    public static bool Is(INamedTypeSymbol type, CancellationToken cancellation)
        => type.PartsWithBases().Any(part => part.GetSyntax(cancellation) is { ContainsDiagnostics: true } syntax
            && syntax.GetDiagnostics().Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));

    /// <summary>The stages with nothing in them. Nobody runs them, for the class does not compile.</summary>
    public static EquatableArray<StagePlan> Emptied(EquatableArray<StagePlan> stages)
        => stages.Select(stage =>
            stage with { Body = "", Results = stage.Results.Select(result => result with { Expression = "default!" }).ToEquatableArray() })
            .ToEquatableArray();
}
