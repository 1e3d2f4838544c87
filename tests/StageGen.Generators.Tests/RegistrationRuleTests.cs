using Microsoft.CodeAnalysis;
using StageGen.Generators.Tests.Support;

namespace StageGen.Generators.Tests;

/// <summary>SG0029: what no line of the classes registers.</summary>
public sealed class RegistrationRuleTests
{
    private const string Layers = """
            [Stage(0)] private readonly Linear first = Linear(4, 4);
            [Stage(1)] private readonly Linear second = Linear(4, 4);
            public override Tensor forward(Tensor x) => second.call(first.call(x));
        """;

    private const string Array = """
            [Stages(0, 1)] private readonly Linear[] {|SG0029:layers|} = [Linear(4, 4), Linear(4, 4)];
            public override Tensor forward(Tensor x)
            {
                foreach (var layer in layers) x = layer.call(x);
                return x;
            }
        """;

    private static string Net(string constructor, string members, string head = "sealed partial class Net : Module<Tensor, Tensor>",
        string beside = "") => $$"""
        [Pipeline]
        public {{head}}
        {
            {{constructor}}
        {{members}}
        }
        {{beside}}
        """;

    [Theory]
    [InlineData("public {|SG0029:Net|}() : base(nameof(Net)) { }")]
    [InlineData("public {|SG0029:Net|}(int seed) : base(nameof(Net)) { random.manual_seed(seed); } public Net() : this(1) { }")]
    public async Task ASubmoduleThatNothingRegisters(string constructor)
    {
        var said = Assert.Single(await AnalyzerRun.Check(Net(constructor, Layers)));
        Assert.Equal(
            "'first', 'second' are never registered, so Net has none of the parameters: they are not in its state_dict, and its optimizers do not see them; "
            + "call RegisterComponents() at the end of the constructor", said.GetMessage());
    }

    [Fact]
    public Task AClassWithAPrimaryConstructor() =>
        AnalyzerRun.Check(Net("", Layers, "sealed partial class {|SG0029:Net|}() : Module<Tensor, Tensor>(\"Net\")"));

    [Theory]
    [InlineData("public Net() : base(nameof(Net)) => RegisterComponents();")]
    [InlineData("public Net() : base(nameof(Net)) { register_module(\"one\", first); register_module(\"two\", second); }")]
    [InlineData("public Net() : base(nameof(Net)) => Ready(); private void Ready() => this.RegisterComponents();")]
    public async Task ASubmoduleThatSomethingRegisters(string constructor) =>
        Assert.DoesNotContain(await AnalyzerRun.Diagnostics(Compiler.Compile(Net(constructor, Layers))),
            diagnostic => diagnostic.Id == "SG0029");

    [Fact]
    public Task ABaseClassMayDoIt() =>
        AnalyzerRun.Check(Net("public Net() : base(nameof(Net)) { }", Layers, "sealed partial class Net : Base",
            "public abstract class Base : Module<Tensor, Tensor> { protected Base(string name) : base(name) => RegisterComponents(); }"));

    [Theory]
    [InlineData("{ }", true)]
    [InlineData("=> RegisterComponents();", false)]
    public async Task ASubmoduleOfABaseClass(string constructor, bool said)
    {
        var diagnostics = await AnalyzerRun.Diagnostics(Compiler.Compile(Net($"public Net() : base(nameof(Net)) {constructor}", """
                public override Tensor forward(Tensor x) => second.call(relu.call(first.call(x)));
            """, "sealed partial class Net : Base", """
            public abstract class Base(string name) : Module<Tensor, Tensor>(name)
            {
                [Stage(0)] protected readonly Linear first = Linear(4, 4);
                [Stage(1)] protected Linear second { get; } = Linear(4, 4);
                protected readonly ReLU relu = ReLU();
            }
            """)));
        Assert.DoesNotContain(diagnostics, diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        Assert.Equal(said ? ["'first', 'second' are never registered, so Net has none of the parameters"] : [],
            diagnostics.Where(diagnostic => diagnostic.Id == "SG0029").Select(diagnostic => diagnostic.GetMessage().Split(':')[0]));
    }

    [Theory]
    [InlineData("{ }", true)]
    [InlineData("=> RegisterComponents();", false)]
    public async Task AClassOfASubmoduleWhoseBaseHoldsTheParts(string constructor, bool said)
    {
        var diagnostics = await AnalyzerRun.Check(Net("public Net() : base(nameof(Net)) => RegisterComponents();", $$"""
                [Stage(0)] private readonly Linear first = Linear(4, 4);
                [Stage(1)] private readonly Layer {{(said ? "{|SG0029:second|}" : "second")}} = new();
                public override Tensor forward(Tensor x) => second.call(first.call(x));
            """, beside: $$"""
            public abstract class Part(string name) : Module<Tensor, Tensor>(name)
            {
                protected readonly Linear inner = Linear(4, 4);
            }
            public sealed class Layer : Part
            {
                public Layer() : base(nameof(Layer)) {{constructor}}
                public override Tensor forward(Tensor x) => inner.call(x);
            }
            """));
        if (said)
            Assert.StartsWith("What 'second' is made of is never registered, so Layer has none", diagnostics.Single().GetMessage(),
                StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnArrayThatNothingRegisters()
    {
        var said = Assert.Single(await AnalyzerRun.Check(Net("public Net() : base(nameof(Net)) => RegisterComponents();", Array)));
        Assert.EndsWith("RegisterComponents() does not look into Linear[]; make it a ModuleList, or call register_module for each",
            said.GetMessage(), StringComparison.Ordinal);
        Assert.StartsWith("The elements of 'layers' are never registered", said.GetMessage(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("public Net() : base(nameof(Net)) { for (int i = 0; i < 2; i++) register_module($\"layer{i}\", layers[i]); }")]
    [InlineData(
        "private readonly ModuleList<Linear> known; public Net() : base(nameof(Net)) { known = ModuleList(layers); RegisterComponents(); }")]
    public async Task AnArrayThatSomethingRegisters(string constructor)
    {
        string source = Marked.Parse(Net(constructor, Array)).Source;
        Assert.DoesNotContain(await AnalyzerRun.Diagnostics(Compiler.Compile(source)), diagnostic => diagnostic.Id == "SG0029");
    }

    [Theory]
    [InlineData("{ }", true)]
    [InlineData("=> RegisterComponents();", false)]
    public async Task AClassOfASubmodule(string constructor, bool said)
    {
        var diagnostics = await AnalyzerRun.Check(Net("public Net() : base(nameof(Net)) => RegisterComponents();", $$"""
                [Stages(0, 1)] private readonly ModuleList<Layer> {{(said ? "{|SG0029:layers|}" : "layers")}} = ModuleList(new Layer(), new Layer());
                public override Tensor forward(Tensor x)
                {
                    foreach (var layer in layers) x = layer.call(x);
                    return x;
                }
            """, beside: $$"""
            public sealed class Layer : Module<Tensor, Tensor>
            {
                private readonly Linear inner = Linear(4, 4);
                public Layer() : base(nameof(Layer)) {{constructor}}
                public override Tensor forward(Tensor x) => inner.call(x);
            }
            """));
        if (said)
            Assert.StartsWith("What 'layers' is made of is never registered, so Layer has none", diagnostics.Single().GetMessage(),
                StringComparison.Ordinal);
    }
}
