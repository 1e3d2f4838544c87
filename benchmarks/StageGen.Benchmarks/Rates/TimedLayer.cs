using StageGen.Modeling.Costs;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StageGen.Benchmarks.Rates;

/// <summary>A layer of one shape, as TorchSharp makes it and as the compiler's table knows it.</summary>
/// <param name="Kind">Layers of a kind are summed up together.</param>
/// <param name="Shape">What tells it from others of its kind.</param>
/// <param name="Make">Makes the module.</param>
/// <param name="Known">The layer of the table.</param>
/// <param name="Input">The input's dimensions.</param>
internal sealed record TimedLayer(string Kind, string Shape, Func<Module<Tensor, Tensor>> Make, Layer Known, long[] Input)
{
    /// <summary>What the compiler takes its forward and its backward to need where the input wants a gradient, too.</summary>
    public EstimatedTime Estimate
    {
        get
        {
            var input = TensorShape.Of([.. Input.Select(Modeling.Costs.Size.Of)]);
            return EstimatedTime.Of(Known.Apply([input]), [input], Known.ParameterBytes, new Dictionary<string, long>());
        }
    }
}
