using System.Diagnostics;
using Samples.Training;

namespace StageGen.Benchmarks.Pipelines;

/// <summary>One way to train, measured round by round.</summary>
public abstract class Mode(string name, Workload work) : IDisposable
{
    private readonly List<double> rates = [];

    /// <summary>What the mode is called on command lines and in JSON.</summary>
    public string Name => name;

    /// <summary>The median over the rounds, in tokens per second.</summary>
    public double TokensPerSecond => Median.Of(rates);

    protected Workload Work => work;

    /// <summary>Trains a few steps; the first time to warm up, later to be measured.</summary>
    public void Round(int steps, Batch batch, bool counts)
    {
        var rate = Measure(steps, batch);
        if (counts) rates.Add(rate);
    }

    public abstract void Dispose();

    protected abstract double Measure(int steps, Batch batch);

    /// <summary>Tokens per second of so many steps.</summary>
    protected double Rate(ITrainer trainer, int steps, Batch batch)
    {
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < steps; i++) trainer.Train(batch);
        return steps * Work.TokensPerStep / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}

/// <summary>The ordinary model in one or several processes of its own at once, each training its own copy; their rates add up.</summary>
public sealed class UnsplitMode(string name, Workload work, IReadOnlyList<UnsplitProcess> processes) : Mode(name, work)
{
    public override void Dispose()
    {
    }

    protected override double Measure(int steps, Batch batch)
        => Task.WhenAll(processes.Select(process => process.Start(steps)).ToArray()).GetAwaiter().GetResult().Sum();
}

/// <summary>The generated pipeline under one schedule; <c>Auto</c> measures first and then decides, as it is meant to be used.</summary>
public sealed class PipelineMode : Mode
{
    private readonly PipelineTrainer trainer;
    private readonly ScheduleTuning? tuning;
    private int warmUp;

    public PipelineMode(string name, Workload work, PipelineSchedule schedule) : base(name, work)
    {
        tuning = schedule == PipelineSchedule.Auto ? new ScheduleTuning() : null;
        trainer = CharGptTrainers.Pipelined(
            work.NewModel(),
            new PipelineOptions
            {
                Devices = work.Devices, Microbatches = work.Microbatches, Schedule = schedule, StagesPerDevice = work.StagesPerDevice,
                Tuning = tuning,
            },
            Workload.LearningRate);
    }

    /// <summary>The share of a step in which devices wait, simulated from the measured costs.</summary>
    public double Bubble => Simulated.Bubble;

    /// <summary>The simulated length of a step over the measured one, without the optimizer's part.</summary>
    public double PredictedOverMeasured => Simulated.Makespan / Median.Of(Measured.Select(step => step.Timeline.Makespan));

    /// <summary>Whether the schedule takes backwards in two halves.</summary>
    public bool SplitsBackward => trainer.Schedule.SplitsBackward;

    /// <summary>
    /// How long an action starts after it could have, in microseconds: the mean over a step's actions, the median over the steps.
    /// </summary>
    public double HandOverMicroseconds => Median.Of(Measured.Select(step => HandOverTime.Microseconds(step.Timeline)));

    private IEnumerable<StepResult> Measured => trainer.Results.Skip(warmUp);

    private StageGen.Scheduling.Timeline Simulated => trainer.Simulate(Measured).Timeline;

    public override void Dispose()
    {
        trainer.Dispose();
        trainer.Model.Dispose();
    }

    protected override double Measure(int steps, Batch batch)
    {
        var first = trainer.Results.Count == 0;
        for (var i = 0; first && i < tuning?.WarmUpSteps; i++) trainer.Train(batch);
        var rate = Rate(trainer, steps, batch);
        // Counted afterwards: with the plan that was tuned for, the results begin anew.
        if (first) warmUp = trainer.Results.Count;
        return rate;
    }
}
