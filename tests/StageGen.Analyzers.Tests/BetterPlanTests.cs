using StageGen.CodeFixes;

namespace StageGen.Analyzers.Tests;

/// <summary>
/// The fixes that make a plan better: the stages' cut, the microbatches, the schedule. Afterwards the rule has nothing left to say.
/// </summary>
public sealed class BetterPlanTests
{
    private static string Chain(string pipeline, params string[] stages) => $$"""
        {{pipeline}}
        public sealed partial class Net : Module<Tensor, Tensor>
        {
        {{string.Concat(stages.Select((stage, index) => $"    [{stage}] private readonly Linear layer{index} = Linear(512, 512);\n"))}}
            public Net() : base(nameof(Net)) => RegisterComponents();

            public override Tensor forward([Shape("batch", 512)] Tensor x)
            {
        {{string.Concat(stages.Select((_, index) => $"        x = layer{index}.call(x);\n"))}}        return x;
            }
        }
        """;

    private static string Blocks(string pipeline, string stages) => $$"""
        {{pipeline}}
        public sealed partial class Net : Module<Tensor, Tensor>
        {
            /// <summary>Layers.</summary>
            [{{stages}}] private readonly ModuleList<Linear> layers = ModuleList(System.Linq.Enumerable.Range(0, 8).Select(_ => Linear(512, 512)).ToArray());

            public Net() : base(nameof(Net)) => RegisterComponents();

            public override Tensor forward([Shape("batch", 512)] Tensor x)
            {
                foreach (var layer in layers) x = layer.call(x);
                return x;
            }
        }
        """;

    private static string Wide(string pipeline, string shape = "\"batch\", 8", int stages = 2) => $$"""
        {{pipeline}}
        public sealed partial class Net : Module<Tensor, Tensor>
        {
            [Stages(0, {{stages - 1}})] private readonly Sequential layers = Sequential({{string.Join(", ", Enumerable.Repeat("Linear(8, 8)", stages))}});

            public Net() : base(nameof(Net)) => RegisterComponents();

            public override Tensor forward([Shape({{shape}})] Tensor x) => layers.call(x);
        }
        """;

    [Fact]
    public Task RebalancesFields() => FixTest.Better<CostAnalyzer, RebalanceFix>(
        Chain("[{|SG1002:Pipeline(Microbatches = 8)|}]\n[Typical(\"batch\", 512)]", "Stage(0)", "Stage(0)",
            "StageGen.Stage(0)", "Stage(1)"),
        Chain("[Pipeline(Microbatches = 8)]\n[Typical(\"batch\", 512)]", "Stage(0)", "Stage(0)", "StageGen.Stage(1)", "Stage(1)"));

    [Theory]
    [InlineData("Stages(0, 1, Split = [6, 2])", "Stages(0, 1)")]
    [InlineData("Stages(0, 3, Split = [5, 1, 1, 1])", "Stages(0, 3)")]
    public Task RebalancesAList(string before, string after) => FixTest.Better<CostAnalyzer, RebalanceFix>(
        Blocks("[{|SG1002:Pipeline(Microbatches = 8)|}]\n[Typical(\"batch\", 512)]", before),
        Blocks("[Pipeline(Microbatches = 8)]\n[Typical(\"batch\", 512)]", after));

    [Fact]
    public Task LeavesFieldsThatShareADeclaration() => FixTest.None<CostAnalyzer, RebalanceFix>(
        Chain("[{|SG1002:Pipeline(Microbatches = 8)|}]\n[Typical(\"batch\", 512)]", "Stage(0)", "Stage(0)", "Stage(0)", "Stage(1)")
            .Replace("layer1 = Linear(512, 512);\n    [Stage(0)] private readonly Linear layer2", "layer1 = Linear(512, 512), layer2",
                StringComparison.Ordinal));

    [Fact]
    public Task MovesTheCutToWhereLessCrosses() =>
        FixTest.Better<CostAnalyzer, RebalanceFix>(Bottleneck("{|SG2002:Pipeline|}", 0), Bottleneck("Pipeline", 1));

    private static string Bottleneck(string pipeline, int wide) => $$"""
        [{{pipeline}}]
        [Device("cuda:0"), Device("cuda:1")]
        public sealed partial class Net : Module<Tensor, Tensor>
        {
            [Stage(0)] private readonly Linear a = Linear(1024, 1024);
            [Stage(0)] private readonly Linear narrow = Linear(1024, 8);
            [Stage({{wide}})] private readonly Linear wide = Linear(8, 1024);
            [Stage(1)] private readonly Linear d = Linear(1024, 1024);

            public Net() : base(nameof(Net)) => RegisterComponents();

            public override Tensor forward([Shape(64, 1024)] Tensor x) => d.call(wide.call(narrow.call(a.call(x))));
        }
        """;

    [Fact]
    public Task CutsSoThatItFits() => FixTest.Better<CostAnalyzer, RebalanceFix>(
        Tables(0, "{|SG3001:Device(\"cuda:0\", Memory = \"30MB\")|}"), Tables(1, "Device(\"cuda:0\", Memory = \"30MB\")"));

    /// <summary>Two tables that take memory and hardly any time, between two layers that take time.</summary>
    private static string Tables(int stage, string device) => $$"""
        [Pipeline(Microbatches = 4)]
        [Typical("batch", 1024)]
        [{{device}}]
        [Device("cuda:1", Memory = "30MB")]
        public sealed partial class Net : Module<Tensor, Tensor>
        {
            [Stage(0)] private readonly Linear first = Linear(512, 512);
            [Stage(0)] private readonly Linear table = Linear(1000, 1000);
            [Stage({{stage}})] private readonly Linear other = Linear(1000, 1000);
            [Stage(1)] private readonly Linear last = Linear(512, 512);

            public Net() : base(nameof(Net)) => RegisterComponents();

            public override Tensor forward([Shape("batch", 512)] Tensor x)
            {
                x = first.call(x) + table.call(ones(1, 1000, device: x.device)).sum();
                return last.call(x + other.call(ones(1, 1000, device: x.device)).sum());
            }
        }
        """;

    [Theory]
    [InlineData("Pipeline(Microbatches = 4)", "Pipeline(Microbatches = 8)", "set microbatches")]
    [InlineData("Pipeline(Microbatches = 4)", "Pipeline(Microbatches = 4, Schedule = PipelineSchedule.ZeroBubbleH1)", "change schedule")]
    [InlineData("Pipeline(Microbatches = 4, Schedule = PipelineSchedule.GPipe)",
        "Pipeline(Microbatches = 4, Schedule = PipelineSchedule.ZeroBubbleH1)", "change schedule")]
    public Task MakesALargeBubbleSmaller(string before, string after, string remedy)
    {
        const string Devices = "\n[Device(\"cuda:0\"), Device(\"cuda:1\"), Device(\"cuda:2\")]";
        string marked = before.Replace("Microbatches = 4", "{|SG4001:Microbatches = 4|}", StringComparison.Ordinal);
        return FixTest.Better<ScheduleAnalyzer, ScheduleFix>(Wide($"[{marked}]{Devices}", stages: 3),
            Wide($"[{after}]{Devices}", stages: 3), remedy);
    }

    [Fact]
    public Task GivesDevicesMicrobatchesEnough() => FixTest.Better<ScheduleAnalyzer, ScheduleFix>(
        Wide("[Pipeline({|SG4002:Microbatches = 2|})]", stages: 4), Wide("[Pipeline(Microbatches = 16)]", stages: 4), "set microbatches");

    [Theory]
    [InlineData(20, "SG4003", 8, 10)]
    [InlineData(6, "SG4004", 8, 6)]
    public Task CutsTheBatchEvenly(int batch, string rule, int before, int after) => FixTest.Better<ScheduleAnalyzer, ScheduleFix>(
        Wide($"[Pipeline({{|{rule}:Microbatches = {before}|}})]\n[Typical(\"batch\", {batch})]"),
        Wide($"[Pipeline(Microbatches = {after})]\n[Typical(\"batch\", {batch})]"));

    [Fact]
    public Task NamesTheBatch() => FixTest.Better<ScheduleAnalyzer, ScheduleFix>(
        Wide("[Pipeline]", "64, 8").Replace("Shape(64, 8)", "{|SG4005:Shape(64, 8)|}", StringComparison.Ordinal), Wide("[Pipeline]"));

    [Fact]
    public Task SaysTheScheduleThatItIs() => FixTest.Better<ScheduleAnalyzer, ScheduleFix>(
        Wide("[Pipeline(Schedule = PipelineSchedule.Interleaved, {|SG4006:StagesPerDevice = 1|})]"),
        Wide("[Pipeline(Schedule = PipelineSchedule.OneForwardOneBackward, StagesPerDevice = 1)]"));

    [Fact]
    public Task PutsWhatSharesWeightsInOneStage() =>
        FixTest.Better<CostAnalyzer, RebalanceFix>(Shared("Stage(1)", "{|SG1004:late|}"), Shared("Stage(0)", "late"));

    private static string Shared(string stage, string late) => $$"""
        [Pipeline(Microbatches = 8)]
        [Typical("batch", 512)]
        public sealed partial class Net : Module<Tensor, Tensor>
        {
            [Stage(0)] private readonly Linear first = Linear(2048, 2048);
            [Stage(0)] private readonly LayerNorm early = LayerNorm(2048);
            [{{stage}}] private readonly LayerNorm {{late}} = LayerNorm(2048);
            [Stage(1)] private readonly Linear second = Linear(2048, 2048);

            public Net() : base(nameof(Net))
            {
                late.weight = early.weight;
                RegisterComponents();
            }

            public override Tensor forward([Shape("batch", 2048)] Tensor x) => second.call(late.call(functional.relu(early.call(first.call(x)))));
        }
        """;

    [Fact]
    public Task EndsPingPong() =>
        FixTest.Better<CostAnalyzer, ScheduleFix>(Round("{|SG2004:Pipeline(Schedule = PipelineSchedule.Interleaved, Microbatches = 16)|}"),
            Round("Pipeline(Schedule = PipelineSchedule.OneForwardOneBackward, Microbatches = 16)"));

    private static string Round(string pipeline) => $$"""
        [{{pipeline}}]
        [Typical("batch", 4096)]
        [Device("cuda:0"), Device("cuda:1")]
        public sealed partial class Net : Module<Tensor, Tensor>
        {
            [Stages(0, 3)] private readonly Sequential layers = Sequential(Linear(256, 256), Linear(256, 256), Linear(256, 256), Linear(256, 256));

            public Net() : base(nameof(Net)) => RegisterComponents();

            public override Tensor forward([Shape("batch", 256)] Tensor x) => layers.call(x);
        }
        """;
}
