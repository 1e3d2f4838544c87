using Microsoft.CodeAnalysis;
using StageGen.Generators.Tests.Models;
using StageGen.Generators.Tests.Support;

namespace StageGen.Generators.Tests;

/// <summary>
/// What builds a model in part: the file as a user would read it, what writes it again, and what is refused, where and with which reason.
/// </summary>
public sealed class ConstructionTests
{
    [Fact]
    public void GptCreate() => Expected.Check(nameof(GptCreate), Assert.Single(GeneratorRun.Of(TestModels.Gpt).Constructions).Value);

    [Fact]
    public void BusyCreate() =>
        Expected.Check(nameof(BusyCreate), Assert.Single(GeneratorRun.Of(TestModels.Constructors).Constructions).Value);

    [Fact]
    public void AStatementOfForwardLeavesTheFileAlone() =>
        Assert.Equal(IncrementalStepRunReason.Unchanged, ReasonAfter("head.call(norm.call(x))", "head.call(norm.call(x)) * 2"));

    [Fact]
    public void AStatementOfTheConstructorWritesItAgain() => Assert.Equal(IncrementalStepRunReason.Modified,
        ReasonAfter("Linear(width, vocabulary)", "Linear(width, vocabulary, hasBias: false)"));

    [Fact]
    public async Task AModelThatCannotBeBuiltInPartSaysSoWhereItIsAsked()
    {
        string source = Net("first = Make(); second = Linear(4, 4);",
            "private int made; private Linear Make() { made++; return Linear(4, 4); }")
            + "public static class Program { public static Net Whole() => Net.Create(1); public static object Part() => Net.CreateStages(1, [0]); }";
        var compilation = Compiler.Compile(source);
        GeneratorRun.NewDriver().RunGeneratorsAndUpdateCompilation(compilation, out var output, out _);
        var errors = output.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToList();
        Assert.Equal(["CS0619", "CS0619"], errors.Select(error => error.Id));
        Assert.All(errors,
            error => Assert.Contains("'Net can only be built as a whole. 'Make()', which calls Make, which changes 'made',: it is left out",
                error.GetMessage(), StringComparison.Ordinal));
        Assert.Equal(
            "SG0027", Assert.Single(await AnalyzerRun.Diagnostics(Compiler.Compile(source.Split("public static class Program")[0]))).Id);
    }

    [Fact]
    public async Task TwoFilesWithTheirOwnDirectivesAreRefused()
    {
        string[] sources =
        [
            Net("second = Linear(4, 4); first = Linear(4, 4);", ""),
            "public sealed partial class Net { private readonly int more = 3; }",
        ];
        var said = await AnalyzerRun.Diagnostics(Compiler.CompileAsWritten(Compiler.WithUsings(sources[0]), sources[1]));
        Assert.Contains("in files with different using directives", Assert.Single(said).GetMessage(), StringComparison.Ordinal);
        Assert.Empty(await AnalyzerRun.Diagnostics(Compiler.Compile(sources)));
        GeneratorRun.Of(sources);
    }

    public static TheoryData<string, string, string> Refused => new()
    {
        // The statements of the constructor, further members, a part of the message.
        {
            "int n = 4; first = Linear({|SG0027:n++|}, 4); second = Linear(n, 4);", "",
            "'n++', which changes 'n', keeps Net from being built stage by stage: it is left out where its stage is not built"
        },
        {
            "var sizes = new Queue<int>([4, 4]); first = Linear({|SG0027:sizes.Dequeue()|}, 4); second = Linear({|SG0027:sizes.Dequeue()|}, 4);",
            "", "which changes 'sizes'"
        },
        {
            "var random = new Random(1); first = new Noisy({|SG0027:random|}); second = Linear(4, 4);",
            "public sealed class Noisy : Module<Tensor, Tensor> { public Noisy(Random random) : base(\"Noisy\") { } public override Tensor forward(Tensor x) => x; }",
            "which uses the random numbers of 'random'"
        },
        {
            "first = {|SG0027:new Counted()|}; second = {|SG0027:new Counted()|};",
            "public sealed class Counted : Module<Tensor, Tensor> { public static int Made; public Counted() : base($\"Counted{Made}\") { Made++; } public override Tensor forward(Tensor x) => x; }",
            "whose constructor changes the static 'Made'"
        },
        {
            "first = {|SG0027:MakeLayer(4)|}; second = {|SG0027:MakeLayer(4)|};",
            "private int channels = 4; private Linear MakeLayer(int planes) { var layer = Linear(channels, planes); channels = planes; return layer; }",
            "which calls MakeLayer, which changes 'channels'"
        },
        { "var {|SG0027:both = Linear(4, 4)|}; first = both; second = both;", "", "'both', a local that holds submodules" },
        {
            "first = Linear(4, 4); second = Linear(4, 4); if ({|SG0027:first|} is Linear && {|SG0027:second|} is Linear) return;", "",
            "which may not be built where this runs"
        },
        {
            "first = Linear(4, 4); second = Linear(4, 4); init.normal_((first as Linear)!.weight, 0, ({|SG0027:second|} as Linear)!.weight.numel());",
            "", "in a statement that works on several stages"
        },
        {
            "first = Linear(4, 4); second = Linear(4, 4); size = {|SG0027:parameters()|}.Sum(p => p.numel());", "private long size;",
            "'parameters()' of the whole model"
        },
        {
            "first = Linear(4, 4); second = Linear(4, 4); RegisterComponents(); Helpers.Init({|SG0027:this|});",
            "public static class Helpers { public static void Init(Module m) { } }", "'this', handed over in the constructor"
        },
        {
            "first = Linear(4, 4); second = Linear(4, 4); {|SG0027:InitWeights()|};",
            "private void InitWeights() { foreach (var p in parameters()) init.normal_(p); }",
            "'InitWeights', in which there is 'parameters()'"
        },
        {
            "first = Linear(4, 4); second = Linear(4, 4); RegisterComponents(); int n = 0; foreach (var p in parameters()) { {|SG0027:n++|}; init.normal_(p); }",
            "", "let each round depend on its own module alone"
        },
        {
            "first = Linear(4, 4); second = Linear(4, 4); RegisterComponents(); foreach (var p in parameters()) { if (p.numel() > 4) {|SG0027:break;|} init.normal_(p); }",
            "", "out of a loop over modules"
        },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task WhatWouldComeOutDifferentlyIsRefused(string statements, string members, string reason)
    {
        var said = await AnalyzerRun.Check(Net(statements, members));
        Assert.Contains(said, diagnostic => diagnostic.GetMessage().Contains(reason, StringComparison.Ordinal));
        GeneratorRun.Of(Marked.Parse(Net(statements, members)).Source);
    }

    [Theory]
    [InlineData("[.. Layers.Make(4)]")]
    [InlineData("[.. Enumerable.Range(0, 4).Select(i => Linear(4, 4)).Reverse()]")]
    [InlineData("new(Layers.Make(4))")]
    public async Task ADealtListWhoseElementsAreNotSeenIsRefused(string value)
    {
        string source = $$"""
            [Pipeline]
            public sealed partial class Net : Module<Tensor, Tensor>
            {
                [Stages(0, 1)] private readonly ModuleList<Linear> layers;
                public Net() : base(nameof(Net)) { layers = {|SG0027:{{value}}|}; RegisterComponents(); }
                public override Tensor forward(Tensor x) { foreach (var layer in layers) x = layer.call(x); return x; }
            }
            public static class Layers { public static Linear[] Make(int n) => [.. Enumerable.Range(0, n).Select(_ => Linear(4, 4))]; }
            """;
        Assert.Contains("the elements of which cannot be seen here", Assert.Single(await AnalyzerRun.Check(source)).GetMessage(),
            StringComparison.Ordinal);
        GeneratorRun.Of(Marked.Parse(source).Source);
    }

    private static string Net(string statements, string members) => $$"""
        [Pipeline]
        public sealed partial class Net : Module<Tensor, Tensor>
        {
            [Stage(0)] private readonly Module<Tensor, Tensor> first;
            [Stage(1)] private readonly Module<Tensor, Tensor> second;
            {{members}}
            public Net() : base(nameof(Net))
            {
                {{statements}}{{(statements.Contains("RegisterComponents", StringComparison.Ordinal) ? "" : " RegisterComponents();")}}
            }
            public override Tensor forward(Tensor x) => second.call(first.call(x));
        }
        """;

    private static IncrementalStepRunReason ReasonAfter(string before, string after)
    {
        var compilation = Compiler.Compile(TestModels.Gpt);
        var driver = GeneratorRun.NewDriver().RunGenerators(compilation);
        var edited = Compiler.Edit(compilation, "Model0.cs", text => text.Replace(before, after, StringComparison.Ordinal));
        var result = driver.RunGenerators(edited).GetRunResult().Results.Single();
        return Assert.Single(result.TrackedSteps[PipelineGenerator.ConstructionStep].SelectMany(step => step.Outputs)).Reason;
    }
}
