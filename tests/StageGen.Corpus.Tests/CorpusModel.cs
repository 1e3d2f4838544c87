using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StageGen.Corpus.Tests;

/// <summary>
/// A model of the corpus: a file as a user would write it, below comments that say what to train it on.
/// <code>
/// // inputs: randn(n, 3, 8, 8); whole ones(6)     n samples; whole: given whole to every microbatch
/// // targets: randint(10, [n])
/// // loss: functional.cross_entropy(output, targets)
/// // close: why gradients round differently than unsplit
/// // whole: why it cannot be built stage by stage
/// </code>
/// </summary>
internal sealed partial class CorpusModel
{
    private readonly CompilationUnitSyntax file;
    private readonly string[] header;

    private CorpusModel(string name, string text)
    {
        Name = name;
        file = CSharpSyntaxTree.ParseText(text).GetCompilationUnitRoot();
        header = [.. text.Split('\n').TakeWhile(line => line.StartsWith("//", StringComparison.Ordinal))];
    }

    /// <summary>All models, or those that <c>STAGEGEN_CORPUS=UNet,Gpt</c> names.</summary>
    public static IReadOnlyList<CorpusModel> All { get; } =
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Models"), "*.cs").Order(StringComparer.Ordinal)
            .Where(path => Named is null || Named.Contains(Path.GetFileNameWithoutExtension(path)))
            .Select(path => new CorpusModel(Path.GetFileNameWithoutExtension(path), File.ReadAllText(path).ReplaceLineEndings("\n")))];

    private static string[]? Named =>
        Environment.GetEnvironmentVariable("STAGEGEN_CORPUS") is { Length: > 0 } names ? names.Split(',') : null;

    public string Name { get; }

    /// <summary>
    /// Why its gradients may differ from the unsplit model's in the last places; null where they are the same to the bit.
    /// </summary>
    public string? Close => Said("close");

    /// <summary>Why it cannot be built in part, as its generated factories say; null where it can.</summary>
    public string? OnlyWhole => Said("whole");

    /// <summary>The inputs that are given whole to every microbatch.</summary>
    public IReadOnlyList<bool> Whole => [.. Inputs.Select(input => input.StartsWith("whole ", StringComparison.Ordinal))];

    private string[] Inputs => Said("inputs")!.Split(';', StringSplitOptions.TrimEntries);

    /// <summary>The full name of the case class for a cut.</summary>
    public string CaseName(int stages) => $"{Space(stages)}.Case";

    /// <summary>The same for a cut that the compiler chooses.</summary>
    public string AutomaticCaseName(int stages) => $"{AutomaticSpace(stages)}.Case";

    /// <summary>The model with its stages fused to so many, and the case beside it.</summary>
    public string Source(int stages)
    {
        int declared = StageNumber().Matches(file.ToFullString()).SelectMany(Numbers).Max() + 1;
        Assert.True(stages <= declared, $"{Name} declares {declared} stages.");
        string Fused(int stage) => (stage * stages / declared).ToString(CultureInfo.InvariantCulture);
        string members = StageNumber().Replace(
            string.Concat(file.Members.Select(member => member.ToFullString())),
            match => "[" + match.Groups[1].Value + "(" + string.Join(", ", Numbers(match).Select(Fused)));
        return string.Concat(file.Usings.Select(directive => directive.ToFullString())) + $"\nnamespace {Space(stages)};\n"
            + members + Case();
    }

    /// <summary>The model with shapes and without its stages, to be cut in so many by the compiler; the case beside it.</summary>
    public string AutomaticSource(int stages)
    {
        string source = StageAttribute().Replace(SourceWithShapes(1), "")
            .Replace(Space(1), AutomaticSpace(stages), StringComparison.Ordinal);
        return source.Replace("[Pipeline]", $"[Pipeline(Stages = {stages})]", StringComparison.Ordinal);
    }

    /// <summary>
    /// The same with what its comments say of the inputs written as attributes: shapes of tensors, values of anything else.
    /// </summary>
    public string SourceWithShapes(int stages)
    {
        var tree = CSharpSyntaxTree.ParseText(Source(stages));
        var forward = ForwardOf(tree.GetRoot(), tree.GetRoot().DescendantNodes().OfType<ClassDeclarationSyntax>().Single(IsPipeline));
        var text = new StringBuilder(tree.ToString());
        foreach (var (parameter, input) in forward.ParameterList.Parameters.Zip(Inputs).Reverse())
            if (parameter.AttributeLists.Count == 0)
                text.Insert(parameter.SpanStart,
                    parameter.Type!.ToString() is "T" || parameter.Type.ToString().StartsWith("Tensor", StringComparison.Ordinal)
                        ? ShapeOf(input)
                        : $"[Typical({Bare(input)})] ");
        return text.ToString();
    }

    // `randn(n, 3, 8, 8)` and `randint(10, [n, 5])`: the last list of dimensions.
    private static string ShapeOf(string input)
    {
        string dimensions = Dimensions().Match(Bare(input)).Groups[1].Value;
        return $"[Shape({SampleCount().Replace(dimensions, "\"batch\"")})] ";
    }

    private static string Bare(string input) => input.StartsWith("whole ", StringComparison.Ordinal) ? input[6..] : input;

    [GeneratedRegex(@"^(?:randint\(\d+, \[|\w+\()([^\])]*)")]
    private static partial Regex Dimensions();

    [GeneratedRegex(@"\[Stages?\([^)]*\)\]\s*")]
    private static partial Regex StageAttribute();

    [GeneratedRegex(@"\bn\b")]
    private static partial Regex SampleCount();

    private static IEnumerable<int> Numbers(Match match) =>
        match.Groups[2].Captures.Select(capture => int.Parse(capture.Value, CultureInfo.InvariantCulture));

    private string Space(int stages) => $"{Name}{stages}";

    private string AutomaticSpace(int stages) => $"{Name}Automatic{stages}";

    private string? Said(string what) =>
        header.Where(line => line.StartsWith($"// {what}:", StringComparison.Ordinal)).Select(line => line[(what.Length + 4)..].Trim())
            .FirstOrDefault();

    private string Case()
    {
        var type = file.DescendantNodes().OfType<ClassDeclarationSyntax>().Single(IsPipeline);
        var forward = ForwardOf(file, type);
        // What a generic base class leaves open is a tensor.
        string Spelled(TypeSyntax? written) => written!.ToString() is "T" ? "Tensor" : written.ToString();
        string name = type.Identifier.ValueText, output = Spelled(forward.ReturnType);
        var parameters = forward.ParameterList.Parameters.Take(Inputs.Length)
            .Select((parameter, i) => $"{parameter.Identifier}: ({Spelled(parameter.Type)})inputs[{i}]!").ToArray();
        string given = string.Join(", ", parameters), comma = given.Length > 0 ? ", " : "";
        var text = new StringBuilder();
        void Add(string line) => text.Append("    ").Append(line).Append('\n');
        text.Append("\npublic sealed class Case : StageGen.Corpus.Tests.CorpusCase\n{\n");
        Add($"private static Tensor Criterion({output} output, Tensor targets) => {Said("loss")};");
        Add($"public override Module Create() => new {name}();");
        Add($"public override object?[] Inputs(long n) => [{string.Join(", ", Inputs.Select(input => input.StartsWith("whole ", StringComparison.Ordinal) ? input[6..] : input))}];");
        Add($"public override Tensor Targets(long n) => {Said("targets")};");
        Add($"public override object Call(Module model, object?[] inputs) => (({name})model).forward({given});");
        Add($"public override Tensor Loss(object output, Tensor targets) => Criterion(({output})output, targets);");
        Add($"public override Pipeline ToPipeline(Module model, PipelineOptions options) => (({name})model).ToPipeline(options);");
        Add($"public override double Train(Pipeline pipeline, object?[] inputs, Tensor targets) => (({name}Pipeline)pipeline).AccumulateGradients({given}{comma}targets: targets, loss: Criterion).Loss;");
        Add($"public override SubmoduleProfile Profile(Pipeline pipeline, object?[] inputs, Tensor targets) => (({name}Pipeline)pipeline).ProfileSubmodules({given}{comma}targets: targets, loss: Criterion);");
        Add($"public override object Predict(Pipeline pipeline, object?[] inputs) => (({name}Pipeline)pipeline).Predict({given});");
        return text.Append("}\n").ToString();
    }

    /// <summary>The model's <c>forward</c>, or that of its base class.</summary>
    private static MethodDeclarationSyntax ForwardOf(SyntaxNode file, ClassDeclarationSyntax type) =>
        type.Members.OfType<MethodDeclarationSyntax>().SingleOrDefault(method => method.Identifier.ValueText == "forward")
        ?? ForwardOf(file, file.DescendantNodes().OfType<ClassDeclarationSyntax>()
            .Single(other => NameOf(type.BaseList!.Types[0].Type) == other.Identifier.ValueText));

    private static string NameOf(TypeSyntax type) => ((SimpleNameSyntax)type).Identifier.ValueText;

    private static bool IsPipeline(ClassDeclarationSyntax type) =>
        type.AttributeLists.SelectMany(list => list.Attributes).Any(attribute => attribute.Name.ToString() == "Pipeline");

    [GeneratedRegex(@"\[(Stages?)\((?:(\d+)(?:, )?)+")]
    private static partial Regex StageNumber();
}
