using StageGen.Generators.Tests.Models;
using StageGen.Generators.Tests.Support;

namespace StageGen.Generators.Tests;

/// <summary>What is wrong with the class and its attributes is said where it is wrong, all of it at once.</summary>
public sealed class AttributeRuleTests
{
    private const string Forward = "public override Tensor forward(Tensor x) => second.call(first.call(x));";

    private static string TwoLayers(string first = "[Stage(0)]", string second = "[Stage(1)]", string pipeline = "[Pipeline]") =>
        SlicingModels.Net($"""
        {first} private readonly Linear first = Linear(4, 4);
        {second} private readonly Linear second = Linear(4, 4);

        {Forward}
        """, pipeline);

    [Fact]
    public async Task AGoodModelHasNoDiagnostic()
    {
        foreach (string model in SlicingModels.All.Values.Append(TestModels.Gpt).Append(TestModels.CharGpt)) await AnalyzerRun.Check(model);
    }

    [Fact]
    public Task AClassThatIsNotPartial() => AnalyzerRun.Check("""
        [Pipeline]
        public sealed class {|SG0001:Net|} : Module<Tensor, Tensor>
        {
            [Stage(0)] private readonly Linear only = Linear(4, 4);
            public Net() : base("Net") => RegisterComponents();
            public override Tensor forward(Tensor x) => only.call(x);
        }
        """);

    [Fact]
    public Task AContainingTypeThatIsNotPartial() => AnalyzerRun.Check("""
        public static class {|SG0001:Models|}
        {
            [Pipeline]
            public sealed partial class Net : Module<Tensor, Tensor>
            {
                [Stage(0)] private readonly Linear only = Linear(4, 4);
                public Net() : base("Net") => RegisterComponents();
                public override Tensor forward(Tensor x) => only.call(x);
            }
        }
        """);

    [Fact]
    public Task AFileLocalClass() => AnalyzerRun.Check("""
        [Pipeline]
        file sealed partial class {|SG0018:Net|} : Module<Tensor, Tensor>
        {
            [Stage(0)] private readonly Linear only = Linear(4, 4);
            public Net() : base("Net") => RegisterComponents();
            public override Tensor forward(Tensor x) => only.call(x);
        }
        """);

    [Fact]
    public Task AClassThatIsNoModule() => AnalyzerRun.Check("""
        [Pipeline]
        public sealed partial class {|SG0002:Net|}
        {
            [Stage(0)] private readonly Linear only = Linear(4, 4);
            public Tensor forward(Tensor x) => only.call(x);
        }
        """);

    [Fact]
    public Task AClassWithoutForward() => AnalyzerRun.Check("""
        [Pipeline]
        public abstract partial class {|SG0003:Net|} : Module<Tensor, Tensor>
        {
            [Stage(0)] private readonly Linear only = Linear(4, 4);
            public Net() : base("Net") => RegisterComponents();
        }
        """);

    [Fact]
    public Task AnAbstractForward() => AnalyzerRun.Check("""
        [Pipeline]
        public abstract partial class Net : Module<Tensor, Tensor>
        {
            [Stage(0)] private readonly Linear only = Linear(4, 4);
            public Net() : base("Net") => RegisterComponents();
            public abstract override Tensor {|SG0003:forward|}(Tensor x);
        }
        """);

    [Fact]
    public Task AForwardWithoutReturn() => AnalyzerRun.Check(SlicingModels.Net("""
        [Stage(0)] private readonly Linear only = Linear(4, 4);
        public override Tensor {|SG0003:forward|}(Tensor x) { throw new InvalidOperationException(only.ToString()); }
        """));

    [Fact]
    public Task AMissingStage() => AnalyzerRun.Check(TwoLayers("[Stage(0)]", "[{|SG0004:Stage(3)|}]"));

    [Fact]
    public Task ASubmoduleWithoutStage() => AnalyzerRun.Check(SlicingModels.Net("""
        [Stage(0)] private readonly Linear first = Linear(4, 4);
        private readonly Linear {|SG0005:second|} = Linear(4, 4), {|SG0005:third|} = Linear(4, 4);
        public Linear {|SG0005:Fourth|} { get; } = Linear(4, 4);
        public Linear Computed => first;
        private static readonly Linear Shared = Linear(4, 4);
        public override Tensor forward(Tensor x) => first.call(x);
        """));

    [Fact]
    public Task NoSubmoduleAtAll() => AnalyzerRun.Check("""
        [Pipeline]
        public sealed partial class {|SG0005:Net|} : Module<Tensor, Tensor>
        {
            public Net() : base("Net") => RegisterComponents();
            public override Tensor forward(Tensor x) => x;
        }
        """);

    [Fact]
    public Task AStageOnWhatIsNoModule() => AnalyzerRun.Check(SlicingModels.Net("""
        [Stage(0)] private readonly Linear first = Linear(4, 4);
        [{|SG0006:Stage(0)|}] private readonly double slope = 0.1;
        [{|SG0006:Stage(0)|}] private readonly double[] slopes = [0.1];
        public override Tensor forward(Tensor x) => first.call(x) * slope;
        """));

    [Fact]
    public Task BothStageAndStages() => AnalyzerRun.Check(SlicingModels.Net("""
        [Stage(0)] private readonly Linear first = Linear(4, 4);
        [{|SG0007:Stage(0)|}, Stages(0, 1)] private readonly ModuleList<Linear> rest = new();
        public override Tensor forward(Tensor x) => first.call(x);
        """));

    [Fact]
    public Task StagesReversed() => AnalyzerRun.Check(SlicingModels.Net("""
        [Stage(0)] private readonly Linear first = Linear(4, 4);
        [{|SG0008:Stages(1, 0)|}] private readonly ModuleList<Linear> rest = new();
        public override Tensor forward(Tensor x) => first.call(x);
        """));

    [Fact]
    public Task StagesOnWhatCannotBeDealt() => AnalyzerRun.Check(SlicingModels.Net("""
        [Stage(0)] private readonly Linear first = Linear(4, 4);
        [{|SG0009:Stages(0, 1)|}] private readonly Linear rest = Linear(4, 4);
        public override Tensor forward(Tensor x) => first.call(x);
        """));

    [Theory]
    [InlineData("[1, 2, 3]")]
    [InlineData("[-1, 2]")]
    [InlineData("new int[0]")]
    public Task ASplitThatDoesNotFit(string split) => AnalyzerRun.Check(SlicingModels.Net($$"""
        [{|SG0010:Stages(0, 1, Split = {{split}})|}] private readonly ModuleList<Block> blocks = new();
        public override Tensor forward(Tensor x)
        {
            foreach (var block in blocks) x = block.call(x);
            return x;
        }
        """));

    [Theory]
    [InlineData(-1)]
    [InlineData(1000000)]
    public Task AStageNumberOutOfRange(int stage) => AnalyzerRun.Check(TwoLayers("[{|SG0011:Stage(" + stage + ")|}]", "[Stage(0)]"));

    [Fact]
    public Task ADeviceOfAStageThatDoesNotExist() =>
        AnalyzerRun.Check(TwoLayers(pipeline: "[Pipeline]\n[{|SG0012:Device(\"cpu\", Stages = [0, 1, 2])|}]"));

    [Theory]
    [InlineData("[{|SG0013:Device(\"cpu\", Stages = [1])|}]\n[Device(\"cpu\", Stages = [0])]")]
    [InlineData("[{|SG0013:Device(\"cpu\", Stages = [0])|}]")]
    [InlineData("[Device(\"cpu\", Stages = [0, 1])]\n[{|SG0013:Device(\"cpu\", Stages = [1])|}]")]
    [InlineData("[Device(\"cpu\", Stages = [0, 1])]\n[{|SG0013:Device(\"cpu\")|}]")]
    [InlineData("[Device(\"cpu\", Stages = [0, 1])]\n[{|SG0013:Device(\"cpu\", Stages = new int[0])|}]")]
    [InlineData("[Device(\"cpu\")]\n[Device(\"cpu\")]\n[{|SG0013:Device(\"cpu\")|}]")]
    public Task DevicesThatDoNotShareOutTheStages(string devices) => AnalyzerRun.Check(TwoLayers(pipeline: "[Pipeline]\n" + devices));

    [Theory]
    [InlineData("Device(\"gpu:0\")")]
    [InlineData("Device(\"cuda:\")")]
    [InlineData("Device(\"\")")]
    [InlineData("Device(\"cuda:1\", Memory = \"24 gigabytes\")")]
    public Task ADeviceThatCannotBeRead(string device) => AnalyzerRun.Check(TwoLayers(pipeline: "[Pipeline]\n[{|SG0014:" + device + "|}]"));

    [Fact]
    public Task NegativeMicrobatches() => AnalyzerRun.Check(TwoLayers(pipeline: "[{|SG0015:Pipeline(Microbatches = -1)|}]"));

    [Fact]
    public Task AnUnknownSchedule() => AnalyzerRun.Check(TwoLayers(pipeline: "[{|SG0021:Pipeline(Schedule = (PipelineSchedule)99)|}]"));

    [Theory]
    [InlineData("[{|SG0026:Pipeline(StagesPerDevice = 2)|}]")]
    [InlineData("[{|SG0026:Pipeline(StagesPerDevice = -1)|}]")]
    [InlineData("[{|SG0026:Pipeline(Schedule = PipelineSchedule.ZeroBubbleV, StagesPerDevice = 3)|}]")]
    [InlineData("[{|SG0026:Pipeline(Schedule = PipelineSchedule.Interleaved, StagesPerDevice = 3)|}]")]
    [InlineData("[{|SG0026:Pipeline(Schedule = PipelineSchedule.ZeroBubbleV)|}]\n[Device(\"cpu\")]\n[Device(\"cpu\")]")]
    public Task StagesPerDeviceThatDoNotGoWithTheSchedule(string pipeline) => AnalyzerRun.Check(TwoLayers(pipeline: pipeline));

    [Theory]
    [InlineData("[0, 3]", "[1, 2]", true)]
    [InlineData("[0, 2]", "[1, 3]", false)]
    [InlineData("[0, 1]", "[2, 3]", false)]
    public Task DevicesOfAVAreVisitedDownAndUp(string first, string second, bool fits) => AnalyzerRun.Check(SlicingModels.Net("""
        [Stages(0, 3)] private readonly Sequential layers = Sequential(Linear(4, 4), Linear(4, 4), Linear(4, 4), Linear(4, 4));
        public override Tensor forward(Tensor x) => layers.call(x);
        """, $"""
        [Pipeline(Schedule = PipelineSchedule.ZeroBubbleV)]
        [{(fits ? "" : "{|SG0013:")}Device("cuda:0", Stages = {first}){(fits ? "" : "|}")}]
        [Device("cuda:1", Stages = {second})]
        """));

    [Fact]
    public Task NamesThatAreTaken() => AnalyzerRun.Check(SlicingModels.Net("""
        [Stage(0)] private readonly Linear only = Linear(4, 4);
        public int {|SG0017:ToPipeline|}() => 0;
        private Tensor {|SG0017:ForwardStage0|}(Tensor x) => x;
        public override Tensor forward(Tensor x) => only.call(x);
        """));

    [Theory]
    [InlineData("Stage0")]
    [InlineData("ForwardStage0")]
    public Task AClassOfAGeneratedName(string name) => AnalyzerRun.Check($$"""
        [Pipeline]
        public sealed partial class {|SG0017:{{name}}|} : Module<Tensor, Tensor>
        {
            [Stage(0)] private readonly Linear only = Linear(4, 4);
            public {{name}}() : base("Net") => RegisterComponents();
            public override Tensor forward(Tensor x) => only.call(x);
        }
        """);

    [Fact]
    public Task APipelineClassThatExists() => AnalyzerRun.Check("""
        [Pipeline]
        public sealed partial class {|SG0017:Net|} : Module<Tensor, Tensor>
        {
            [Stage(0)] private readonly Linear only = Linear(4, 4);
            public Net() : base("Net") => RegisterComponents();
            public override Tensor forward(Tensor x) => only.call(x);
        }

        public sealed class NetPipeline;
        """);

    [Fact]
    public Task AShapeOfSomethingElse() => AnalyzerRun.Check(SlicingModels.Net("""
        [Stage(0)] private readonly Linear only = Linear(4, 4);
        public override Tensor forward([{|SG0020:Shape("batch", 3.5)|}] Tensor x) => only.call(x);
        """));

    [Fact]
    public Task EverythingIsSaidAtOnce() => AnalyzerRun.Check("""
        [{|SG0015:Pipeline(Microbatches = -1)|}]
        [{|SG0014:Device("tpu")|}]
        public sealed class {|SG0001:Net|} : Module<Tensor, Tensor>
        {
            [Stage(0)] private readonly Linear first = Linear(4, 4);
            [Stage(1)] private readonly Linear second = Linear(4, 4);
            private readonly Linear {|SG0005:third|} = Linear(4, 4);
            public Net() : base("Net") => RegisterComponents();
            public override Tensor forward(Tensor x) => first.call({|SG0016:second.call(x)|});
        }
        """);
}
