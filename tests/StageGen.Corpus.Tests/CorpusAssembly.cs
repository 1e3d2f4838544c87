using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using StageGen.Generators;
using StageGen.Generators.Tests.Support;

namespace StageGen.Corpus.Tests;

/// <summary>All models of the corpus, each cut in one to four stages, and in some that the compiler chooses, compiled together.</summary>
internal sealed class CorpusAssembly
{
    public const int MostStages = 4;

    /// <summary>In how many stages the compiler cuts.</summary>
    public const int AutomaticStages = 3;

    private static readonly Lazy<CorpusAssembly> Compiled = new(() => new CorpusAssembly());

    private readonly Assembly? assembly;
    private readonly ILookup<string, string> errors;

    private CorpusAssembly()
    {
        var sources = (from model in CorpusModel.All
            from stages in Enumerable.Range(1, MostStages) select (Key: Key(model.Name, stages), Text: model.Source(stages)))
            .Concat(CorpusModel.All.Select(model => (Key: AutomaticKey(model.Name), Text: model.AutomaticSource(AutomaticStages))))
            .ToList();
        (assembly, errors) = Compile(sources);
        // What is wrong with one model is no word on the others.
        if (assembly is null) (assembly, _) = Compile([.. sources.Where(source => !errors.Contains(source.Key))]);
    }

    private static (Assembly?, ILookup<string, string>) Compile(List<(string Key, string Text)> sources)
    {
        var compilation = Compiler.CompileAsWritten([.. sources.Select(source => source.Text)])
            .AddReferences(MetadataReference.CreateFromFile(typeof(CorpusCase).Assembly.Location));
        _ = CSharpGeneratorDriver.Create([new PipelineGenerator().AsSourceGenerator()], parseOptions: Compiler.ParseOptions)
            .RunGeneratorsAndUpdateCompilation(compilation, out var output, out _);
        using var image = new MemoryStream();
        var emitted = output.Emit(image);
        var said = emitted.Success ? [] : AnalyzerRun.Diagnostics(compilation).GetAwaiter().GetResult();
        var wrong = said.Concat(emitted.Diagnostics).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .ToLookup(diagnostic => KeyOf(diagnostic, sources.ConvertAll(source => source.Key)), diagnostic => diagnostic.ToString());
        return (emitted.Success ? Assembly.Load(image.ToArray()) : null, wrong);
    }

    /// <summary>The case of a model cut in so many stages.</summary>
    public static CorpusCase Case(CorpusModel model, int stages) => Case(Key(model.Name, stages), model.CaseName(stages));

    /// <summary>The case of a model in the stages that the compiler chose.</summary>
    public static CorpusCase AutomaticCase(CorpusModel model) => Case(AutomaticKey(model.Name), model.AutomaticCaseName(AutomaticStages));

    private static CorpusCase Case(string key, string name)
    {
        var own = Compiled.Value.errors[key].ToList();
        Assert.True(own.Count == 0, string.Join("\n", own));
        Assert.NotNull(Compiled.Value.assembly);
        return (CorpusCase)Activator.CreateInstance(Compiled.Value.assembly.GetType(name)!)!;
    }

    private static string Key(string model, int stages) => $"{model}{stages}";

    private static string AutomaticKey(string model) => $"{model}Automatic{AutomaticStages}";

    // Sources are named Model0.cs, Model1.cs … in order; a generated file after its class, Models.LeNet4.LeNet.g.cs.
    private static string KeyOf(Diagnostic diagnostic, List<string> keys)
    {
        string file = Path.GetFileName(diagnostic.Location.SourceTree?.FilePath ?? "");
        return file.EndsWith(".g.cs", StringComparison.Ordinal) ? file.Split('.')[0]
            : int.TryParse(file.AsSpan(5, Math.Max(0, file.Length - 8)), out int index) ? keys[index]
            : "";
    }
}
