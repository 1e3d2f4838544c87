using StageGen.Modeling.Costs;
using TorchSharp;
using Size = StageGen.Modeling.Costs.Size;

namespace StageGen.Costs.Tests;

public class LayerTests
{
    private const int Draws = 40;

    public static TheoryData<string> Factories => [.. LayerCases.All.Select(one => one.Factory).Distinct()];

    [Theory]
    [MemberData(nameof(Factories))]
    public void A_layer_has_the_parameters_and_results_of_the_module(string factory)
    {
        var cases = LayerCases.All.Where(one => one.Factory == factory).ToArray();
        for (int seed = 0; seed < Draws; seed++)
        {
            using var trace = new Trace();
            var draw = new Draw(seed);
            var drawn = cases[seed % cases.Length];
            object?[] arguments = drawn.Arguments(draw);
            var module = trace.Module(factory, arguments);
            string what = $"{factory}({Trace.Traced(arguments)}), draw {seed}";
            Assert.True(Described(module.Real.named_parameters().Select(one => (one.name, (torch.Tensor)one.parameter)))
                == Described(module.Layer.Parameters),
                $"{what} has the parameters {Described(module.Real.named_parameters().Select(one => (one.name, (torch.Tensor)one.parameter)))}, and the table says {Described(module.Layer.Parameters)}");
            Assert.Equal(Described(module.Real.named_buffers().Select(one => (one.name, one.buffer))), Described(module.Layer.Buffers));
            Assert.Equal(Size.Of(module.Real.parameters().Sum(parameter => parameter.numel())), module.Layer.ParameterCount);
            _ = trace.Call(module, drawn.Inputs(draw, trace, arguments));
        }
    }

    private static string Described(IEnumerable<(string Name, torch.Tensor Tensor)> tensors)
        => string.Join(
            " ", tensors.Select(one => $"{one.Name}{TensorShape.Of(Trace.TypeOf(one.Tensor), [.. one.Tensor.shape.Select(Size.Of)])}"));

    private static string Described(IEnumerable<LayerTensor> tensors) => string.Join(" ", tensors.Select(one => $"{one.Name}{one.Shape}"));
}
