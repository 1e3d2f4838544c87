using StageGen.Generators.Tests.Support;

namespace StageGen.Generators.Tests;

/// <summary>
/// Reading remembers what it found while a class's own syntax stays the same. An edit in another file that changes what the
/// class means must still come through.
/// </summary>
public sealed class MemoTests
{
    private const string Model = """
        [Pipeline]
        public sealed partial class Net : Module<Tensor, Tensor>
        {
            [Stage(0)] private readonly Layer first = new();
            [Stage(Cut.Second)] private readonly Layer second = new();
            public Net() : base(nameof(Net)) { RegisterComponents(); }
            public override Tensor forward(Tensor x)
            {
                var h = Encode(x);
                var n = Count(h);
                return second.call(h) * n;
            }
        }
        """;

    private const string Others = """
        public sealed class Layer : Module<Tensor, Tensor>
        {
            public Layer() : base("Layer") { }
            public override Tensor forward(Tensor x) => x;
        }
        public static class Cut { public const int Second = 1; }
        public sealed partial class Net
        {
            private Tensor Encode(Tensor t) => first.call(t);
            private long Count(Tensor t) => t.size(0) + first.GetName().Length;
        }
        """;

    [Fact]
    public void ATypeThatIsNoModuleAnyMore() => Assert.Empty(After("Layer : Module<Tensor, Tensor>", "Layer : Base<Tensor>"));

    [Fact]
    public void AConstantThatMovesAStage() =>
        Assert.Contains("ForwardStage0", Assert.Single(After("Second = 1", "Second = 0")), StringComparison.Ordinal);

    [Fact]
    public void AConstantThatLeavesAGap() => Assert.Empty(After("Second = 1", "Second = 2"));

    [Fact]
    public void AHelperThatUsesAnotherStage() => Assert.Empty(After("=> first.call(t)", "=> first.call(second.call(t))"));

    [Fact]
    public void AHelperThatReturnsAnotherType() =>
        Assert.Contains("Boundary0(Tensor h, double n)", Assert.Single(After("long Count", "double Count")), StringComparison.Ordinal);

    [Fact]
    public void AHelperThatLosesItsSubmodule() => Assert.NotEmpty(After("=> first.call(t)", "=> t"));

    [Fact]
    public void AnAttributeNameThatMeansAnotherClass() =>
        Assert.Empty(After("public static class Cut", "public sealed class StageAttribute(int n) : Attribute; public static class Cut"));

    [Fact]
    public void APipelineNameThatIsTaken() =>
        Assert.Empty(After("public static class Cut", "public sealed class NetPipeline; public static class Cut"));

    [Fact]
    public void ABaseClassWhoseHelperUsesAStage() => Assert.Empty(After("=> x.relu();", "=> second.call(x);",
        Model.Replace("Net : Module<Tensor, Tensor>", "Net : Start", StringComparison.Ordinal)
            .Replace("[Stage(Cut.Second)] private readonly Layer second = new();", "", StringComparison.Ordinal)
            .Replace("Encode(x)", "first.call(Before(x))", StringComparison.Ordinal)
            .Replace("Count(h)", "h.size(0)", StringComparison.Ordinal),
        Others[..Others.IndexOf("public sealed partial class Net", StringComparison.Ordinal)] + """
        public abstract class Start(string name) : Module<Tensor, Tensor>(name)
        {
            [Stage(1)] protected readonly Layer second = new();
            protected Tensor Before(Tensor x) => x.relu();
        }
        """));

    [Fact]
    public void AnEnumMemberThatMovesAStage() => Assert.Contains("ForwardStage0", Assert.Single(After("Second = 1", "Second = 0",
        Model.Replace("Cut.Second", "(int)Cut.Second", StringComparison.Ordinal),
        Others.Replace("static class Cut { public const int Second = 1; }", "enum Cut { Second = 1 }", StringComparison.Ordinal))),
        StringComparison.Ordinal);

    [Fact]
    public void AClassDeepInASubmoduleThatBeginsToWriteInPlace() =>
        Assert.Contains("clone()", Assert.Single(After("=> t * 2;", "=> t.mul_(2);", """
        [Pipeline]
        public sealed partial class Net : Module<Tensor, Tensor>
        {
            [Stage(0)] private readonly Linear first = Linear(4, 4);
            [Stage(1)] private readonly Outer second = new();
            [Stage(2)] private readonly Linear third = Linear(4, 4);
            public Net() : base(nameof(Net)) { RegisterComponents(); }
            public override Tensor forward(Tensor x)
            {
                var h = first.call(x);
                var y = second.call(h);
                return third.call(y + h);
            }
        }
        """, """
        public sealed class Inner() : Module<Tensor, Tensor>(nameof(Inner))
        {
            public override Tensor forward(Tensor t) => t * 2;
        }
        """, """
        public sealed class Outer : Module<Tensor, Tensor>
        {
            private readonly Inner inner = new();
            public Outer() : base(nameof(Outer)) => RegisterComponents();
            public override Tensor forward(Tensor t) => inner.call(t);
        }
        """)), StringComparison.Ordinal);

    private static IReadOnlyList<string> After(string old, string changed) => After(old, changed, Model, Others);

    private static IReadOnlyList<string> After(string old, string changed, string model, string others, params string[] more)
    {
        var before = Compiler.Compile([model, others, .. more]);
        var driver = GeneratorRun.NewDriver().RunGenerators(before);
        Assert.Single(GeneratorRun.Pipelines(driver.GetRunResult()));
        var edited = Compiler.Edit(before, "Model1.cs", text => text.Replace(old, changed, StringComparison.Ordinal));
        Assert.NotEqual(before.SyntaxTrees[1].ToString(), edited.SyntaxTrees[1].ToString());
        var result = driver.RunGenerators(edited).GetRunResult();
        Assert.Null(result.Results.Single().Exception);

        // What a fresh run of the same sources gives.
        var fresh = GeneratorRun.NewDriver()
            .RunGenerators(Compiler.Compile([model, others.Replace(old, changed, StringComparison.Ordinal), .. more])).GetRunResult();
        Assert.Equal(fresh.GeneratedTrees.Select(tree => tree.ToString()), result.GeneratedTrees.Select(tree => tree.ToString()));
        return [.. GeneratorRun.Pipelines(result).Select(source => source.SourceText.ToString())];
    }
}
