using Samples.Training;
using StageGen.Scheduling;
using static StageGen.Scheduling.ActionKind;

namespace StageGen.Benchmarks.Pipelines;

/// <summary>
/// What a backward in two halves costs beside a whole one, on transformer blocks. The model runs as three stages on one device of
/// one thread; the middle one, which has blocks only, takes the backwards of its microbatches whole and in halves in turn.
/// </summary>
public sealed class SplitBackwardProbe : IDisposable
{
    private const int FirstStage = 0, Blocks = 1, LastStage = 2, Stages = 3;

    private readonly PipelineTrainer trainer;
    private readonly List<StepResult> measured = [];

    public SplitBackwardProbe(Workload work) => trainer = CharGptTrainers.Pipelined(
        work.NewModel(),
        new PipelineOptions { Devices = [work.Devices[0]], Plan = Plan(Math.Max(2, work.Microbatches)), IntraOpThreads = 1 },
        Workload.LearningRate);

    /// <summary>The time of both halves over that of the whole, medians over all microbatches measured.</summary>
    public double Ratio
    {
        get
        {
            var costs = MeasuredCosts.Of(measured, Stages);
            return (costs.InputGradient[Blocks] + costs.WeightGradient[Blocks]) / costs.Backward[Blocks];
        }
    }

    /// <summary>Whether the model is deep enough for a stage of blocks alone, and the batch large enough for two microbatches.</summary>
    public static bool Suits(Workload work) => work.Depth >= Stages && work.BatchSize > 1;

    /// <summary>Trains one step; the first to warm up, later ones to be measured.</summary>
    public void Round(Batch batch, bool counts)
    {
        _ = trainer.Train(batch);
        if (counts) measured.Add(trainer.Results[^1]);
    }

    public void Dispose()
    {
        trainer.Dispose();
        trainer.Model.Dispose();
    }

    private static Schedule Plan(int microbatches) =>
        new("halves beside wholes", StageMap.Custom(0, 0, 0), microbatches, [Actions(microbatches)]);

    private static IEnumerable<ScheduleAction> Actions(int microbatches)
    {
        for (var m = 0; m < microbatches; m++)
        {
            for (var stage = FirstStage; stage < Stages; stage++) yield return new(Forward, stage, m);
            yield return new(Backward, LastStage, m);
            if (m % 2 == 0)
            {
                yield return new(Backward, Blocks, m);
            }
            else
            {
                yield return new(InputGradient, Blocks, m);
                yield return new(WeightGradient, Blocks, m);
            }
            yield return new(Backward, FirstStage, m);
        }
    }
}
