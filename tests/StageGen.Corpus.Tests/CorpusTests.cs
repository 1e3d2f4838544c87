using TorchSharp;
using static TorchSharp.torch;

namespace StageGen.Corpus.Tests;

/// <summary>
/// Models as people write them, each cut in one, two, three and four stages: loss, outputs and every gradient are those of the
/// unsplit model, to the bit unless the model says why not, under schedules of each kind.
/// </summary>
public sealed class CorpusTests
{
    private const int Microbatches = 4;

    // A value read in several stages has its gradients added in another order than unsplit: units in the last place.
    private const double Tolerance = 4e-6;

    public static TheoryData<string, int> Cases()
    {
        var cases = new TheoryData<string, int>();
        foreach (var model in CorpusModel.All)
            for (int stages = 1; stages <= CorpusAssembly.MostStages; stages++) cases.Add(model.Name, stages);
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void TrainsAndPredictsAsTheUnsplitModel(string name, int stages)
    {
        var model = CorpusModel.All.Single(one => one.Name == name);
        Check(model, CorpusAssembly.Case(model, stages), stages, Schedules(stages));
    }

    public static TheoryData<string> Models() => [.. CorpusModel.All.Select(model => model.Name)];

    /// <summary>The same in stages that the compiler chose, without an attribute.</summary>
    [Theory]
    [MemberData(nameof(Models))]
    public void TrainsAndPredictsInStagesThatWereChosen(string name)
    {
        var model = CorpusModel.All.Single(one => one.Name == name);
        const int Stages = CorpusAssembly.AutomaticStages;
        Check(model, CorpusAssembly.AutomaticCase(model), Stages,
            [(PipelineSchedule.OneForwardOneBackward, Stages), (PipelineSchedule.ZeroBubbleH1, Stages)]);
    }

    private static void Check(CorpusModel model, CorpusCase run, int stages,
        IEnumerable<(PipelineSchedule Schedule, int Devices)> schedules)
    {
        using var scope = NewDisposeScope();
        int threads = get_num_threads();
        set_num_threads(1);
        try
        {
            _ = manual_seed(stages);
            // A batch that does not divide evenly.
            object?[] inputs = run.Inputs((2 * Microbatches) + 1);
            Tensor targets = run.Targets((2 * Microbatches) + 1);
            using var whole = run.Create();
            var initial = whole.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.clone());
            var expected = Trained.Unsplit(run, whole, inputs, model.Whole, targets, Microbatches);
            foreach (var (schedule, devices) in schedules)
            {
                using var split = run.Create();
                _ = split.load_state_dict(initial);
                using var pipeline = run.ToPipeline(split, new PipelineOptions
                {
                    Devices = [.. Enumerable.Repeat("cpu", devices)],
                    Schedule = schedule,
                    StagesPerDevice = stages / devices,
                    Microbatches = Microbatches,
                    IntraOpThreads = 1,
                });
                Compare(model, $"{schedule} on {devices} devices", expected,
                    Trained.Pipelined(run, pipeline, inputs, targets), whole, split);
            }
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    private static IEnumerable<(PipelineSchedule Schedule, int Devices)> Schedules(int stages)
    {
        yield return (PipelineSchedule.GPipe, stages);
        yield return (PipelineSchedule.OneForwardOneBackward, stages);
        yield return (PipelineSchedule.ZeroBubbleH1, stages);
        if (stages > 1) yield return (PipelineSchedule.Interleaved, stages % 2 == 0 ? stages / 2 : 1);
    }

    private static void Compare(CorpusModel model, string how, Trained expected, Trained actual, nn.Module whole, nn.Module split)
    {
        Assert.True(expected.Loss == actual.Loss, $"{how}: the loss is {actual.Loss:r}, unsplit {expected.Loss:r}.");
        Assert.Equal(expected.Outputs.Length, actual.Outputs.Length);
        for (int i = 0; i < expected.Outputs.Length; i++)
            Assert.True(IsSame(expected.Outputs[i], actual.Outputs[i], close: false), $"{how}: output {i} differs.");
        foreach (var ((name, a), (_, b)) in whole.named_parameters().Zip(split.named_parameters()))
        {
            Tensor? x = a.grad, y = b.grad;
            Assert.True(x is null == y is null, $"{how}: the gradient of {name} is missing {(y is null ? "pipelined" : "unsplit")}.");
            if (x is not null)
                Assert.True(IsSame(x, y!, model.Close is not null),
                    $"{how}: the gradient of {name} differs by {(x - y!).abs().max().ToDouble():g3}.");
        }

        foreach (var ((name, a), (_, b)) in whole.named_buffers().Zip(split.named_buffers()))
            Assert.True(IsSame(a, b, close: false), $"{how}: the buffer {name} differs.");
    }

    private static bool IsSame(Tensor expected, Tensor actual, bool close)
    {
        if (!expected.shape.SequenceEqual(actual.shape)) return false;
        if (close) return (expected - actual).abs().max().ToDouble() <= Tolerance * Math.Max(1, expected.abs().max().ToDouble());
        return expected.contiguous().bytes.SequenceEqual(actual.contiguous().bytes);
    }
}
