using static TorchSharp.torch;

namespace StageGen;

/// <summary>Stands in a <c>Sequential</c> for a layer of a stage that was not built: it has no parameters, and cannot be called.</summary>
internal sealed class AbsentModule(string layer) : nn.Module<Tensor, Tensor>(nameof(AbsentModule))
{
    public override Tensor forward(Tensor input)
        => throw new InvalidOperationException(
            $"{layer} belongs to a stage that this process did not build: name its stage in CreateStages, or run the stage where it is built.");
}
