using StageGen.CodeFixes;

namespace StageGen.Analyzers.Tests;

/// <summary>Each fix does what the message asks, touches nothing else, and mends a file at once as well as one by one.</summary>
public sealed class FixTests
{
    private static string Net(string fields, string attributes = "[Pipeline]", string uses = "first second") => $$"""
        {{attributes}}
        public sealed partial class Net : Module<Tensor, Tensor>
        {
        {{fields}}
            public Net() : base("Net") => RegisterComponents();
            public override Tensor forward(Tensor x)
            {
        {{string.Concat(uses.Split(' ').Select(name => $"        x = {name}.call(x);\n"))}}        return x;
            }
        }
        """;

    private static string Two(string first = "[Stage(0)]", string second = "[Stage(1)]", string attributes = "[Pipeline]",
        string extra = "") => Net($$"""
            {{first}} private readonly Linear first = Linear(4, 4);
            {{second}} private readonly Linear second = Linear(4, 4);
        {{extra}}
        """, attributes);

    [Fact]
    public Task MakesAClassPartial() => FixTest.Run<MakePartialFix>(
        Two().Replace("partial class Net", "class {|SG0001:Net|}", StringComparison.Ordinal), Two());

    [Fact]
    public Task GivesSubmodulesTheStageOfTheirNeighbour() => FixTest.Run<AssignStageFix>(
        Net("""
                private readonly Linear {|SG0005:first|} = Linear(4, 4);
                [Stage(0)] private readonly Linear second = Linear(4, 4);
                [StageGen.Stage(1)] private readonly Linear third = Linear(4, 4);
                private readonly Linear {|SG0005:fourth|} = Linear(4, 4), {|SG0005:fifth|} = Linear(4, 4);
            """, uses: "first second third fourth fifth"),
        Net("""
                [Stage(0)] private readonly Linear first = Linear(4, 4);
                [Stage(0)] private readonly Linear second = Linear(4, 4);
                [StageGen.Stage(1)] private readonly Linear third = Linear(4, 4);
                [StageGen.Stage(1)] private readonly Linear fourth = Linear(4, 4), fifth = Linear(4, 4);
            """, uses: "first second third fourth fifth"), steps: 2);

    [Fact]
    public Task NumbersStagesWithoutAGap() => FixTest.Run<CloseGapFix>(Two("[Stage(0)]", "[{|SG0004:Stage(3)|}]"), Two());

    [Fact]
    public Task LeavesAGapThatDevicesTakePartIn() => FixTest.None<CloseGapFix>(
        Two("[Stage(0)]", "[{|SG0004:Stage(2)|}]", "[Pipeline]\n[Device(\"cpu\", Stages = [0, 1])]\n[Device(\"cpu\", Stages = [2])]"));

    [Fact]
    public Task RemovesTheDevicesWithoutAStage() => FixTest.Run<RemoveDeviceFix>(
        Two(attributes: "[Pipeline]\n[Device(\"cpu\")]\n[Device(\"cpu\")]\n[{|SG0013:Device(\"cpu\")|}]\n[Device(\"cpu\")]"),
        Two(attributes: "[Pipeline]\n[Device(\"cpu\")]\n[Device(\"cpu\")]"));

    [Fact]
    public Task RemovesADeviceWhoseStagesAreGiven() => FixTest.Run<RemoveDeviceFix>(
        Two(attributes: "[Pipeline]\n[Device(\"cpu\", Stages = [0, 1])]\n[{|SG0013:Device(\"cpu\", Stages = [1])|}]"),
        Two(attributes: "[Pipeline]\n[Device(\"cpu\", Stages = [0, 1])]"));

    [Fact]
    public Task LeavesDevicesInAnotherOrder() => FixTest.None<RemoveDeviceFix>(
        Two(attributes: "[Pipeline]\n[{|SG0013:Device(\"cpu\", Stages = [1])|}]\n[Device(\"cpu\", Stages = [0])]"));

    [Fact]
    public Task RemovesStagesFromWhatIsNoModule() => FixTest.Run<AttributeFix>(
        Two(extra: "    [{|SG0006:Stage(0)|}] private readonly double slope = 0.1;\n    [{|SG0006:Stage(0)|}, Obsolete] private readonly double other = 0.1;"),
        Two(extra: "    private readonly double slope = 0.1;\n    [Obsolete] private readonly double other = 0.1;"), steps: 2);

    [Fact]
    public Task WritesTheFirstStageFirst() => FixTest.Run<AttributeFix>(
        Net("    [{|SG0008:Stages(1, 0)|}] private readonly Sequential first = Sequential(Linear(4, 4), Linear(4, 4));", uses: "first"),
        Net("    [Stages(0, 1)] private readonly Sequential first = Sequential(Linear(4, 4), Linear(4, 4));", uses: "first"));

    [Theory]
    [InlineData("[{|SG0015:Pipeline(Microbatches = -1)|}]", "[Pipeline]")]
    [InlineData("[{|SG0015:Pipeline(Microbatches = -1, Schedule = PipelineSchedule.GPipe)|}]",
        "[Pipeline(Schedule = PipelineSchedule.GPipe)]")]
    [InlineData("[{|SG0026:Pipeline(StagesPerDevice = 2)|}]", "[Pipeline]")]
    public Task LeavesOutWhatCannotBe(string before, string after) =>
        FixTest.Run<AttributeFix>(Two(attributes: before), Two(attributes: after));
}
