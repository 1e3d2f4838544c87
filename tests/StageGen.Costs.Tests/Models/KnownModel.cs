using System.Globalization;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StageGen.Generators.Tests.Support;
using StageGen.Modeling;
using StageGen.Modeling.Costs;
using static TorchSharp.torch;

namespace StageGen.Costs.Tests.Models;

/// <summary>
/// A well-known model as one would write it in TorchSharp, below comments that say what is known of it.
/// <code>
/// // input: 3, 224, 224            a sample; `ids 128` for whole numbers; several inputs by semicolons
/// // small: 3, 64, 64              one that does not take long to run
/// // parameters: 11689512
/// // multiply-adds: 1.81e9 at 3, 224, 224: where that is published      or `operations:`, which are two for each
/// </code>
/// </summary>
internal sealed class KnownModel
{
    private readonly string text;
    private readonly string[] header;

    private KnownModel(string path)
    {
        Name = Path.GetFileNameWithoutExtension(path);
        text = File.ReadAllText(path).ReplaceLineEndings("\n");
        header = [.. text.Split('\n').TakeWhile(line => line.StartsWith("//", StringComparison.Ordinal))];
    }

    public static IReadOnlyList<KnownModel> All { get; } =
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Models", "Known"), "*.cs").Order(StringComparer.Ordinal).Select(path => new KnownModel(path))];

    public string Name { get; }

    public long? PublishedParameters => Said("parameters") is { } said ? long.Parse(said, CultureInfo.InvariantCulture) : null;

    /// <summary>Operations of a forward as published, and for which sample; null where none are.</summary>
    public (double Flops, string Sample)? PublishedFlops =>
        (Said("multiply-adds") ?? Said("operations"))?.Split(" at ", 2) is [var number, var rest]
            ? (double.Parse(number, CultureInfo.InvariantCulture) * (Said("operations") is null ? 2 : 1), rest.Split(':')[0])
            : null;

    public string Sample => Said("input")!;

    public string SmallSample => Said("small")!;

    /// <summary>What the source tells of the costs, for samples of that kind.</summary>
    public CostReading Read(string sample)
    {
        var compilation = Compiler.CompileAsWritten(Source(WithShapes(sample)));
        var declaration = compilation.SyntaxTrees[0].GetRoot().DescendantNodes().OfType<ClassDeclarationSyntax>().First(type => type.Identifier.ValueText == Name);
        var type = (INamedTypeSymbol)compilation.GetSemanticModel(declaration.SyntaxTree).GetDeclaredSymbol(declaration)!;
        return CostReader.Read(type, compilation, new ModelReading(null, null, default, default, default), CancellationToken.None);
    }

    public nn.Module Create() => (nn.Module)Activator.CreateInstance(
        Compiled.Value.GetType($"{Name}Space.{Name}")!, BindingFlags.CreateInstance | BindingFlags.Public | BindingFlags.Instance | BindingFlags.OptionalParamBinding, null,
        [Type.Missing], CultureInfo.InvariantCulture)!;

    public static Tensor[] Inputs(string sample, long batch) => [.. sample.Split(';', StringSplitOptions.TrimEntries).Select(input =>
        input.StartsWith("ids ", StringComparison.Ordinal) ? randint(2, 1000, [batch, .. Dimensions(input[4..])], int64) : randn([batch, .. Dimensions(input)]))];

    /// <summary>What <c>call</c> gives.</summary>
    public static object Call(nn.Module model, Tensor[] inputs) => model.GetType().GetMethods()
        .First(method => method.Name == "call" && method.GetParameters().Length == inputs.Length).Invoke(model, inputs)!;

    private static readonly Lazy<Assembly> Compiled = new(() =>
    {
        using var image = new MemoryStream();
        var emitted = Compiler.CompileAsWritten([.. All.Select(model => model.Source(model.text))]).Emit(image);
        Assert.True(emitted.Success, string.Join("\n", emitted.Diagnostics));
        return Assembly.Load(image.ToArray());
    });

    private static long[] Dimensions(string list) => [.. list.Split(',').Select(size => long.Parse(size, CultureInfo.InvariantCulture))];

    private string? Said(string what) =>
        header.Where(line => line.StartsWith($"// {what}:", StringComparison.Ordinal)).Select(line => line[(what.Length + 4)..].Trim()).FirstOrDefault();

    private string Source(string body) => $"""
        using StageGen;
        using TorchSharp;
        using TorchSharp.Modules;
        using static TorchSharp.torch;
        using static TorchSharp.torch.nn;

        namespace {Name}Space;

        {body}
        """;

    private string WithShapes(string sample)
    {
        string[] inputs = sample.Split(';', StringSplitOptions.TrimEntries);
        int start = text.IndexOf(" forward(", text.IndexOf($"class {Name}", StringComparison.Ordinal), StringComparison.Ordinal) + " forward(".Length;
        int end = text.IndexOf(')', start);
        string[] parameters = text[start..end].Split(", ");
        var shaped = parameters.Zip(inputs, (parameter, input) => $"[Shape(\"batch\", {input.Replace("ids ", "", StringComparison.Ordinal)})] {parameter}");
        return string.Concat(text.AsSpan(0, start), string.Join(", ", shaped), text.AsSpan(end));
    }
}
