using Microsoft.CodeAnalysis;
using StageGen.Generators.Tests.Support;

namespace StageGen.Generators.Tests;

/// <summary>A class is read again when what it says has another meaning, though not a letter of it has changed.</summary>
public sealed class ReadingCacheTests
{
    private const string Model = """
        using StageGen;
        using TorchSharp;
        using static TorchSharp.torch;
        using static TorchSharp.torch.nn;

        namespace Samples;

        [Pipeline]
        public sealed partial class Net : Module<Tensor, Tensor>
        {
            [Stage(0)] private readonly Part first = new();
            [Stage(Numbers.Second)] private readonly Part second = new();

            public Net() : base(nameof(Net)) => RegisterComponents();

            public override Tensor forward(Tensor input) => second.call(first.call(input));
        }
        """;

    private const string Part = """
        using static TorchSharp.torch;
        using static TorchSharp.torch.nn;

        namespace Samples;

        public static class Numbers
        {
            public const int Second = 1;
        }

        public class Part : Module<Tensor, Tensor>
        {
            public Part() : base(nameof(Part)) { }

            public override Tensor forward(Tensor x) => x;
        }
        """;

    [Fact]
    public void WhenAFieldsTypeIsNoModuleAnyMore() =>
        Assert.Empty(FilesAfter(Model.Replace("Numbers.Second", "1", StringComparison.Ordinal), part => part.Replace("Part : Module<Tensor, Tensor>", "Part", StringComparison.Ordinal)));

    [Fact]
    public void WhenAConstantInAnAttributeChanges() =>
        Assert.Contains("class Stage2", Assert.Single(FilesAfter(
            Model.Replace("private readonly Part first = new();", "private readonly Part first = new(); [Stage(1)] private readonly Part middle = new();", StringComparison.Ordinal)
                .Replace("first.call(input)", "middle.call(first.call(input))", StringComparison.Ordinal),
            part => part.Replace("Second = 1", "Second = 2", StringComparison.Ordinal))), StringComparison.Ordinal);

    [Fact]
    public void WhenAnAttributeOfTheSameNameComesNearer() =>
        Assert.Empty(FilesAfter(Model.Replace("Numbers.Second", "1", StringComparison.Ordinal), part => part + "\npublic sealed class StageAttribute(int index) : System.Attribute { public int Index { get; } = index; }"));

    [Fact]
    public void WhenItsPipelinesNameIsTaken() =>
        Assert.Empty(FilesAfter(Model.Replace("Numbers.Second", "1", StringComparison.Ordinal), part => part + "\npublic sealed class NetPipeline;"));

    private static string[] FilesAfter(string model, Func<string, string> edit)
    {
        var compilation = Compiler.Compile(model, Part);
        var driver = GeneratorRun.NewDriver().RunGenerators(compilation);
        Assert.Single(driver.GetRunResult().GeneratedTrees);
        var edited = Compiler.Edit(compilation, "Model1.cs", edit);
        return [.. driver.RunGenerators(edited).GetRunResult().GeneratedTrees.Select(tree => tree.ToString())];
    }
}
