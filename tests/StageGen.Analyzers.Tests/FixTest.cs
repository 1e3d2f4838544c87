using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;
using StageGen.Generators.Tests.Support;

namespace StageGen.Analyzers.Tests;

/// <summary>Runs a fix as an editor does: one by one until nothing is left, and as Fix All in document, project and solution.</summary>
internal static class FixTest
{
    public static Task Run<TFix>(string before, string after, int steps = 1)
        where TFix : CodeFixProvider, new() => Of<PipelineAnalyzer, TFix>(before, after, steps).RunAsync();

    /// <summary>
    /// A fix for what stops no generation: afterwards nothing is left to say, and the generator's output compiles.
    /// </summary>
    /// <param name="before">The file, with the diagnostics marked.</param>
    /// <param name="after">The file as the fix leaves it.</param>
    /// <param name="remedy">Which of several fixes.</param>
    /// <param name="beside">Other files of the project.</param>
    public static Task Better<TAnalyzer, TFix>(string before, string after, string? remedy = null, params string[] beside)
        where TAnalyzer : DiagnosticAnalyzer, new()
        where TFix : CodeFixProvider, new()
    {
        _ = GeneratorRun.Of([after, .. beside]);
        var test = Of<TAnalyzer, TFix>(before, after, 1);
        test.CodeActionEquivalenceKey = remedy;
        foreach (string file in beside)
        {
            test.TestState.Sources.Add(Compiler.WithUsings(file));
            test.FixedState.Sources.Add(Compiler.WithUsings(file));
        }
        return test.RunAsync();
    }

    /// <summary>The diagnostic is there and no way out is offered, for there is more than one.</summary>
    public static Task None<TFix>(string source)
        where TFix : CodeFixProvider, new() => None<PipelineAnalyzer, TFix>(source);

    public static Task None<TAnalyzer, TFix>(string source)
        where TAnalyzer : DiagnosticAnalyzer, new()
        where TFix : CodeFixProvider, new()
    {
        var test = Of<TAnalyzer, TFix>(source, source, 0);
        test.FixedState.MarkupHandling = MarkupMode.Allow;
        return test.RunAsync();
    }

    private static CSharpCodeFixTest<TAnalyzer, TFix, DefaultVerifier> Of<TAnalyzer, TFix>(string before, string after, int steps)
        where TAnalyzer : DiagnosticAnalyzer, new()
        where TFix : CodeFixProvider, new()
    {
        var test = new CSharpCodeFixTest<TAnalyzer, TFix, DefaultVerifier>
        {
            TestCode = Compiler.WithUsings(before.ReplaceLineEndings("\n")),
            FixedCode = Compiler.WithUsings(after.ReplaceLineEndings("\n")),
            ReferenceAssemblies = new ReferenceAssemblies("net10.0"),
            // A mistake in the attributes is what is tested; what else the compiler thinks of it is not.
            CompilerDiagnostics = CompilerDiagnostics.None,
            NumberOfIncrementalIterations = steps,
            NumberOfFixAllIterations = Math.Min(steps, 1),
        };
        foreach (var state in new[] { test.TestState, test.FixedState })
        {
            state.Sources.Add(("Usings.cs", Compiler.ImplicitUsings));
            state.AdditionalReferences.AddRange(Net100.References.All);
            foreach (string name in new[] { "TorchSharp.dll", "StageGen.dll", "StageGen.Scheduling.dll" })
                state.AdditionalReferences.Add(MetadataReference.CreateFromFile(Path.Combine(AppContext.BaseDirectory, name)));
        }
        return test;
    }
}
