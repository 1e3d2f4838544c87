using System.Reflection.Metadata;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using StageGen.Generators.Tests.Models;
using StageGen.Generators.Tests.Support;

namespace StageGen.Generators.Tests;

/// <summary>With <c>StageGenMapToSource</c> the debugger is in the user's <c>forward</c> while a stage runs, and nowhere else.</summary>
public sealed class SourceMapTests
{
    private const string Model = """
        [Pipeline]
        public partial class Net : Module<Tensor, Tensor>
        {
            [Stage(0)] private readonly Linear down = Linear(4, 4);
            [Stages(0, 1)] private readonly ModuleList<Linear> blocks = new(Linear(4, 4), Linear(4, 4));
            [Stage(1)] private readonly Linear norm = Linear(4, 4);
            [Stage(2)] private readonly Linear up = Linear(4, 4);

            public Net() : base("net") => RegisterComponents();

            public override Tensor forward(Tensor input)
            {
                // Down first.
                var x = functional.relu(down.call(input));
                Tensor skip = x;
                foreach (var block in blocks)
                {
                    x = block.call(x);
                    x = x * 2;
                }
                x = cat(
                    [
                        norm.call(x),
                        skip,
                    ],
                    1).narrow(1, 0, 4);
                return up.call(norm.call(x) + skip);
            }
        }
        """;

    private static readonly string[] Statements =
    [
        "var x = functional.relu(down.call(input));",
        "Tensor skip = x;",
        "foreach (var block in blocks)", "{", "x = block.call(x);", "x = x * 2;", "}",
        "x = cat(\n            [\n                norm.call(x),\n                skip,\n            ],\n            1).narrow(1, 0, 4);",
        "norm.call(x) + skip",
        "return up.call(norm.call(x) + skip);",
    ];

    [Fact]
    public void TheGeneratedFile() => Expected.Check("MappedToSource", Generate(Model).Generated);

    [Fact]
    public void EverySequencePointOfAStageIsAStatementOfTheUsers()
    {
        var (output, _) = Generate(Model);
        string source = output.SyntaxTrees.Single(tree => tree.FilePath == "Model0.cs").ToString();
        string[] lines = source.Split('\n');
        var points = SequencePoints(output).Where(method => method.Name.StartsWith("ForwardStage", StringComparison.Ordinal))
            .SelectMany(method => method.Points).ToList();
        Assert.All(points, point => Assert.Equal("Model0.cs", point.Document));
        var seen = points.Select(point => Between(lines, point)).Distinct().ToList();
        Assert.Equal(Statements.Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void AnExpressionBodyIsItsOwnStatement()
    {
        var (output, _) = Generate("""
            [Pipeline]
            public partial class Net : Module<Tensor, Tensor>
            {
                [Stage(0)] private readonly Linear a = Linear(4, 4);
                [Stage(1)] private readonly Linear b = Linear(4, 4);
                public Net() : base("net") => RegisterComponents();
                public override Tensor forward(Tensor input) => b.call(a.call(input));
            }
            """);
        string[] lines = output.SyntaxTrees.Single(tree => tree.FilePath == "Model0.cs").ToString().Split('\n');
        var seen = SequencePoints(output).Where(method => method.Name.StartsWith("ForwardStage", StringComparison.Ordinal))
            .SelectMany(method => method.Points).Select(point => Between(lines, point));
        Assert.Equal(["a.call(input)", "b.call(a.call(input))"], seen);
    }

    [Fact]
    public void AfterTheStagesTheGeneratedFileIsItselfAgain()
    {
        var generated = Generate(Model).Output.SyntaxTrees.Last();
        Assert.All(generated.GetRoot().DescendantNodes().OfType<Microsoft.CodeAnalysis.CSharp.Syntax.ClassDeclarationSyntax>(),
            type => Assert.Equal(type.Identifier.GetLocation().GetLineSpan().Path, type.Identifier.GetLocation().GetMappedLineSpan().Path));
    }

    /// <summary>All models with the mapping on: what is written compiles, and names no place that is not there.</summary>
    [Theory]
    [MemberData(nameof(Models))]
    public void EveryModelCompilesMapped(string name)
    {
        var (output, _) = Generate(SlicingModels.All[name]);
        string[] lines = output.SyntaxTrees.Single(tree => tree.FilePath == "Model0.cs").ToString().Split('\n');
        foreach (var (_, points) in SequencePoints(output)
            .Where(method => method.Name.StartsWith("ForwardStage", StringComparison.Ordinal)))
        {
            Assert.NotEmpty(points);
            Assert.All(points, point =>
            {
                Assert.Equal("Model0.cs", point.Document);
                Assert.InRange(point.EndLine, point.StartLine, lines.Length);
                Assert.InRange(point.StartColumn, 1, lines[point.StartLine - 1].Length);
            });
        }
    }

    public static TheoryData<string> Models => [.. SlicingModels.All.Keys];

    [Fact]
    public void OnlyAMappedFileIsWrittenAgainWhenLinesMove()
    {
        Assert.Equal(IncrementalStepRunReason.Modified, ReasonAfterLinesMoved(isMapped: true));
        Assert.Equal(IncrementalStepRunReason.Unchanged, ReasonAfterLinesMoved(isMapped: false));
    }

    private static IncrementalStepRunReason ReasonAfterLinesMoved(bool isMapped)
    {
        var compilation = Compiler.Compile(Model);
        var driver = GeneratorRun.NewDriver(isMapped).RunGenerators(compilation);
        var edited = Compiler.Edit(compilation, "Model0.cs", text => "// One more line.\n" + text);
        var result = driver.RunGenerators(edited).GetRunResult().Results.Single();
        return Assert.Single(result.TrackedSteps[PipelineGenerator.PlanStep].SelectMany(step => step.Outputs)).Reason;
    }

    private static (CSharpCompilation Output, string Generated) Generate(string model)
    {
        var compilation = Compiler.Compile(model);
        var driver = GeneratorRun.NewDriver(isMapped: true).RunGeneratorsAndUpdateCompilation(compilation, out var output, out _);
        Assert.Empty(output.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        return ((CSharpCompilation)output, GeneratorRun.Pipelines(driver.GetRunResult()).Single().SourceText.ToString());
    }

    private sealed record Point(string Document, int StartLine, int StartColumn, int EndLine, int EndColumn);

    private static List<(string Name, List<Point> Points)> SequencePoints(CSharpCompilation compilation)
    {
        using var assembly = new MemoryStream();
        using var symbols = new MemoryStream();
        var result = compilation.WithOptions(compilation.Options.WithOptimizationLevel(OptimizationLevel.Debug))
            .Emit(assembly, symbols, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb));
        Assert.True(result.Success, string.Join("\n", result.Diagnostics));
        assembly.Position = symbols.Position = 0;
        using var image = new System.Reflection.PortableExecutable.PEReader(assembly);
        using var provider = MetadataReaderProvider.FromPortablePdbStream(symbols);
        var metadata = image.GetMetadataReader();
        var debug = provider.GetMetadataReader();
        var methods = new List<(string, List<Point>)>();
        foreach (var handle in metadata.MethodDefinitions)
        {
            var points = debug.GetMethodDebugInformation(handle).GetSequencePoints().Where(point => !point.IsHidden)
                .Select(point => new Point(debug.GetString(debug.GetDocument(point.Document).Name), point.StartLine, point.StartColumn,
                    point.EndLine, point.EndColumn))
                .ToList();
            methods.Add((metadata.GetString(metadata.GetMethodDefinition(handle).Name), points));
        }
        return methods;
    }

    private static string Between(string[] lines, Point point)
    {
        if (point.StartLine == point.EndLine) return lines[point.StartLine - 1][(point.StartColumn - 1)..(point.EndColumn - 1)];
        var middle = lines.Skip(point.StartLine).Take(point.EndLine - point.StartLine - 1);
        return string.Join("\n",
            [lines[point.StartLine - 1][(point.StartColumn - 1)..], .. middle, lines[point.EndLine - 1][..(point.EndColumn - 1)]]);
    }
}
