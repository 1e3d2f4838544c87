using StageGen.Generators.Tests.Support;

namespace StageGen.Generators.Tests;

/// <summary>What the stages are that the compiler chooses, by what, and what is said where it cannot.</summary>
public sealed class AutomaticStagesTests
{
    /// <summary>A chain of linear layers, its fields' widths by number: 0 is 8 → 8, each more doubles both.</summary>
    private static string Chain(string pipeline, string shape = "[Shape(\"batch\", 512)] ", params string[] fields) => $$"""
        {{pipeline}}
        [Typical("batch", 512)]
        public sealed partial class Net : Module<Tensor, Tensor>
        {
        {{string.Concat(fields.Select(field => $"    {field}\n"))}}
            public Net() : base(nameof(Net)) => RegisterComponents();

            public override Tensor forward({{shape}}Tensor x) => d.call(c.call(b.call(a.call(x))));
        }
        """;

    private static string Linears(string pipeline, string shape = "[Shape(\"batch\", 512)] ") => Chain(pipeline, shape,
        "private readonly Linear a = Linear(512, 512);", "private readonly Linear b = Linear(512, 512);",
        "private readonly Linear c = Linear(512, 512);", "private readonly Linear d = Linear(512, 512);");

    private static string List(string pipeline, string forward, string fields = "", string parameters = "int depth = 6") => $$"""
        {{pipeline}}
        [Typical("batch", 64)]
        public sealed partial class Net : Module<Tensor, Tensor>
        {
            private readonly Linear first = Linear(64, 64);
            private readonly ModuleList<Linear> blocks;
            private readonly Linear head = Linear(64, 64);
            {{fields}}

            public Net({{parameters}}) : base(nameof(Net))
            {
                blocks = new([.. System.Linq.Enumerable.Range(0, depth).Select(_ => Linear(64, 64))]);
                RegisterComponents();
            }

            public override Tensor forward([Shape("batch", 64)] Tensor x)
            {
                {{forward}}
            }
        }
        """;

    private const string InOrder = "x = first.call(x); foreach (var block in blocks) x = block.call(x); return head.call(x);";

    [Fact]
    public async Task CutsByEstimatedTimes() => Assert.Equal(
        "SG0033 Net's 2 stages are chosen by estimated times: a, b (46 %) | c, d (54 %); the slowest device takes 8.7 % over the mean",
        Assert.Single(await Said(Linears("[Pipeline(Stages = 2)]"))));

    [Fact]
    public async Task DealsListsByElements() => Assert.Equal(
        ["SG0033 Net's 3 stages are chosen by estimated times: first, blocks[0–1] (37 %) | blocks[2–4] (38 %) | blocks[5], head (25 %); the slowest device takes 13 % over the mean"],
        await Said(List("[Pipeline(Stages = 3)]", InOrder)));

    [Fact]
    public async Task WithoutShapesItGoesByParameters() => Assert.Equal(
        ["SG0033 Net's 3 stages are chosen by their parameters: a, b (525 k parameters) | c (263 k parameters) | d (263 k parameters); not by times, for the shape of 'x' is not known: write [Shape(\"batch\", …)] on it"],
        await Said(Linears("[Pipeline(Stages = 3)]", "")));

    [Fact]
    public async Task AListOfUnknownLengthIsDealtEvenly() => Assert.StartsWith(
        "SG0033 Net's 3 stages are chosen by the number of submodules: first, blocks (1 of 3) | blocks (2 of 3) | blocks (3 of 3), head; not by times, for ",
        Assert.Single(await Said(List("[Pipeline(Stages = 3)]", InOrder, parameters: "int depth"))), StringComparison.Ordinal);

    [Fact]
    public async Task OneStageHasEverything() => Assert.Equal(
        ["SG0033 Net's only stage is chosen: a, b, c, d (100 %)"],
        await Said(Linears("[Pipeline(Stages = 1)]")));

    [Fact]
    public async Task AProfileOutranksTheEstimates()
    {
        var plain = GeneratorRun.Of(Linears("[Pipeline(Stages = 2)]"));
        string fingerprint = plain.Single.Split("Fingerprint = \"")[1].Split('"')[0];
        string profile = Profile(fingerprint, 90, 1, 1, 1);
        var said = await AnalyzerRun.All(Linears("[Pipeline(Stages = 2)]"), profile);
        Assert.Equal(
            "Net's 2 stages are chosen by measured times: a (97 %) | b, c, d (3.2 %); the slowest device takes 94 % over the mean",
            said.Single(diagnostic => diagnostic.Id == "SG0033").GetMessage(null));

        // The generator, which finds classes before it knows of profiles, goes by it as well.
        var compilation = Compiler.Compile(Linears("[Pipeline(Stages = 2)]"));
        var driver = GeneratorRun.NewDriver().AddAdditionalTexts([new ProfileText("Net.stageprofile.json", profile)])
            .RunGenerators(compilation);
        string file = Assert.Single(GeneratorRun.Pipelines(driver.GetRunResult())).SourceText.ToString();
        Assert.Contains("Stage 1 of <see cref=\"forward\"/>: b, c, d.", file, StringComparison.Ordinal);
        Assert.Contains("The stages were chosen automatically, by measured times.", file, StringComparison.Ordinal);
        Assert.DoesNotContain("Stage 1 of <see cref=\"forward\"/>: b, c, d.", plain.Single, StringComparison.Ordinal);
    }

    [Fact]
    public void AnotherCostCutsAnew()
    {
        var compilation = Compiler.Compile(List("[Pipeline(Stages = 2)]", InOrder));
        var driver = GeneratorRun.NewDriver().RunGenerators(compilation);
        string Stage1() => driver.GetRunResult().GeneratedTrees.Select(tree => tree.ToString())
            .Single(text => text.Contains("ForwardStage1", StringComparison.Ordinal))
            .Split("Stage 1: ")[1].Split(';')[0];
        Assert.Equal("blocks[3–5], head", Stage1());
        driver = driver.RunGenerators(Compiler.Edit(compilation, "Model0.cs",
            text => text.Replace("Linear head = Linear(64, 64)", "Linear head = Linear(64, 1600)", StringComparison.Ordinal)));
        Assert.Equal("blocks[4–5], head", Stage1());
    }

    [Fact]
    public void HalfWrittenItKeepsItsPipeline()
    {
        var compilation = Compiler.Compile(List("[Pipeline(Stages = 2)]", InOrder));
        var driver = GeneratorRun.NewDriver().RunGenerators(compilation);
        driver = driver.RunGenerators(Compiler.Edit(compilation, "Model0.cs",
            text => text.Replace("return head.call(x);", "return head.", StringComparison.Ordinal)));
        Assert.Contains(driver.GetRunResult().GeneratedTrees,
            tree => tree.ToString().Contains("class NetPipeline", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WhatRunsAgainStaysWithWhatRunsBetween() => Assert.StartsWith(
        "SG0033 Net's 2 stages are chosen by estimated times: first, blocks (",
        Assert.Single(await Said(List("[Pipeline(Stages = 2)]",
            "x = first.call(x); foreach (var block in blocks) x = block.call(x); x = first.call(x); return head.call(x);"))),
        StringComparison.Ordinal);

    [Fact]
    public async Task TiedWeightsStayTogetherWhereTheyMust()
    {
        // On two GPUs a parameter cannot be shared: the only cut that runs has both ends on one.
        string said = Assert.Single(await Said("""
            [Pipeline(Stages = 2, Schedule = PipelineSchedule.OneForwardOneBackward)]
            [Device("cuda:0")]
            [Device("cuda:1")]
            [Typical("batch", 64)]
            public sealed partial class Net : Module<Tensor, Tensor>
            {
                private readonly Linear a = Linear(64, 64);
                private readonly Linear b = Linear(64, 64);
                private readonly Linear c = Linear(64, 64);

                public Net() : base(nameof(Net))
                {
                    b.weight = a.weight;
                    RegisterComponents();
                }

                public override Tensor forward([Shape("batch", 64)] Tensor x) => c.call(b.call(a.call(x)));
            }
            """));
        Assert.StartsWith("SG0033 Net's 2 stages are chosen by estimated times: a, b (", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MemoryOutranksBalance()
    {
        string said = (await Said(Linears("[Pipeline(Stages = 2)]\n[Device(\"cuda:0\", Memory = \"7MB\")]\n[Device(\"cuda:1\")]")))[0];
        Assert.StartsWith("SG0033 Net's 2 stages are chosen by estimated times: a (", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SeveralStagesADeviceAreCutTwice() => Assert.StartsWith(
        "SG0033 Net's 4 stages are chosen by estimated times: a (",
        Assert.Single(await Said(Linears("[Pipeline(Stages = 4)]\n[Device(\"cpu\")]\n[Device(\"cpu\")]"))), StringComparison.Ordinal);

    [Theory]
    [InlineData("Stages = 0", "Stages = 0 is no number of stages: write 1 to 1000, or leave it out and give each submodule [Stage(n)]")]
    [InlineData("Stages = -2", "Stages = -2 is no number of stages: write 1 to 1000, or leave it out and give each submodule [Stage(n)]")]
    [InlineData("Stages = 5",
        "Stages = 5 is more than Net can be cut in: it has 4 parts that can be apart (a | b | c | d); write at most 4, or make several submodules of a large one")]
    public async Task WhatCannotBeChosenIsSaidAtTheNumber(string stages, string message)
    {
        var said = await AnalyzerRun.Check(Linears($"[Pipeline({{|SG0032:{stages}|}})]"));
        Assert.Equal(message, Assert.Single(said).GetMessage(null));
    }

    private static string Staged(string pipeline, string a, string b) => $$"""
        [Pipeline({{pipeline}})]
        public sealed partial class Net : Module<Tensor, Tensor>
        {
            {{a}}private readonly Linear first = Linear(8, 8);
            {{b}}private readonly Linear {|SG0005:second|} = Linear(8, 8);

            public Net() : base(nameof(Net)) => RegisterComponents();

            public override Tensor forward(Tensor x) => second.call(first.call(x));
        }
        """;

    [Fact]
    public async Task SomeAttributesAreAContradiction() => Assert.Equal(
        "Stages = 2 has stages chosen where no attribute says any, but here some submodules have [Stage] or [Stages] while 'second' has none: give a stage to all and leave Stages out, or to none",
        (await AnalyzerRun.Check(Staged("{|SG0032:Stages = 2|}", "[Stage(0)] ", "")))[0].GetMessage(null));

    [Fact]
    public async Task AttributesThatDeclareAnotherNumberAreAContradiction() => Assert.Equal(
        "Stages = 3 contradicts the attributes of the submodules, which declare 2 stages: leave Stages out, or take the attributes away and the stages are chosen",
        Assert.Single(await AnalyzerRun.Check(Staged("{|SG0032:Stages = 3|}", "[Stage(0)] ", "[Stage(1)] ")
            .Replace("{|SG0005:second|}", "second", StringComparison.Ordinal)))
            .GetMessage(null));

    [Fact]
    public async Task AttributesThatDeclareTheSameNumberAreFine() =>
        Assert.Empty(await AnalyzerRun.Check(Staged("Stages = 2", "[Stage(0)] ", "[Stage(1)] ")
            .Replace("{|SG0005:second|}", "second", StringComparison.Ordinal)));

    [Fact]
    public async Task AModelWithoutSubmodulesHasNoStages() => Assert.Equal(
        "Net has no submodule that could be in a stage",
        (await AnalyzerRun.Check("""
            [Pipeline({|SG0032:Stages = 2|})]
            public sealed partial class Net : Module<Tensor, Tensor>
            {
                private readonly ReLU relu = ReLU();

                public Net() : base(nameof(Net)) => RegisterComponents();

                public override Tensor forward(Tensor x) => relu.call(x);
            }
            """))[0].GetMessage(null));

    [Fact]
    public async Task SubmodulesOfABaseClassAreCutToo() => Assert.Matches(
        @"^SG0033 Net's 2 stages are chosen by estimated times: first, blocks\[0–1\] \(\d+ %\) \| blocks\[2–3\], Last \(\d+ %\)",
        Assert.Single(await Said(OnABase), said => said.StartsWith("SG0033", StringComparison.Ordinal)));

    [Fact]
    public void WhatABaseClassHoldsRunsInItsStage()
    {
        string file = GeneratorRun.Of(OnABase).Single;
        Assert.Contains("ForwardStage1", file, StringComparison.Ordinal);
        Assert.DoesNotContain("ForwardStage2", file, StringComparison.Ordinal);
        Assert.Contains("first.call(x)", file, StringComparison.Ordinal);
    }

    private const string OnABase = """
        [Pipeline(Stages = 2, Microbatches = 4)]
        [Typical("batch", 1024)]
        public sealed partial class Net : Trunk
        {
            private readonly ModuleList<Linear> blocks = new(Linear(64, 64), Linear(64, 64), Linear(64, 64), Linear(64, 64));

            public Net() : base(nameof(Net)) => RegisterComponents();

            public override Tensor forward([Shape("batch", 64)] Tensor x)
            {
                x = first.call(x);
                foreach (var block in blocks) x = block.call(x);
                return Last.call(x);
            }
        }

        public abstract class Trunk(string name) : Module<Tensor, Tensor>(name)
        {
            protected readonly Linear first = Linear(64, 64);

            protected Linear Last { get; } = Linear(64, 64);
        }
        """;

    private static string Profile(string fingerprint, params double[] forward) => $$"""
        {
          "stageprofile": 1, "model": "Net", "fingerprint": "{{fingerprint}}", "devices": ["cpu"], "threads": 1, "samples": 64, "passes": 10,
          "submodules": [
            {{string.Join(",\n", forward.Select((ms, index) =>
                FormattableString.Invariant($"{{ \"name\": \"{(char)('a' + index)}\", \"type\": \"Linear\", \"calls\": 1, \"forward_ms\": {ms}, \"input_gradient_ms\": 0, \"weight_gradient_ms\": 0, ")
                + "\"parameter_bytes\": 1050624, \"activation_bytes\": 300, \"output_bytes\": 256 }"))}}
          ],
          "loss": { "forward_ms": 0, "backward_ms": 0 }
        }
        """;

    private static async Task<IReadOnlyList<string>> Said(string source, params string[] settings) =>
        [.. (await AnalyzerRun.All(source, settings)).Where(diagnostic => diagnostic.Id.StartsWith("SG0", StringComparison.Ordinal))
            .Select(diagnostic => $"{diagnostic.Id} {diagnostic.GetMessage(null)}")];
}
