using StageGen.Generators.Tests.Models;
using StageGen.Generators.Tests.Support;

namespace StageGen.Generators.Tests;

/// <summary>Where a class is written: in which files, under which usings, beside which others.</summary>
public sealed class SourceLayoutTests
{
    [Fact]
    public void PartsInSeveralFilesWithUsingsOfTheirOwn()
    {
        string file = GeneratorRun.Of(
            """
            // own usings
            using StageGen;
            using Layers = TorchSharp.Modules;
            using static TorchSharp.torch.nn;

            namespace Samples;

            [Pipeline]
            public sealed partial class Net
            {
                [Stage(0)] private readonly Layers.Linear first = Linear(4, 4);
                [Stage(1)] private readonly Layers.Linear second = Linear(4, 4);
            }
            """,
            """
            // own usings
            using T = TorchSharp.torch.Tensor;
            using static TorchSharp.torch.nn.functional;

            namespace Samples
            {
                using System.Diagnostics;

                public partial class Net : TorchSharp.torch.nn.Module<T, T>
                {
                    public Net() : base(nameof(Net)) => RegisterComponents();

                    public override T forward(T x)
                    {
                        Debug.Assert(x.dim() == 2);
                        return second.call(relu(first.call(x)));
                    }
                }
            }
            """).Single;
        Assert.Contains("using T = TorchSharp.torch.Tensor;", file, StringComparison.Ordinal);
        Assert.Contains("using System.Diagnostics;", file, StringComparison.Ordinal);
        Assert.Contains("private readonly record struct Boundary0(T secondIn);", file, StringComparison.Ordinal);
    }

    [Fact]
    public void SeveralModelsInAFileEachHaveTheirOwn()
    {
        string two = SlicingModels.All["SingleStage"] + "\n" + SlicingModels.All["SkipConnection"]
            .Replace(TestModels.Block, "", StringComparison.Ordinal).Replace("Net", "Other", StringComparison.Ordinal);
        Assert.Equal(["Net.g.cs", "Other.g.cs"], GeneratorRun.Of(two).Files.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void NamesThatDifferInCaseAloneHaveFilesThatDifferInMore()
    {
        string two = SlicingModels.All["SingleStage"] + "\n" + SlicingModels.All["SkipConnection"]
            .Replace(TestModels.Block, "", StringComparison.Ordinal).Replace("Net", "NET", StringComparison.Ordinal);
        Assert.Equal(2, GeneratorRun.Of(two).Files.Keys.Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Fact]
    public void AFileIsNamedForTheWholeNameOfItsClass() =>
        Assert.Equal(["Outer.Inner.Models`1+IKeep+Net`1.g.cs"], GeneratorRun.Of(SlicingModels.All["GenericAndNested"]).Files.Keys);

    [Fact]
    public void FullNamesNeedNoUsing()
    {
        string file = GeneratorRun.Of("""
            // own usings
            [StageGen.PipelineAttribute]
            internal sealed partial class Net : TorchSharp.torch.nn.Module<TorchSharp.torch.Tensor, TorchSharp.torch.Tensor>
            {
                [StageGen.Stage(index: 0)] private readonly TorchSharp.Modules.Linear first = TorchSharp.torch.nn.Linear(4, 4);
                [global::StageGen.StageAttribute(0 + 1)] private readonly TorchSharp.Modules.Linear second = TorchSharp.torch.nn.Linear(4, 4);

                public Net() : base("Net") => RegisterComponents();

                public override TorchSharp.torch.Tensor forward(TorchSharp.torch.Tensor x) => second.call(-first.call(x));
            }
            """).Single;
        Assert.Contains("private readonly record struct Boundary0(TorchSharp.torch.Tensor secondIn);", file, StringComparison.Ordinal);
    }

    [Fact]
    public void KeywordsAsNames()
    {
        string file = GeneratorRun.Of("namespace @namespace.@event; public static partial class @static {\n" + SlicingModels.Net("""
            [Stage(0)] private readonly Linear @base = Linear(4, 4);
            [Stage(1)] private readonly Linear @event = Linear(4, 4);

            public override Tensor forward(Tensor @in)
            {
                var @class = @base.call(@in);
                return this.@event.call(@class) + @class;
            }
            """).Replace("Net", "@new", StringComparison.Ordinal) + "\n}").Single;
        Assert.Contains("var @class = @base.call(@in);", file, StringComparison.Ordinal);
    }
}
