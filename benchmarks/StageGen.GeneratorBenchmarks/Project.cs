using System.Text;
using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace StageGen.GeneratorBenchmarks;

/// <summary>A project of many pipelines, each a file and with all its costs known, and one file that has nothing to do with them.</summary>
internal sealed class Project
{
    public const string Unrelated = "Unrelated.cs";

    private static readonly CSharpParseOptions Options = new(LanguageVersion.Latest);

    private Project(CSharpCompilation compilation) => Compilation = compilation;

    public CSharpCompilation Compilation { get; }

    public static Project Of(int pipelines, int layers)
    {
        var trees = Enumerable.Range(0, pipelines).Select(i => Tree($"Model{i}.cs", Model(i, layers)))
            .Append(Tree(Unrelated, "namespace Benchmark; internal static class Unrelated { public static int Number() => 0; }"));
        string[] references = [typeof(TorchSharp.torch).Assembly.Location, typeof(PipelineAttribute).Assembly.Location,
            typeof(PipelineSchedule).Assembly.Location];
        return new Project(CSharpCompilation.Create(
            "Benchmark", trees, [.. Net100.References.All, .. references.Select(path => MetadataReference.CreateFromFile(path))],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable)));
    }

    /// <summary>The project with one edit: a replacement in one file.</summary>
    public Project Edit(string file, string old, string @new)
    {
        SyntaxTree tree = Compilation.SyntaxTrees.Single(t => t.FilePath == file);
        string text = tree.GetText().ToString();
        int at = text.IndexOf(old, StringComparison.Ordinal);
        SyntaxTree changed = tree.WithChangedText(tree.GetText().WithChanges(new TextChange(new TextSpan(at, old.Length), @new)));
        return new Project(Compilation.ReplaceSyntaxTree(tree, changed));
    }

    private static SyntaxTree Tree(string path, string text) =>
        CSharpSyntaxTree.ParseText(SourceText.From(text, Encoding.UTF8), Options, path);

    private static string Model(int number, int layers)
    {
        const int Stages = 5;
        var text = new StringBuilder();
        text.AppendLine(
            "using StageGen; using TorchSharp; using TorchSharp.Modules; using static TorchSharp.torch; using static TorchSharp.torch.nn;");
        text.AppendLine("namespace Benchmark;");
        text.AppendLine("[Pipeline(Microbatches = 8)]");
        text.AppendLine($"public sealed partial class Model{number} : Module<Tensor, Tensor>");
        text.AppendLine("{");
        for (int i = 0; i < layers; i++)
        {
            text.AppendLine($"    [Stage({i * Stages / layers})] private readonly Linear layer{i} = Linear(64, 64);");
        }

        text.AppendLine($"    public Model{number}() : base(nameof(Model{number})) => RegisterComponents();");
        text.AppendLine("    public override Tensor forward([Shape(\"batch\", 64)] Tensor input)");
        text.AppendLine("    {");
        text.AppendLine("        var x = input;");
        for (int i = 0; i < layers; i++)
        {
            text.AppendLine($"        x = functional.relu(layer{i}.call(x)) + x * 0.5;");
        }

        text.AppendLine("        return x;");
        text.AppendLine("    }");
        text.AppendLine("}");
        return text.ToString();
    }
}
