using static TorchSharp.torch;

namespace Samples.Training;

/// <summary>The unsplit run beside the pipelined one.</summary>
/// <param name="Unsplit">How the unsplit training went.</param>
/// <param name="LossesIdentical">Whether every step's loss has the same bits.</param>
/// <param name="WeightsIdentical">Whether every weight and every buffer has the same bits after the last step.</param>
public sealed record Comparison(TrainingRun Unsplit, bool LossesIdentical, bool WeightsIdentical)
{
    public static Comparison Of(TrainingRun pipelined, nn.Module pipelinedModel, TrainingRun unsplit, nn.Module unsplitModel) => new(
        unsplit,
        pipelined.Losses.Select(BitConverter.DoubleToInt64Bits).SequenceEqual(unsplit.Losses.Select(BitConverter.DoubleToInt64Bits)),
        SameBits(pipelinedModel, unsplitModel));

    private static bool SameBits(nn.Module one, nn.Module other)
    {
        using var scope = NewDisposeScope();
        var others = other.state_dict();
        return one.state_dict().All(entry => SameBits(entry.Value, others[entry.Key]));
    }

    private static bool SameBits(Tensor one, Tensor other)
    {
        var (left, right) = (one.detach().cpu().contiguous(), other.detach().cpu().contiguous());
        var same = left.bytes.SequenceEqual(right.bytes);
        GC.KeepAlive(left);
        GC.KeepAlive(right);
        return same;
    }
}
