using Microsoft.CodeAnalysis;
using StageGen.Generators.Tests.Support;

namespace StageGen.Generators.Tests;

/// <summary>
/// Models whose submodules, or whose <c>forward</c>, are in a base class: in another file, in another namespace, in another assembly.
/// </summary>
public sealed class BaseClassTests
{
    private const string Net = """
        // own usings
        using StageGen;
        using TorchSharp.Modules;
        using static TorchSharp.torch;
        using static TorchSharp.torch.nn;
        using Width = System.Int64;

        namespace Samples.Models;

        [Pipeline]
        public sealed partial class Net : Backbones.Families.Backbone<Linear>
        {
            [Stage(1)] private readonly Linear second = Linear(4, 4);
            [Stage(2)] private readonly Linear head = Linear(4, 4);

            public Net() : base(Linear(4, 4)) => RegisterComponents();

            protected override Tensor Body(Tensor h)
            {
                var middle = second.call(h);
                return head.call(middle) * (Width)2;
            }
        }
        """;

    private const string Backbone = """
        // own usings
        using StageGen;
        using nn = TorchSharp.torch.nn;
        using Values = TorchSharp.torch.Tensor;

        namespace Backbones;

        public enum Mode { Plain, Scaled }

        public static class Families
        {
            public enum Kind { Small, Large }

            public abstract class Backbone<TLayer>(TLayer layer) : nn.Module<Values, Values>("backbone")
                where TLayer : nn.Module<Values, Values>
            {
                [Stage(0)] protected readonly TLayer first = layer;

                protected Mode Mode { get; } = Mode.Scaled;

                public override Values forward(Values x)
                {
                    TLayer start = first;
                    var h = start.call(x);
                    if (Mode == Mode.Scaled && Kind.Large != Kind.Small) h = h * 2;
                    return Body(h);
                }

                protected abstract Values Body(Values h);
            }
        }
        """;

    private const string Library = """
        // own usings
        using StageGen;
        using TorchSharp.Modules;
        using static TorchSharp.torch;
        using static TorchSharp.torch.nn;

        namespace Library;

        public abstract class Features : Module<Tensor, Tensor>
        {
            [Stage(0)] protected readonly Linear stem = Linear(4, 4);
            [Stages(0, 1)] protected readonly ModuleList<Linear> blocks = new(Linear(4, 4), Linear(4, 4));
            protected readonly ReLU relu = ReLU();

            protected Features() : base("features") => RegisterComponents();

            protected Tensor Low(Tensor x) => stem.call(x);

            protected virtual Tensor Twice(Tensor x) => x + x;
        }

        public abstract class Whole : Module<Tensor, Tensor>
        {
            [Stage(0)] protected readonly Linear stem = Linear(4, 4);

            protected Whole() : base("whole") => RegisterComponents();

            public override Tensor forward(Tensor x) => stem.call(x);
        }
        """;

    [Fact]
    public async Task InAnotherFileAndNamespaceWithTypeParametersOfItsOwn()
    {
        Assert.Empty(Errors(await AnalyzerRun.Diagnostics(Compiler.Compile(Net, Backbone))));
        string file = GeneratorRun.Of(Net, Backbone).Single;
        Assert.Contains("using static global::Backbones.Families;", file, StringComparison.Ordinal);
        Assert.Contains("using TLayer = global::TorchSharp.Modules.Linear;", file, StringComparison.Ordinal);
        Assert.Contains("using Width = System.Int64;", file, StringComparison.Ordinal);
        Assert.Contains("var middle = second.call(h);", file, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatIsWrongInTheOtherFileIsSaidThere()
    {
        string wrong = Backbone.Replace("return Body(h);", "while (h.mean().ToDouble() > 1) h = Body(h); return h;",
            StringComparison.Ordinal);
        var diagnostics = await AnalyzerRun.Diagnostics(Compiler.Compile(Net, wrong));
        Assert.Equal(["while", "Body(h)"], diagnostics.Where(diagnostic => diagnostic.Location.SourceTree!.FilePath == "Model1.cs")
            .Select(diagnostic => diagnostic.Location.SourceTree!.ToString()
                .Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length)));
    }

    [Fact]
    public async Task AnAliasThatMeansAnotherTypeThere()
    {
        var diagnostics = await AnalyzerRun.Diagnostics(Compiler.Compile(Net,
            Backbone.Replace("namespace Backbones;", "using Width = System.Int32;\n\nnamespace Backbones;", StringComparison.Ordinal)));
        Assert.Equal(["SG0019"],
            diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(diagnostic => diagnostic.Id));
    }

    [Fact]
    public void FieldsOfAnotherAssembly()
    {
        string file = Generated(
            """
            [Pipeline]
            public sealed partial class Net : Library.Features
            {
                [Stage(1)] private readonly Linear head = Linear(4, 4);

                public Net() => RegisterComponents();

                public override Tensor forward(Tensor x)
                {
                    var h = stem.call(x);
                    foreach (var block in blocks) h = relu.call(block.call(h));
                    return head.call(h);
                }
            }
            """);
        Assert.Contains("ForwardStage1", file, StringComparison.Ordinal);
        Assert.DoesNotContain("ForwardStage2", file, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Features", "public override Tensor forward(Tensor x) => head.call(Low(x));",
        "SG0018: 'Low', whose source is in another assembly,")]
    [InlineData("Features", "public override Tensor forward(Tensor x) => head.call(base.Twice(stem.call(x)));",
        "SG0018: 'base.Twice', whose source is in another assembly,")]
    [InlineData("Whole", "", "SG0003: Net cannot become a pipeline: its forward is that of Whole, of another assembly")]
    [InlineData("Whole", "public override Tensor forward(Tensor x) => head.call(base.forward(x));",
        "SG0018: 'base.forward', whose source is in another assembly,")]
    public async Task WhatCannotBeReadInAnotherAssemblyIsRefused(string parent, string forward, string message)
    {
        var compilation = Compiler.Compile(
            $$"""
            [Pipeline]
            public sealed partial class Net : Library.{{parent}}
            {
                [Stage(1)] private readonly Linear head = Linear(4, 4);

                public Net() => RegisterComponents();

                {{forward}}
            }
            """).AddReferences(Reference());
        Assert.DoesNotContain(compilation.GetDiagnostics(), diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        Assert.StartsWith(message, Assert.Single(Errors(await AnalyzerRun.Diagnostics(compilation))), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Errors(IReadOnlyList<Diagnostic> diagnostics) =>
        diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(WrongModel.Message);

    private static string Generated(string source)
    {
        var compilation = Compiler.Compile(source).AddReferences(Reference());
        var result = GeneratorRun.NewDriver().RunGeneratorsAndUpdateCompilation(compilation, out var output, out _).GetRunResult();
        Assert.DoesNotContain(output.GetDiagnostics(), diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        return Assert.Single(GeneratorRun.Pipelines(result)).SourceText.ToString();
    }

    private static PortableExecutableReference Reference()
    {
        using var image = new MemoryStream();
        var emitted = Compiler.Compile(Library).WithAssemblyName("Library").Emit(image);
        Assert.True(emitted.Success, string.Join("\n", emitted.Diagnostics));
        return MetadataReference.CreateFromImage(image.ToArray());
    }
}
