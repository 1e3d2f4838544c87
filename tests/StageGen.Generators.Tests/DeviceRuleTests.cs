using Microsoft.CodeAnalysis;
using StageGen.Generators.Tests.Support;

namespace StageGen.Generators.Tests;

/// <summary>SG0030 and SG0031: tensors that are made where their stage is not, devices that are one.</summary>
public sealed class DeviceRuleTests
{
    private static string Net(string statements, string devices = "[Device(\"cuda:0\")]\n[Device(\"cuda:1\")]", string members = "") =>
        $$"""
        [Pipeline]
        {{devices}}
        public sealed partial class Net : Module<Tensor, Tensor>
        {
            [Stage(0)] private readonly Linear first = Linear(4, 4);
            [Stage(1)] private readonly Linear second = Linear(4, 4);
            public Net() : base(nameof(Net)) => RegisterComponents();
            {{members}}
            public override Tensor forward(Tensor x)
            {
                x = first.call(x);
                {{statements}}
                return second.call(x);
            }
        }
        """;

    [Theory]
    [InlineData("x = x + {|SG0030:zeros(4)|};",
        "'zeros(4)' is made on the CPU, whatever device its stage runs on, and cannot meet that stage's tensors: take the device of a tensor of the stage, as in 'device: x.device'")]
    [InlineData("x = x + {|SG0030:torch.arange(4, dtype: ScalarType.Float32)|};",
        "'torch.arange(4, dtype: ScalarType.Float32)' is made on the CPU")]
    [InlineData("x = x + {|SG0030:ones(4, device: CPU)|};", "'ones(4, device: CPU)' is made on CPU")]
    [InlineData("x = x + {|SG0030:tensor(new float[] { 1, 2, 3, 4 })|};", "'tensor(new float[] { 1, 2, 3, 4 })' is made on the CPU")]
    [InlineData("x = {|SG0030:x.cpu()|} * 2;", "'x.cpu()' is on a device of its own")]
    [InlineData("x = {|SG0030:x.to(torch.device(\"cuda:1\"))|};", "'x.to(torch.device(\"cuda:1\"))' is on a device of its own")]
    [InlineData("x = x + {|SG0030:ones(1, 1, 1, 1).expand(2, 3, 4, 5).reshape(120, 1).cuda()|};", "'….cuda(…)' is on a device of its own")]
    public async Task ATensorThatIsMadeElsewhere(string statements, string message)
    {
        var said = Assert.Single(await AnalyzerRun.Check(Net(statements)));
        Assert.StartsWith(message, said.GetMessage(), StringComparison.Ordinal);
        Assert.Equal(DiagnosticSeverity.Warning, said.Severity);
    }

    [Theory]
    [InlineData("x = x + zeros(4, device: x.device);")]
    [InlineData("x = x + zeros(new long[] { 4 }, ScalarType.Float32, x.device);")]
    [InlineData("x = x + zeros(4).to(x.device);")]
    [InlineData("x = x + (zeros(4) * 2).to(x);")]
    [InlineData("var mask = zeros(4); mask = mask.to(x.device); x = x + mask;")]
    [InlineData("x = x + zeros_like(x);")]
    [InlineData("x = x * tensor(0.5f);")]
    [InlineData("x = x * x.mean().cpu().item<float>();")]
    [InlineData("x = x.to(ScalarType.Float32);")]
    public Task ATensorThatIsMadeWhereItsStageIs(string statements) => AnalyzerRun.Check(Net(statements));

    [Fact]
    public Task AHelperIsReadAsWell() =>
        AnalyzerRun.Check(Net("x = x + Bias(x);", members: "private static Tensor Bias(Tensor x) => {|SG0030:zeros(x.size(0), 4)|};"));

    [Fact]
    public Task AMethodOfTheClassIsNoFactory() =>
        AnalyzerRun.Check(Net("x = x + zeros(x);", members: "private static Tensor zeros(Tensor x) => zeros_like(x);"));

    [Fact]
    public Task WorkersOfTheCpuHaveOneDevice() => AnalyzerRun.Check(Net("x = x + zeros(4);", "[Device(\"cpu\")]\n[Device(\"cpu\")]"));

    [Fact]
    public async Task WithoutDevicesItIsAHint() =>
        Assert.Equal(DiagnosticSeverity.Info, Assert.Single(await AnalyzerRun.Check(Net("x = x + {|SG0030:zeros(4)|};", ""))).Severity);

    [Theory]
    [InlineData("[Device(\"cuda:0\")]\n[{|SG0031:Device(\"cuda:0\")|}]")]
    [InlineData("[Device(\"cuda\")]\n[{|SG0031:Device(\"cuda:0\")|}]")]
    [InlineData("[Device(\"mps\", Stages = [0])]\n[{|SG0031:Device(\"mps\", Stages = [1])|}]")]
    [InlineData("[Device(\"cpu\")]\n[Device(\"cpu\")]")]
    [InlineData("[Device(\"cuda:0\")]\n[Device(\"cuda:1\")]")]
    public Task ADeviceThatIsDeclaredTwice(string devices) => AnalyzerRun.Check(Net("", devices));
}
