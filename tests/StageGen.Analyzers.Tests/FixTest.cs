using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using StageGen.Generators.Tests.Support;

namespace StageGen.Analyzers.Tests;

/// <summary>Runs a fix as an editor does: one by one until nothing is left, and as Fix All in document, project and solution.</summary>
internal static class FixTest
{
    public static Task Run<TFix>(string before, string after, int steps = 1)
        where TFix : CodeFixProvider, new() => Of<TFix>(before, after, steps).RunAsync();

    /// <summary>The diagnostic is there and no way out is offered, for there is more than one.</summary>
    public static Task None<TFix>(string source)
        where TFix : CodeFixProvider, new()
    {
        var test = Of<TFix>(source, source, 0);
        test.FixedState.MarkupHandling = MarkupMode.Allow;
        return test.RunAsync();
    }

    private static CSharpCodeFixTest<PipelineAnalyzer, TFix, DefaultVerifier> Of<TFix>(string before, string after, int steps)
        where TFix : CodeFixProvider, new()
    {
        var test = new CSharpCodeFixTest<PipelineAnalyzer, TFix, DefaultVerifier>
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
            state.AdditionalReferences.AddRange(Net100.References.All);
            foreach (string name in new[] { "TorchSharp.dll", "StageGen.dll", "StageGen.Scheduling.dll" })
                state.AdditionalReferences.Add(MetadataReference.CreateFromFile(Path.Combine(AppContext.BaseDirectory, name)));
        }
        return test;
    }
}
