using StageGen.CodeFixes;
using StageGen.Generators.Tests.Support;

namespace StageGen.Analyzers.Tests;

/// <summary>The stages that the compiler chose, written out as attributes: the generated code is the same.</summary>
public sealed class WriteStagesTests
{
    private static string Net(string pipeline, params string[] stages)
    {
        string Of(int field) => stages.Length == 0 ? "" : stages[field] + " ";
        return $$"""
            [{{pipeline}}]
            [Typical("batch", 64)]
            public sealed partial class Net : Module<Tensor, Tensor>
            {
                /// <summary>What comes first.</summary>
                {{Of(0)}}private readonly Linear first = Linear(64, 64);

                private readonly ReLU relu = ReLU();
                {{Of(1)}}private readonly ModuleList<Linear> blocks = new(Linear(64, 64), Linear(64, 64), Linear(64, 64), Linear(64, 64), Linear(64, 64));
                private readonly Parameter scale = nn.Parameter(ones(64));

                {{Of(2)}}[Cost(ForwardFlops = 20_000)]
                private readonly Sequential tail = Sequential(("a", Linear(64, 64)), ("b", Tanh()), ("c", Linear(64, 64)));

                {{Of(3)}}public Linear Head { get; } = Linear(64, 10);

                public Net() : base(nameof(Net)) => RegisterComponents();

                public override Tensor forward([Shape("batch", 64)] Tensor x)
                {
                    x = relu.call(first.call(x));
                    foreach (var block in blocks) x = relu.call(block.call(x)) + x;
                    return Head.call(tail.call(x * scale));
                }
            }
            """;
    }

    private static string Marked(string pipeline, string stages) =>
        pipeline.Replace(stages, "{|SG0033:" + stages + "|}", StringComparison.Ordinal);

    [Theory]
    [InlineData("Pipeline(Stages = 3)", "Stages = 3", "Pipeline", "[Stage(0)]", "[Stages(0, 2)]", "[Stage(2)]", "[Stage(2)]")]
    [InlineData("StageGen.Pipeline(Stages = 1, Microbatches = 8)", "Stages = 1", "StageGen.Pipeline(Microbatches = 8)",
        "[StageGen.Stage(0)]", "[StageGen.Stage(0)]", "[StageGen.Stage(0)]", "[StageGen.Stage(0)]")]
    [InlineData("Pipeline(Microbatches = 8, Stages = 4, Schedule = PipelineSchedule.Interleaved)", "Stages = 4",
        "Pipeline(Microbatches = 8, Schedule = PipelineSchedule.Interleaved)",
        "[Stage(0)]", "[Stages(0, 3, Split = [1, 2, 1, 1])]", "[Stage(3)]", "[Stage(3)]")]
    public async Task WritesThemOutWithTheSameCode(string pipeline, string stages, string without, params string[] attributes)
    {
        string before = Net(pipeline), after = Net(without, attributes);
        await FixTest.Better<ChosenStagesAnalyzer, WriteStagesFix>(Net(Marked(pipeline, stages)), after);

        var (chosen, written) = (GeneratorRun.Of(before), GeneratorRun.Of(after));
        string[] lines = chosen.Single.Split('\n');
        // Only the documentation tells where the stages come from.
        Assert.Equal(written.Single.Split('\n'), lines.Where(line => !line.Contains("chosen automatically", StringComparison.Ordinal)));
        Assert.Single(lines, line => line.Contains("chosen automatically", StringComparison.Ordinal));
        Assert.Equal(written.Constructions, chosen.Constructions);
    }

    [Fact]
    public Task OneDeclarationOfSeveralInSeveralStagesIsLeft() => FixTest.None<ChosenStagesAnalyzer, WriteStagesFix>("""
        [Pipeline({|SG0033:Stages = 2|})]
        public sealed partial class Net : Module<Tensor, Tensor>
        {
            private readonly Linear first = Linear(8, 8), second = Linear(8, 8);

            public Net() : base(nameof(Net)) => RegisterComponents();

            public override Tensor forward([Shape("batch", 8)] Tensor x) => second.call(first.call(x));
        }
        """);

    [Fact]
    public Task SubmodulesOfABaseClassAreLeftForOtherPipelinesMayShareThem() => FixTest.None<ChosenStagesAnalyzer, WriteStagesFix>("""
        [Pipeline({|SG0033:Stages = 2|})]
        public sealed partial class Net : Trunk
        {
            private readonly Linear second = Linear(8, 8);

            public Net() : base(nameof(Net)) => RegisterComponents();

            public override Tensor forward([Shape("batch", 8)] Tensor x) => second.call(first.call(x));
        }

        public abstract class Trunk(string name) : Module<Tensor, Tensor>(name)
        {
            protected readonly Linear first = Linear(8, 8);
        }
        """);

    [Fact]
    public Task LeavesOutAContradictingNumber()
    {
        const string Before = """
            [Pipeline({|SG0032:Stages = 3|})]
            public sealed partial class Net : Module<Tensor, Tensor>
            {
                [Stage(0)] private readonly Linear first = Linear(8, 8);
                [Stage(1)] private readonly Linear second = Linear(8, 8);

                public Net() : base(nameof(Net)) => RegisterComponents();

                public override Tensor forward(Tensor x) => second.call(first.call(x));
            }
            """;
        return FixTest.Run<AttributeFix>(Before, Before.Replace("({|SG0032:Stages = 3|})", "", StringComparison.Ordinal));
    }

    [Fact]
    public Task LeavesANumberThatIsTooLarge() => FixTest.None<AttributeFix>("""
        [Pipeline({|SG0032:Stages = 3|})]
        public sealed partial class Net : Module<Tensor, Tensor>
        {
            private readonly Linear first = Linear(8, 8);
            private readonly Linear second = Linear(8, 8);

            public Net() : base(nameof(Net)) => RegisterComponents();

            public override Tensor forward(Tensor x) => second.call(first.call(x));
        }
        """);
}
