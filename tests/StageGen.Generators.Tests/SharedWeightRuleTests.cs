using StageGen.Generators.Tests.Support;

namespace StageGen.Generators.Tests;

/// <summary>SG0028: weights shared over devices that have no common memory, where the constructor shows it.</summary>
public sealed class SharedWeightRuleTests
{
    [Theory]
    [InlineData("first = Linear(4, 4); second = Linear(4, 4); {|SG0028:second.weight = first.weight|};")]
    [InlineData("first = Linear(4, 4); second = Linear(4, 4); {|SG0028:this.first.bias = second.bias!|};")]
    [InlineData("{|SG0028:first = second = Linear(4, 4)|};")]
    [InlineData("first = Linear(4, 4); {|SG0028:second = first|};")]
    public async Task ItIsSaidAtTheAssignment(string statements)
    {
        var said = Assert.Single(await AnalyzerRun.Check(Net(statements,
            "[Device(\"cuda:0\", Stages = [0])]\n[Device(\"cuda:1\", Stages = [1])]")));
        Assert.Contains(" cannot share a parameter", said.GetMessage(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheMessageNamesBothWithStagesAndDevices()
    {
        var said = Assert.Single(await AnalyzerRun.Check(Net(
            "first = Linear(4, 4); second = Linear(4, 4); {|SG0028:second.weight = first.weight|};",
            "[Device(\"cpu\", Stages = [0])]\n[Device(\"cuda:0\", Stages = [1])]")));
        Assert.Equal(
            "'second' shares weights with 'first', stage 1 is on cuda:0 and stage 0 on cpu: devices without common memory cannot share a parameter, and making the pipeline fails; put both in stages of one device",
            said.GetMessage());
    }

    [Theory]
    [InlineData("", "second.weight = first.weight;")]
    [InlineData("[Device(\"cpu\", Stages = [0])]\n[Device(\"cpu\", Stages = [1])]", "second.weight = first.weight;")]
    [InlineData("[Device(\"cuda:0\", Stages = [0, 1])]", "second.weight = first.weight;")]
    [InlineData("[Device(\"cuda\", Stages = [0])]\n[Device(\"cuda:0\", Stages = [1])]", "second.weight = first.weight;")]
    [InlineData("[Device(\"cuda:0\", Stages = [0])]\n[Device(\"cuda:1\", Stages = [1])]",
        "second.weight = Parameter(ones_like(first.weight));")]
    [InlineData("[Device(\"cuda:0\", Stages = [0])]\n[Device(\"cuda:1\", Stages = [1])]", "second.weight = second.weight;")]
    public async Task WhereMemoryIsCommonOrNothingIsSharedNothingIsSaid(string devices, string statement) =>
        Assert.DoesNotContain(
            await AnalyzerRun.Diagnostics(Compiler.Compile(Net("first = Linear(4, 4); second = Linear(4, 4); " + statement, devices))),
            said => said.Id == "SG0028");

    private static string Net(string statements, string devices) => $$"""
        [Pipeline]
        {{devices}}
        public sealed partial class Net : Module<Tensor, Tensor>
        {
            [Stage(0)] private readonly Linear first;
            [Stage(1)] private readonly Linear second;
            public Net() : base(nameof(Net)) { {{statements}} RegisterComponents(); }
            public override Tensor forward(Tensor x) => second.call(first.call(x));
        }
        """;
}
