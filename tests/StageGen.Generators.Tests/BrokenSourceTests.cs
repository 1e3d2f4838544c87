using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StageGen.Generators.Tests.Models;
using StageGen.Generators.Tests.Support;

namespace StageGen.Generators.Tests;

/// <summary>
/// A source is broken most of the time that it is typed. Tokens of good models are deleted, repeated and put elsewhere, names
/// and stages exchanged: the generator and the analyzers never throw, and what compiles without the generator compiles with it.
/// </summary>
public sealed class BrokenSourceTests
{
    private const int Seeds = 400;

    private static readonly string[] Models = [TestModels.Gpt, TestModels.CharGpt, TestModels.Constructors, .. SlicingModels.All.Values];

    [Fact]
    public async Task NoEditMakesTheGeneratorThrowOrWriteWhatDoesNotCompile()
    {
        for (int seed = 0; seed < Seeds; seed++)
        {
            var random = new Random(seed);
            string model = Models[seed % Models.Length];
            string source = seed / Models.Length % 2 == 0 ? Break(model, random) : Exchange(model, random);
            var compilation = Compiler.Compile(source);
            var result = GeneratorRun.NewDriver()
                .RunGeneratorsAndUpdateCompilation(compilation, out var output, out var diagnostics).GetRunResult();
            Assert.All(result.Results, one => Assert.True(one.Exception is null, $"Seed {seed}: {one.Exception}\n{source}"));
            Assert.Empty(diagnostics);
            if (seed % 8 == 0) await AssertAnalyzersHold(compilation, seed, source);
            if (HasErrors(compilation) || !HasErrors(output)) continue;
            var errors = output.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
            var said = await AnalyzerRun.Diagnostics(compilation);
            Assert.True(said.Any(diagnostic => diagnostic.Id == "SG0025"),
                $"Seed {seed}: {string.Join("\n", errors)}\n{source}\n{string.Join("\n", result.GeneratedTrees)}");
        }
    }

    private static async Task AssertAnalyzersHold(CSharpCompilation compilation, int seed, string source)
    {
        var said = await AnalyzerRun.Diagnostics(compilation);
        Assert.All(said,
            diagnostic => Assert.True(diagnostic.Id.StartsWith("SG", StringComparison.Ordinal), $"Seed {seed}: {diagnostic}\n{source}"));
    }

    private static bool HasErrors(Microsoft.CodeAnalysis.Compilation compilation) =>
        compilation.GetDiagnostics().Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);

    private static string Break(string source, Random random)
    {
        var tokens = CSharpSyntaxTree.ParseText(source, Compiler.ParseOptions).GetRoot().DescendantTokens()
            .Select(token => token.ToFullString()).ToList();
        int edits = random.Next(1, 4);
        for (int i = 0; i < edits; i++)
        {
            int at = random.Next(tokens.Count);
            switch (random.Next(4))
            {
                case 0:
                    tokens.RemoveAt(at);
                    break;
                case 1:
                    tokens.Insert(at, tokens[random.Next(tokens.Count)] + " ");
                    break;
                case 2:
                    tokens[at] = tokens[random.Next(tokens.Count)];
                    break;
                default: // Typing has come as far as here.
                    int length = random.Next(1, 12);
                    tokens.RemoveRange(at, Math.Min(length, tokens.Count - at));
                    break;
            }
            if (tokens.Count == 0) break;
        }
        return string.Concat(tokens);
    }

    /// <summary>
    /// Puts names in the place of names and small numbers in the place of numbers: much of what comes out still compiles.
    /// </summary>
    private static string Exchange(string source, Random random)
    {
        var tokens = CSharpSyntaxTree.ParseText(source, Compiler.ParseOptions).GetRoot().DescendantTokens().ToList();
        var text = tokens.Select(token => token.ToFullString()).ToList();
        var places = Enumerable.Range(0, tokens.Count)
            .Where(i => tokens[i].Kind() is SyntaxKind.NumericLiteralToken or SyntaxKind.IdentifierToken && IsInBodyOrAttribute(tokens[i]))
            .ToList();
        for (int edits = random.Next(1, 3); edits > 0; edits--)
        {
            int at = places[random.Next(places.Count)];
            var others = places.Where(i => tokens[i].IsKind(tokens[at].Kind()) && tokens[i].Parent!.IsKind(tokens[at].Parent!.Kind()))
                .ToList();
            string replacement = tokens[at].IsKind(SyntaxKind.NumericLiteralToken)
                ? random.Next(4).ToString(System.Globalization.CultureInfo.InvariantCulture)
                : tokens[others[random.Next(others.Count)]].Text;
            text[at] = text[at].Replace(tokens[at].Text, replacement, StringComparison.Ordinal);
        }
        return string.Concat(text);
    }

    private static bool IsInBodyOrAttribute(SyntaxToken token) =>
        token.Parent!.AncestorsAndSelf().Any(node => node is StatementSyntax or ArrowExpressionClauseSyntax or AttributeSyntax);
}
