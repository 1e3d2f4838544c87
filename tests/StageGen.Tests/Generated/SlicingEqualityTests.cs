using StageGen.Tests.Support;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StageGen.Tests.Generated;

/// <summary>However a forward is sliced, fused and scheduled, its gradients are the unsplit ones.</summary>
public class SlicingEqualityTests
{
    private static readonly Func<Tensor, Tensor, Tensor> Loss = (output, targets) => functional.mse_loss(output, targets);

    public static TheoryData<int, int, PipelineSchedule> Cases()
    {
        var cases = new TheoryData<int, int, PipelineSchedule>();
        foreach (int devices in new[] { 1, 2, 3, 4 })
        {
            foreach (int microbatches in new[] { 1, 3, 5 })
            {
                cases.Add(devices, microbatches, PipelineSchedule.GPipe);
                cases.Add(devices, microbatches, PipelineSchedule.OneForwardOneBackward);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Skips(int devices, int microbatches, PipelineSchedule schedule)
    {
        using var whole = new SkipModel();
        using var split = new SkipModel();
        split.load_state_dict(whole.state_dict());
        using var pipeline = split.ToPipeline(Options(devices, microbatches, schedule));
        using Tensor input = randn(11, 6);
        using Tensor targets = randn(11, 6);

        // x is read in three stages: the sums of its gradients may round differently, by a unit in the last place of numbers up to 2.
        Compare(whole, split, () => Unsplit.Accumulate(whole.forward, input, targets, Loss, microbatches),
            () => pipeline.AccumulateGradients(input, targets, Loss).Loss, 2.5e-7);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void DealtLists(int devices, int microbatches, PipelineSchedule schedule)
    {
        using var whole = new DealtModel();
        using var split = new DealtModel();
        split.load_state_dict(whole.state_dict());
        using var pipeline = split.ToPipeline(Options(devices, microbatches, schedule));
        using Tensor input = randn(11, 6);
        using Tensor targets = randn(11, 6);
        Compare(whole, split, () => Unsplit.Accumulate(whole.forward, input, targets, Loss, microbatches),
            () => pipeline.AccumulateGradients(input, targets, Loss).Loss, 0);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Towers(int devices, int microbatches, PipelineSchedule schedule)
    {
        using var whole = new TowersModel();
        using var split = new TowersModel();
        split.load_state_dict(whole.state_dict());
        using var pipeline = split.ToPipeline(Options(Math.Min(3, devices), microbatches, schedule));
        using Tensor first = randn(11, 4);
        using Tensor second = randn(11, 5);
        using Tensor mask = randn(6);
        using Tensor targets = randn(11, 6);
        long row = 0;
        Compare(
            whole,
            split,
            () => Unsplit.Accumulate(
                part =>
                {
                    Tensor output = whole.forward(part, second.narrow(0, row, part.size(0)), mask);
                    row += part.size(0);
                    return output;
                },
                first,
                targets,
                Loss,
                microbatches),
            () => pipeline.AccumulateGradients(first, second, mask, targets, Loss).Loss,
            0);

        using Tensor predicted = pipeline.Predict(first, second, mask);
        using Tensor expected = whole.forward(first, second, mask);
        Assert.True(expected.allclose(predicted, 1e-5, 1e-6));
    }

    private static PipelineOptions Options(int devices, int microbatches, PipelineSchedule schedule)
        => new() { Devices = [.. Enumerable.Repeat("cpu", devices)], Microbatches = microbatches, Schedule = schedule, IntraOpThreads = 1 };

    private static void Compare(nn.Module whole, nn.Module split, Func<double> unsplit, Func<double> pipelined, double tolerance)
        => Unsplit.WithThreads(1, () =>
        {
            Assert.Equal(unsplit(), pipelined());
            if (tolerance == 0)
            {
                Bits.EqualParameters(whole, split, gradients: true);
            }
            else
            {
                Bits.CloseParameters(whole, split, gradients: true, tolerance);
            }
        });
}
