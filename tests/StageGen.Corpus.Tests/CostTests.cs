using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StageGen.Generators.Tests.Support;
using StageGen.Modeling;
using StageGen.Modeling.Costs;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StageGen.Corpus.Tests;

/// <summary>
/// What the source tells of a model's costs is what the model has when it is there: parameters by stage, shapes of all that crosses.
/// </summary>
public sealed class CostTests
{
    private const long Samples = 3;

    public static TheoryData<string, int> Cases() => CorpusTests.Cases();

    [Theory]
    [MemberData(nameof(Cases))]
    public void ParametersAndCrossingShapesAreThoseOfTheModel(string name, int stages)
    {
        var model = CorpusModel.All.Single(one => one.Name == name);
        var (reading, costs) = Read(model.SourceWithShapes(stages));
        var run = CorpusAssembly.Case(model, stages);
        using var scope = NewDisposeScope();
        using var module = run.Create();
        using var pipeline = run.ToPipeline(module, new PipelineOptions { Devices = ["cpu"], StagesPerDevice = 1 });

        Assert.Empty(costs.Problems.Select(problem => problem.Rule + " " + string.Join(" ", problem.Arguments)));
        Assert.NotNull(costs.Costs);
        Assert.Equal(Count(module.parameters()), costs.Costs.Total.Parameters.Typical);
        Assert.Equal(
            pipeline.Stages.Select(
                stage => Count(stage.Modules.SelectMany(own => own.parameters()).Concat(stage.Tensors.OfType<Parameter>()))),
            costs.Costs.Stages.Select(stage => stage.Cost.Parameters.Typical));

        using var unbound = no_grad();
        var microbatch = new Microbatch(
            [.. reading.Plan!.Values.Select(value => new PipelineValue(value.Name, value.Producer, [.. value.Consumers]))], 0);
        object?[] inputs = run.Inputs(Samples);
        for (int i = 0; i < reading.Plan.Inputs.Count; i++) microbatch[i] = i < inputs.Length ? inputs[i] : Default(reading.Plan.Inputs[i]);
        foreach (var stage in pipeline.Stages) stage.Forward(microbatch);
        for (int value = 0; value < reading.Plan.Values.Count; value++)
        {
            string said = string.Join("; ", costs.Costs.Values[value].Tensors.Select(Text));
            string real = string.Join("; ",
                Tensors(microbatch[value]).Select(tensor => $"[{string.Join(", ", tensor.shape)}] {tensor.dtype}"));
            Assert.True(real == said, $"{reading.Plan.Values[value].Name} is {real}, said to be {said}.");
        }
    }

    private static (ModelReading Reading, CostReading Costs) Read(string source)
    {
        var compilation = Compiler.CompileAsWritten(source);
        var declaration = compilation.SyntaxTrees[0].GetRoot().DescendantNodes().OfType<ClassDeclarationSyntax>()
            .Single(
                type => type.AttributeLists.SelectMany(list => list.Attributes).Any(attribute => attribute.Name.ToString() == "Pipeline"));
        var type = (INamedTypeSymbol)compilation.GetSemanticModel(declaration.SyntaxTree).GetDeclaredSymbol(declaration)!;
        var reading = ModelReader.Read(type, CancellationToken.None);
        return (reading, CostReader.Read(type, compilation, reading, CancellationToken.None));
    }

    /// <summary>What libtorch holds, each parameter once: TorchSharp may have two objects for one.</summary>
    private static double Count(IEnumerable<Parameter> parameters) =>
        parameters.DistinctBy(parameter => parameter.Handle).Sum(parameter => (double)parameter.numel());

    /// <summary>An input that the corpus leaves out: a tensor where its shape is written, else its default value.</summary>
    private static object Default(InputPlan input) => input.Shape is { } shape
        ? (object)ones([.. shape.Select(size => long.Parse(size, CultureInfo.InvariantCulture))])
        : double.Parse(input.Default!, CultureInfo.InvariantCulture);

    private static string Text(TensorShape shape) =>
        $"[{string.Join(", ", shape.Dimensions.Select(size => size.Evaluate(new Dictionary<string, long> { ["batch"] = Samples })))}] {shape.Type}";

    private static IEnumerable<Tensor> Tensors(object? value) => value switch
    {
        Tensor tensor => [tensor],
        IEnumerable<Tensor> several => several,
        System.Runtime.CompilerServices.ITuple tuple => Enumerable.Range(0, tuple.Length).SelectMany(i => Tensors(tuple[i])),
        _ => [],
    };
}
