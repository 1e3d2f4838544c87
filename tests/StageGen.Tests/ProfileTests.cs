using System.Text.Json;
using System.Xml.Linq;
using StageGen.Scheduling;
using StageGen.Tests.Support;
using static TorchSharp.torch;

namespace StageGen.Tests;

/// <summary>What a pipeline writes of its steps: predicted beside measured.</summary>
public sealed class ProfileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("stagegen").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(PipelineSchedule.OneForwardOneBackward)]
    [InlineData(PipelineSchedule.ZeroBubbleV)]
    public void AProfileHasEveryActionOfBothAndCostsThatPredictTheSameStepAgain(PipelineSchedule schedule)
    {
        using var rig = new FailureRig(schedule, devices: 2, Schedules.DefaultStagesPerDevice(schedule), microbatches: 5);
        PipelineProfile profile = rig.Pipeline.Profile([rig.Step(), rig.Step(), rig.Step()]);
        int actions = rig.Pipeline.ActiveSchedule.ActionCount;

        Assert.Equal(3, profile.Steps);
        Assert.Equal(["cpu #0", "cpu #1"], profile.Devices);
        Assert.Equal(actions, profile.Measured.Devices.Sum(row => row.Count));
        Assert.Equal(actions, profile.Predicted.Timeline.Devices.Sum(row => row.Count));
        Assert.InRange(profile.MeasuredBubble, 0, 1);
        Assert.Equal(ActivationBound.PerDevice(rig.Pipeline.ActiveSchedule), profile.Panels[1].PeakActivations!);

        ScheduleCosts read = CostsCsv.Read(profile.ToCsv(), "costs");
        Assert.Equal(profile.Predicted.Makespan, ScheduleSimulator.Simulate(rig.Pipeline.ActiveSchedule, read).Makespan);
        Assert.Equal(2 * actions, XDocument.Parse(profile.ToSvg()).Descendants().Count(e => e.Name.LocalName == "title"));
        Assert.Contains("Measured", profile.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("Measured", profile.ToText(), StringComparison.Ordinal);
        JsonElement trace = JsonDocument.Parse(profile.ToTrace()).RootElement.GetProperty("traceEvents");
        Assert.Equal(2 * actions, trace.EnumerateArray().Count(e => e.GetProperty("ph").GetString() == "X"));
    }

    [Fact]
    public void TheProfileThatTheOptionsAskForIsWrittenWhenThePipelineIsDisposed()
    {
        string file = Path.Combine(folder, "deep", "run.csv");
        using var model = new SkipNet();
        using Tensor input = randn(6, 6), targets = randn(6, 6);
        using (HandmadePipeline pipeline =
            model.ToPipeline(new PipelineOptions { Devices = ["cpu", "cpu"], Microbatches = 3, Profile = file }))
        {
            pipeline.UseOptimizer(p => optim.SGD(p, learningRate: 0.1));
            for (int step = 0; step < 70; step++)
            {
                pipeline.TrainStep(input, targets, FailureRig.Loss);
            }

            Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(file)!));
        }

        Assert.Equal([file], Directory.GetFiles(Path.GetDirectoryName(file)!));
        Assert.Equal(2, CostsCsv.Read(File.ReadAllText(file), file).Stages);
    }

    [Fact]
    public void APipelineThatNeverTrainedWritesNothing()
    {
        string file = Path.Combine(folder, "run.html");
        using var model = new SkipNet();
        model.ToPipeline(new PipelineOptions { Devices = ["cpu"], Profile = file }).Dispose();
        Assert.False(File.Exists(file));
    }

    [Fact]
    public void AFileThatCannotBeWrittenIsRefusedBeforeAnythingStarts()
    {
        using var model = new SkipNet();
        string file = Path.Combine(folder, "taken");
        File.WriteAllText(file, "kept");
        string below = Path.Combine(file, "run.html");
        IOException under = Assert.Throws<IOException>(() => model.ToPipeline(new PipelineOptions { Devices = ["cpu"], Profile = below }));
        Assert.Contains($"'{below}' cannot be written: ", under.Message, StringComparison.Ordinal);
        Directory.CreateDirectory(Path.Combine(folder, "run.svg"));
        IOException onFolder = Assert.Throws<IOException>(() => PipelineProfile.CheckCanSave(Path.Combine(folder, "run.svg")));
        Assert.Contains("It is a folder.", onFolder.Message, StringComparison.Ordinal);
        ArgumentException name = Assert.Throws<ArgumentException>(() => PipelineProfile.CheckCanSave("run.pdf"));
        Assert.Contains("the name ends in '.pdf'. End it in .html", name.Message, StringComparison.Ordinal);
        Assert.Equal("kept", File.ReadAllText(file));
    }

    [Fact]
    public void AnOlderProfileStaysUntilTheNewOneIsWhole()
    {
        string file = Path.Combine(folder, "run.csv");
        File.WriteAllText(file, "older");
        PipelineProfile.CheckCanSave(file);
        Assert.Equal("older", File.ReadAllText(file));
        AtomicFile.Write(file, "newer");
        Assert.Equal("newer", File.ReadAllText(file));
        Assert.Equal([file], Directory.GetFiles(folder));
    }

    [Fact]
    public void TheMemoryThatAMicrobatchHoldsIsMeasuredWhereItCanBe()
    {
        const int width = 512, rows = 256;
        string file = Path.Combine(folder, "run.csv");
        using var model = new SkipNet(width);
        using Tensor input = randn(4 * rows, width), targets = randn(4 * rows, width);
        var options = new PipelineOptions { Devices = ["cpu", "cpu"], Microbatches = 4, Profile = file };
        using (HandmadePipeline pipeline = model.ToPipeline(options, SkipNet.Layout(width: width)))
        {
            pipeline.UseOptimizer(p => optim.SGD(p, learningRate: 0.1));
            for (int step = 0; step < 5; step++)
            {
                pipeline.TrainStep(input, targets, FailureRig.Loss);
            }
        }

        // Four outputs of tanh on each device, and the sum of two of them that a skip makes there.
        IReadOnlyList<double> bytes = CostsCsv.Read(File.ReadAllText(file), file).ActivationBytes;
        double known = OperatingSystem.IsLinux() ? 5 * width * rows * sizeof(float) : 0;
        Assert.All(bytes, measured => Assert.InRange(measured, known, 1.2 * known));
    }

    [Theory]
    [InlineData(PipelineSchedule.OneForwardOneBackward)]
    [InlineData(PipelineSchedule.ZeroBubbleH1)]
    public void AFailureWhileMemoryIsMeasuredHangsNobody(PipelineSchedule schedule)
    {
        using var model = new SkipNet();
        using Tensor input = randn(6, 6), targets = randn(6, 6);
        var options = new PipelineOptions
        {
            Devices = ["cpu", "cpu"], Schedule = schedule, Microbatches = 3, Profile = Path.Combine(folder, "run.csv")
        };
        foreach (ScheduleAction action in Schedules.Build(schedule, 2, 3).Actions.SelectMany(row => row))
        {
            using HandmadePipeline pipeline = model.ToPipeline(options);
            pipeline.UseOptimizer(p => optim.SGD(p, learningRate: 0.1));
            StepResult Step() => FailureRig.Bounded(() => pipeline.TrainStep(input, targets, FailureRig.Loss));
            _ = Step();
            pipeline.Probe = (ran, _) =>
            {
                if (ran == action)
                {
                    throw new InvalidDataException("thrown");
                }
            };

            Assert.IsType<InvalidDataException>(Assert.Throws<PipelineException>(Step).InnerException);
            pipeline.Probe = null;
            Assert.True(double.IsFinite(Step().Loss));
        }
    }

    [Fact]
    public void OfTwoTowersTheLastToArriveIsTimed()
    {
        TimedAction At(int stage, double start, double end) => new(new ScheduleAction(ActionKind.Forward, stage, 0), start, end);
        var timeline = new Timeline("two towers", [[At(0, 0, 8)], [At(1, 0, 3)], [At(2, 8.5, 9)]])
        {
            Graph = StageGraph.Of([[], [], [0, 1]])
        };

        Assert.Equal([new(0, 0, true, 0.5)], HandOverDelays.Of(timeline));
    }

    [Theory]
    [InlineData(PipelineSchedule.ZeroBubbleV)]
    [InlineData(PipelineSchedule.OneForwardOneBackward)]
    public void TheStepThatIsMeasuredGivesTheSameBits(PipelineSchedule schedule)
    {
        using SkipNet plain = new(), profiled = new();
        profiled.load_state_dict(plain.state_dict());
        using Tensor input = randn(8, 6), targets = randn(8, 6);
        foreach ((SkipNet model, string? file) in new[] { (plain, null), (profiled, Path.Combine(folder, "run.html")) })
        {
            var options = new PipelineOptions
            {
                Devices = ["cpu", "cpu"], Schedule = schedule, Microbatches = 4, IntraOpThreads = 1, Profile = file
            };
            using HandmadePipeline pipeline = model.ToPipeline(options);
            pipeline.UseOptimizer(p => optim.SGD(p, learningRate: 0.1));
            for (int step = 0; step < 3; step++)
            {
                pipeline.TrainStep(input, targets, FailureRig.Loss);
            }
        }

        Bits.EqualParameters(plain, profiled, gradients: false);
    }

    [Fact]
    public void AHandOverIsTimedWhereTheReceiverHadNothingElseToDo()
    {
        TimedAction At(ActionKind kind, int stage, int microbatch, double start, double end) =>
            new(new ScheduleAction(kind, stage, microbatch), start, end);
        var timeline = new Timeline("by hand",
        [
            [At(ActionKind.Forward, 0, 0, 0, 1), At(ActionKind.Forward, 0, 1, 1, 2), At(ActionKind.Backward, 0, 0, 4.75, 5)],
            [At(ActionKind.Forward, 1, 0, 1.25, 3), At(ActionKind.Backward, 1, 0, 3, 4), At(ActionKind.Forward, 1, 1, 4, 5)],
        ]);

        // The second forward had arrived long before its device was free: nothing is known of its way.
        Assert.Equal([new(1, 0, false, 0.75), new(0, 0, true, 0.25)], HandOverDelays.Of(timeline));
        Assert.Equal([0.25, 0.75], HandOverDelays.PerDevice(timeline));
        Assert.Equal([2.0, 1.0], HeldActivations.PeakMicrobatches(timeline));
    }
}
