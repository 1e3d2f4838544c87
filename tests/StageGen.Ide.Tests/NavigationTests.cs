using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FindSymbols;
using StageGen.Ide.Tests.Support;

namespace StageGen.Ide.Tests;

/// <summary>From a name to where it comes from, and back.</summary>
public sealed class NavigationTests
{
    [Fact]
    public async Task FromTheUsersCallToTheGeneratedFile()
    {
        using OpenSolution solution = OpenSolution.Of(("Perceptron.cs", Models.Perceptron),
            ("Training.cs", Models.Training("_ = model.ToPipe$$line();")));
        ISymbol symbol = (await SymbolFinder.FindSymbolAtPositionAsync(solution.Document, solution.Position))!;
        Location location = Assert.Single(symbol.Locations);
        Document generated = solution.Document.Project.Solution.GetDocument(location.SourceTree)!;
        Assert.IsType<SourceGeneratedDocument>(generated);
        Assert.Contains("ToPipeline", (await generated.GetTextAsync()).Lines.GetLineFromPosition(location.SourceSpan.Start).ToString(),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hidden")]
    [InlineData("output")]
    public async Task FromGeneratedCodeToTheUsersField(string field)
    {
        using OpenSolution solution = OpenSolution.Of(("Perceptron.cs", Models.Perceptron));
        bool found = false;
        foreach (SourceGeneratedDocument generated in await solution.Document.Project.GetSourceGeneratedDocumentsAsync())
        {
            SyntaxNode root = (await generated.GetSyntaxRootAsync())!;
            foreach (IdentifierNameSyntax name in root.DescendantNodes().OfType<IdentifierNameSyntax>()
                .Where(name => name.Identifier.Text == field))
            {
                if (await SymbolFinder.FindSymbolAtPositionAsync(generated, name.SpanStart) is not IFieldSymbol symbol) continue;
                Assert.Equal("Perceptron.cs", Assert.Single(symbol.Locations).SourceTree!.FilePath);
                found = true;
            }
        }

        Assert.True(found, $"Generated code uses {field}.");
    }

    [Fact]
    public async Task AFieldsUsesAreFoundInGeneratedCodeToo()
    {
        using OpenSolution solution = OpenSolution.Of(("Perceptron.cs",
            Models.Perceptron.Replace("Linear hidden", "Linear hid$$den", StringComparison.Ordinal)));
        ISymbol symbol = (await SymbolFinder.FindSymbolAtPositionAsync(solution.Document, solution.Position))!;
        ReferencedSymbol references = Assert.Single(await SymbolFinder.FindReferencesAsync(symbol, solution.Document.Project.Solution));
        Assert.Contains(references.Locations, location => location.Document == solution.Document);
        Assert.Contains(references.Locations, location => location.Document is SourceGeneratedDocument);
    }
}
