using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StageGen.Generators.Tests.Support;
using StageGen.Modeling;
using StageGen.Modeling.Costs;

namespace StageGen.Generators.Tests;

/// <summary>What a model's constructor makes, and what remembering it must notice.</summary>
public sealed class CostReaderTests
{
    private const string Model = """
        [Pipeline(Microbatches = 8)]
        [Typical("batch", 64)]
        public sealed partial class Net : Module<Tensor, Tensor>
        {
            [Stage(0)] private readonly Linear first;
            [Stages(0, 1)] private readonly ModuleList<Block> blocks;
            [Stage(1)] private readonly Linear head = Linear(Sizes.Width, 3);
            public Net([Typical(10)] int features, int depth = 4, bool wide = false) : base(nameof(Net))
            {
                first = Linear(features, Sizes.Width);
                blocks = ModuleList(Enumerable.Range(0, depth).Select(i => new Block(Sizes.Width, wide ? 4 : 1 + i % 2)).ToArray());
                RegisterComponents();
            }
            public override Tensor forward([Shape("batch", 10)] Tensor x)
            {
                x = first.call(x);
                foreach (var block in blocks) x = block.call(x);
                return head.call(x);
            }
        }
        """;

    private const string Others = """
        public static class Sizes { public const int Width = 6; }
        public abstract class Named(string name) : Module<Tensor, Tensor>(name);
        public sealed class Block : Named
        {
            private readonly Linear up, down;
            public Block(int width, int factor) : base("Block")
            {
                (up, down) = (Linear(width, factor * width), Linear(factor * width, width, hasBias: factor > 1));
                RegisterComponents();
            }
            public override Tensor forward(Tensor x) => down.call(up.call(x));
        }
        """;

    [Fact]
    public void ParametersFollowTheConstructor()
    {
        var costs = Read(Compiler.Compile(Model, Others)).Costs!;
        int narrow = (6 * 6) + 6 + (6 * 6), wide = (6 * 12) + 12 + (12 * 6) + 6;
        Assert.Equal(["first", "blocks[0]", "blocks[1]", "blocks[2]", "blocks[3]", "head"],
            costs.Submodules.Select(submodule => submodule.Name));
        Assert.Equal([66, narrow, wide, narrow, wide, 21], costs.Submodules.Select(submodule => submodule.Cost.Parameters.Typical));
        Assert.Equal([66 + narrow + wide, narrow + wide + 21], costs.Stages.Select(stage => stage.Cost.Parameters.Typical));
        Assert.Equal(new SizeValue("batch", 8, IsFixed: false), Assert.Single(costs.Sizes));
    }

    [Theory]
    [InlineData("Width = 6", "Width = 7")]
    [InlineData("Linear(width, factor * width)", "Linear(width, factor * width, hasBias: false)")]
    [InlineData("class Sizes", "class Other { } public static class Sizes")]
    [InlineData("hasBias: factor > 1", "hasBias: factor > 2")]
    [InlineData("public static class Sizes",
        "public sealed class Linear(int a, int b) : Module<Tensor, Tensor>(\"L\") { } public static class Sizes")]
    public void WhatIsRememberedIsWhatAFreshReadingFinds(string old, string changed)
    {
        var before = Compiler.Compile(Model, Others);
        _ = Read(before);
        var after = Compiler.Edit(before, "Model1.cs", text => text.Replace(old, changed, StringComparison.Ordinal));
        Assert.NotEqual(before.SyntaxTrees[1].ToString(), after.SyntaxTrees[1].ToString());
        Assert.Equal(Read(Compiler.Compile(Model, Others.Replace(old, changed, StringComparison.Ordinal))).Costs, Read(after).Costs);
    }

    [Fact]
    public void AnEditElsewhereReadsNothingAgain()
    {
        var before = Compiler.Compile(Model, Others);
        var first = Read(before);
        Assert.Same(
            first, Read(Compiler.Edit(before, "Unrelated.cs", text => text.Replace("Value = 1", "Value = 2", StringComparison.Ordinal))));
        Assert.Same(first, Read(Compiler.Edit(before, "Unrelated.cs", text => text + "public class More { public int Field; }")));
        Assert.NotSame(first, Read(Compiler.Edit(before, "Unrelated.cs", text => text + "public class Linear { }")));
    }

    private static CostReading Read(Compilation compilation)
    {
        var declaration = compilation.SyntaxTrees.First().GetRoot().DescendantNodes().OfType<ClassDeclarationSyntax>().First();
        var type = (INamedTypeSymbol)compilation.GetSemanticModel(declaration.SyntaxTree).GetDeclaredSymbol(declaration)!;
        return CostMemo.Read(type, declaration, compilation, ReadingMemo.Read(type, declaration, compilation, CancellationToken.None),
            CancellationToken.None);
    }
}
