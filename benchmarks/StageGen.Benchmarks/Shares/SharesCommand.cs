using System.CommandLine;
using System.Globalization;
using Samples;
using StageGen.Benchmarks.Pipelines;
using StageGen.Scheduling;

namespace StageGen.Benchmarks.Shares;

/// <summary>
/// The subcommand <c>shares</c>: how much of a step's time each stage of the samples takes, as the compiler estimates it, as it says with a
/// profile, and as one and two CPU workers take it in training.
/// </summary>
public static class SharesCommand
{
    private const int WarmUpSteps = 3;

    public static Command Create()
    {
        var name = new Option<string?>("--model")
        {
            Description = "The one model: " + string.Join(", ", SampleModel.All.Select(model => model.Name))
        };
        name.AcceptOnlyFromAmong([.. SampleModel.All.Select(model => model.Name)]);
        var rounds = new Option<int>("--rounds")
        {
            Description = "How often each is profiled and trained; medians count", DefaultValueFactory = _ => 3
        };
        var steps = new Option<int>("--steps") { Description = "Steps each time", DefaultValueFactory = _ => 10 };
        var command = new Command("shares", "The stages' shares of the time: estimated, profiled, and taken in training")
        {
            name, rounds, steps
        };
        command.SetAction(parsed =>
        {
            var output = parsed.InvocationConfiguration.Output;
            try
            {
                output.WriteLine("model      stage  estimated   profiled  one worker  two workers");
                foreach (var model in SampleModel.All.Where(model => parsed.GetValue(name) is not { } only || only == model.Name))
                    Measure(model, Math.Max(1, parsed.GetValue(rounds)), Math.Max(1, parsed.GetValue(steps)), output);
                return 0;
            }
            catch (UserException problem)
            {
                parsed.InvocationConfiguration.Error.WriteLine(problem.Message);
                return 1;
            }
        });
        return command;
    }

    private static void Measure(SampleModel model, int rounds, int steps, TextWriter output)
    {
        double[] estimated = PlanShares.Of(model, profile: null);
        var (profiled, alone, together) = (new List<double[]>(), new List<double[]>(), new List<double[]>());
        string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".stageprofile.json");
        try
        {
            using var one = Trained(OnOne(model.Plan));
            // Cores of a shared machine are not alike for seconds at a time: each device's stages run on the other one, too.
            using var two = Trained(model.Plan);
            using var mirrored = Trained(Mirrored(model.Plan));
            for (int round = 0; round < rounds; round++)
            {
                alone.Add(Shares(one));
                together.Add([.. Shares(two).Zip(Shares(mirrored), (here, there) => (here + there) / 2)]);
                one.Profile().Save(file);
                profiled.Add(PlanShares.Of(model, file));
            }
        }
        finally
        {
            File.Delete(file);
        }

        double[] measured = Medians(profiled), onOne = Medians(alone), onTwo = Medians(together);
        for (int stage = 0; stage < estimated.Length; stage++)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{model.Name,-10} {stage,5} {estimated[stage],10:P1} {measured[stage],10:P1} {onOne[stage],11:P1} {onTwo[stage],12:P1}"));
        }
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  at most apart: estimated and one worker {Apart(estimated, onOne):P0}, two {Apart(estimated, onTwo):P0}; profiled and one {Apart(measured, onOne):P0}, two {Apart(measured, onTwo):P0}"));

        TrainedModel Trained(Schedule plan)
        {
            var trained = model.Open(new PipelineOptions { Plan = plan, IntraOpThreads = 1 });
            _ = trained.Shares(WarmUpSteps, model.Plan.Stages);
            return trained;
        }

        double[] Shares(TrainedModel trained) => trained.Shares(steps, model.Plan.Stages);
    }

    private static double[] Medians(List<double[]> rounds) =>
        [.. Enumerable.Range(0, rounds[0].Length).Select(stage => Median.Of(rounds.Select(shares => shares[stage])))];

    private static double Apart(double[] said, double[] taken) => said.Zip(taken, (one, other) => Math.Abs(one / other - 1)).Max();

    /// <summary>Every stage by itself on one device, where nothing else runs: a microbatch forward, then backward.</summary>
    private static Schedule OnOne(Schedule plan) =>
        Schedules.Record("one worker", StageMap.Custom(new int[plan.Stages]), plan.Microbatches, device =>
        {
            for (int m = 0; m < device.Microbatches; m++)
            {
                for (int stage = 0; stage < plan.Stages; stage++) device.Forward(m, stage);
                for (int stage = plan.Stages; stage-- > 0;) device.Backward(m, stage);
            }
        });

    /// <summary>The same plan with its two devices in each other's place.</summary>
    private static Schedule Mirrored(Schedule plan) => new(
        plan.Name, StageMap.Custom([.. Enumerable.Range(0, plan.Stages).Select(stage => 1 - plan.Map.DeviceOf(stage))]), plan.Microbatches,
        plan.Actions.Reverse());
}
