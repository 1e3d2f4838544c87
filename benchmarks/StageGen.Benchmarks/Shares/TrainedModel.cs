using StageGen.Benchmarks.Pipelines;
using static TorchSharp.torch;

namespace StageGen.Benchmarks.Shares;

/// <summary>A model and its pipeline: trained, to see how long each stage takes, and profiled.</summary>
internal sealed class TrainedModel(nn.Module model, Pipeline pipeline, Func<StepResult> train, Func<SubmoduleProfile> profile) : IDisposable
{
    public SubmoduleProfile Profile() => profile();

    /// <summary>Trains so many steps; the share of the stages' time that each takes, by medians over the steps.</summary>
    /// <param name="steps">How many.</param>
    /// <param name="stages">How many stages there are.</param>
    public double[] Shares(int steps, int stages)
    {
        if (pipeline.Optimizers.Count == 0) pipeline.UseOptimizer(parameters => optim.AdamW(parameters, Workload.LearningRate));
        var times = Enumerable.Range(0, stages).Select(_ => new List<double>()).ToArray();
        for (int step = 0; step < steps; step++)
        {
            var actions = train().Timeline.Devices.SelectMany(device => device)
                .ToLookup(timed => timed.Action.Stage, timed => timed.Duration);
            for (int stage = 0; stage < stages; stage++) times[stage].Add(actions[stage].Sum());
        }

        var typical = times.Select(Median.Of).ToArray();
        return [.. typical.Select(time => time / typical.Sum())];
    }

    public void Dispose()
    {
        pipeline.Dispose();
        model.Dispose();
    }
}
