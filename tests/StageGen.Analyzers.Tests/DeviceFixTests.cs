using StageGen.CodeFixes;

namespace StageGen.Analyzers.Tests;

/// <summary>Fixes of models that would train nothing, or fail on a GPU: each is what one would write.</summary>
public sealed class DeviceFixTests
{
    private static string Net(string constructor, string statements = "", string devices = "") => $$"""
        [Pipeline]
        {{devices}}public sealed partial class Net : Module<Tensor, Tensor>
        {
            [Stage(0)] private readonly Linear first = Linear(4, 4);
            [Stage(1)] private readonly Linear second = Linear(4, 4);
            {{constructor}}
            public override Tensor forward(Tensor x)
            {
                x = first.call(x);
        {{statements}}        return second.call(x);
            }
        }
        """;

    private const string Known = "public Net() : base(\"Net\") => RegisterComponents();";

    [Theory]
    [InlineData("{ }", "=> RegisterComponents();")]
    [InlineData("{\n    }", "=> RegisterComponents();")]
    [InlineData("=> eval();", "{ eval(); RegisterComponents(); }")]
    [InlineData("{ eval(); }", "{ eval(); RegisterComponents(); }")]
    [InlineData("{\n        train();\n        eval();\n    }",
        "{\n        train();\n        eval();\n        RegisterComponents();\n    }")]
    public Task RegistersWhatTheModelHolds(string before, string after) => FixTest.Run<RegisterFix>(
        Net("public {|SG0029:Net|}() : base(\"Net\") " + before), Net("public Net() : base(\"Net\") " + after));

    [Fact]
    public Task LeavesAnArrayAlone() => FixTest.None<RegisterFix>("""
        [Pipeline]
        public sealed partial class Net : Module<Tensor, Tensor>
        {
            [Stages(0, 1)] private readonly Linear[] {|SG0029:layers|} = [Linear(4, 4), Linear(4, 4)];
            public Net() : base("Net") => RegisterComponents();
            public override Tensor forward(Tensor x)
            {
                foreach (var layer in layers) x = layer.call(x);
                return x;
            }
        }
        """);

    private const string Gpus = "[Device(\"cuda:0\")]\n[Device(\"cuda:1\")]\n";

    [Fact]
    public Task MakesTensorsOnTheDeviceOfAnother() => FixTest.Run<AddDeviceFix>(
        Net(Known, """
                    var mask = {|SG0030:ones(x.size(0), 4)|};
                    var other = {|SG0030:zeros(4, device: CPU)|};
                    x = mask * {|SG0030:arange(4)|} + other + x;
                    x = {|SG0030:empty()|} + x;

            """, Gpus),
        Net(Known, """
                    var mask = ones(x.size(0), 4, device: x.device);
                    var other = zeros(4, device: x.device);
                    x = mask * arange(4, device: mask.device) + other + x;
                    x = empty(device: x.device) + x;

            """, Gpus), steps: 4);

    [Fact]
    public Task LeavesAMoveAlone() => FixTest.None<AddDeviceFix>(Net(Known, "        x = {|SG0030:x.to(CPU)|};\n", Gpus));

    [Theory]
    [InlineData("[Device(\"cuda:0\")]\n[{|SG0031:Device(\"cuda:0\")|}]\n", "[Device(\"cuda:0\")]\n")]
    [InlineData("[Device(\"cuda:0\", Stages = [0])]\n[{|SG0031:Device(\"cuda:0\", Stages = [1])|}]\n",
        "[Device(\"cuda:0\", Stages = [0, 1])]\n")]
    public Task GivesTheStagesToTheFirst(string before, string after) =>
        FixTest.Run<RemoveDeviceFix>(Net(Known, devices: before), Net(Known, devices: after));

    [Fact]
    public Task LeavesDevicesThatAreNoNeighbours() => FixTest.None<RemoveDeviceFix>("""
        [Pipeline]
        [Device("cuda:0")]
        [Device("cuda:1")]
        [{|SG0031:Device("cuda:0")|}]
        public sealed partial class Net : Module<Tensor, Tensor>
        {
            [Stage(0)] private readonly Linear first = Linear(4, 4);
            [Stage(1)] private readonly Linear second = Linear(4, 4);
            [Stage(2)] private readonly Linear third = Linear(4, 4);
            public Net() : base("Net") => RegisterComponents();
            public override Tensor forward(Tensor x) => third.call(second.call(first.call(x)));
        }
        """);
}
