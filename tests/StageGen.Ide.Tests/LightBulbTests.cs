using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using StageGen.CodeFixes;
using StageGen.Ide.Tests.Support;

namespace StageGen.Ide.Tests;

/// <summary>The light bulb at a diagnostic: what it offers, what its preview shows, and that the project is right afterwards.</summary>
public sealed class LightBulbTests
{
    [Fact]
    public async Task MakesTheClassPartialAndThePipelineAppears()
    {
        string source = Models.Perceptron.Replace("partial ", "", StringComparison.Ordinal);
        using OpenSolution solution = OpenSolution.Of(("Perceptron.cs", source),
            ("Training.cs", Models.Training("pipeline.UseOptimizer(parameters => optim.SGD(parameters, 0.1));")));
        Assert.NotEmpty(await OpenSolution.Errors(solution.Document));
        Document after = await Take(solution, "SG0001");
        Assert.DoesNotContain(await OpenSolution.Rules(after), diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning);
        Assert.Empty(await OpenSolution.Errors(after));
        Assert.Equal(Models.Perceptron.ReplaceLineEndings("\n"), (await after.GetTextAsync()).ToString());
    }

    [Fact]
    public async Task GivesAFieldItsStage()
    {
        string source = Models.Perceptron.Replace("[Stage(1)] private readonly Linear output", "private readonly Linear output",
            StringComparison.Ordinal)
            .Replace("    [Stage(0)]",
                "    [Stage(0)] private readonly Dropout first = Dropout(0.1);\n    [Stage(1)] private readonly Dropout second = Dropout(0.1);\n    [Stage(0)]",
                StringComparison.Ordinal)
            .Replace("hidden.call(input)", "hidden.call(first.call(input))", StringComparison.Ordinal)
            .Replace("output.call(activated)", "output.call(second.call(activated))", StringComparison.Ordinal);
        using OpenSolution solution = OpenSolution.Of(("Perceptron.cs", source));
        Document after = await Take(solution, "SG0005");
        Assert.DoesNotContain(await OpenSolution.Rules(after), diagnostic => diagnostic.Id == "SG0005");
    }

    // Takes the only offer for a rule, after a look at its preview.
    private static async Task<Document> Take(OpenSolution solution, string rule)
    {
        Document document = solution.Document;
        Diagnostic diagnostic = Assert.Single(await OpenSolution.Rules(document), diagnostic => diagnostic.Id == rule);
        var actions = new List<CodeAction>();
        foreach (CodeFixProvider provider in StageGenReference.AllOf<CodeFixProvider>(typeof(MakePartialFix).Assembly)
            .Where(provider => provider.FixableDiagnosticIds.Contains(rule)))
        {
            Assert.NotNull(provider.GetFixAllProvider());
            await provider.RegisterCodeFixesAsync(new CodeFixContext(document, diagnostic, (action, _) => actions.Add(action),
                CancellationToken.None));
        }

        CodeAction action = Assert.Single(actions);
        Assert.False(string.IsNullOrWhiteSpace(action.Title));
        var preview = Assert.Single((await action.GetPreviewOperationsAsync(CancellationToken.None)).OfType<ApplyChangesOperation>());
        var operation = Assert.Single((await action.GetOperationsAsync(CancellationToken.None)).OfType<ApplyChangesOperation>());
        Document shown = preview.ChangedSolution.GetDocument(document.Id)!, after = operation.ChangedSolution.GetDocument(document.Id)!;
        Assert.NotEmpty(await shown.GetTextChangesAsync(document));
        Assert.Equal((await shown.GetTextAsync()).ToString(), (await after.GetTextAsync()).ToString());
        return after;
    }
}
