using StageGen.Scheduling;
using StageGen.Execution;
using StageGen.Tests.Support;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StageGen.Tests;

/// <summary>What a pipeline is given wrong it refuses by name, with the way out, before anything runs.</summary>
public class BadInputTests
{
    private static readonly Func<Tensor, Tensor, Tensor> Loss = (output, targets) => functional.mse_loss(output, targets);

    [Theory]
    [InlineData("gpu:0", "'gpu:0' is not a device")]
    [InlineData("", "'' is not a device")]
    [InlineData("cpu:x", "'cpu:x' is not a device")]
    public void ADeviceThatIsNone(string name, string message)
        => Refused(message, new PipelineOptions { Devices = [name] });

    [Fact]
    public void ACudaDeviceThatIsNotThere()
    {
        if (cuda.is_available())
        {
            Refused($"there is no 'cuda:{cuda.device_count()}'", new PipelineOptions { Devices = [$"cuda:{cuda.device_count()}", "cpu"] });
        }
        else
        {
            Refused("the device 'cuda:0' needs CUDA", new PipelineOptions { Devices = ["cuda:0", "cpu"] });
        }
    }

    [Fact]
    public void APlanOfMoreStagesThanTheModelHas()
        => Refused("has 9 stages; the model declares 8", new PipelineOptions
        {
            Devices = ["cpu", "cpu"],
            Plan = Schedules.Record("nine", StageMap.Custom([0, 1, 0, 1, 0, 1, 0, 1, 0]), 2, ForwardOnly),
        });

    [Fact]
    public void MoreDevicesThanStages()
        => Refused("names 9 devices, but the model declares 8 stages", new PipelineOptions { Devices = [.. Enumerable.Repeat("cpu", 9)] });

    [Fact]
    public void NoDevice() => Refused("names no device", new PipelineOptions { Devices = [] });

    [Fact]
    public void NoMicrobatch() => Refused("Microbatches is 0; it must be at least 1", new PipelineOptions { Microbatches = 0 });

    [Fact]
    public void NoThread() => Refused("IntraOpThreads is 0", new PipelineOptions { IntraOpThreads = 0 });

    [Fact]
    public void AParameterOfNoStage()
    {
        using var model = new SkipNet();
        var caught = Assert.Throws<ArgumentException>(() => new HandmadePipeline(
            model, SkipNet.Layout(), [.. Enumerable.Range(0, 8).Select(s => new HandmadeStage("nothing", [], _ => { }))]));

        Assert.Contains("the parameter 'layers.0.weight' belongs to no stage", caught.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AParameterOfDevicesWithoutCommonMemory()
    {
        using var model = new SkipNet();
        HandmadeStage[] stages = [.. Enumerable.Range(0, 2).Select(_ => new HandmadeStage("everything", model.children(), _ => { }))];
        var caught = Assert.Throws<ArgumentException>(() => ModelPlacement.Place(
            model, SkipNet.Layout(), stages,
            [new PipelineDevice(0, "cpu", CPU, [0], 1), new PipelineDevice(1, "meta", new Device("meta"), [1], 1)]));

        Assert.Contains(
            "SkipNet: the parameter 'layers.0.weight' is shared by modules on cpu (stage 0) and on meta (stage 1), and lies on cpu",
            caught.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DevicesFromTheEnvironment()
    {
        Environment.SetEnvironmentVariable("STAGEGEN_DEVICES", "cpu, cpu,cpu");
        try
        {
            using var model = new SkipNet();
            using HandmadePipeline pipeline = model.ToPipeline();

            Assert.Equal(["cpu (stages 0–1)", "cpu (stages 2–4)", "cpu (stages 5–7)"], pipeline.Devices.Select(d => d.ToString()));
        }
        finally
        {
            Environment.SetEnvironmentVariable("STAGEGEN_DEVICES", null);
        }
    }

    [Fact]
    public void Batches()
    {
        using var model = new SkipNet();
        using HandmadePipeline pipeline = model.ToPipeline(new PipelineOptions { Devices = ["cpu", "cpu"], Microbatches = 4 });
        pipeline.UseOptimizer(p => optim.SGD(p, learningRate: 0.1));
        void Says(string message, Tensor input, Tensor targets)
            => Assert.Contains(message, Assert.Throws<ArgumentException>(() => pipeline.TrainStep(input, targets, Loss)).Message,
                StringComparison.Ordinal);

        Says("a batch of 3 samples cannot be cut into 4 microbatches. Give at least 4 samples, or set Microbatches to at most 3",
            zeros(3, 6), zeros(3, 6));
        Says("'input' has 8 samples and 'targets' has 7", zeros(8, 6), zeros(7, 6));
        Says("'input' is Float32[8, 5], but [Shape(\"batch\", 6)] is declared for it", zeros(8, 5), zeros(8, 6));
        Says("'targets' is a scalar", zeros(8, 6), zeros([]));

        // A wrong element type is libtorch's to refuse; the place is told.
        var caught = Assert.Throws<PipelineException>(() => pipeline.TrainStep(zeros([8, 6], int64), zeros(8, 6), Loss));
        Assert.Contains("the forward of microbatch 0 failed in stages 0–3", caught.Message, StringComparison.Ordinal);
        Assert.Contains("input: Int64[2, 6]", caught.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TrainingWithoutABackward()
    {
        using var model = new SkipNet();
        using HandmadePipeline pipeline =
            model.ToPipeline(new PipelineOptions { Devices = ["cpu", "cpu"], Schedule = PipelineSchedule.ForwardOnly });
        pipeline.Predict(zeros(8, 6)).Dispose();

        Assert.Contains("has no backward",
            Assert.Throws<InvalidOperationException>(() => pipeline.AccumulateGradients(zeros(8, 6), zeros(8, 6), Loss)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void AScheduleThatCannotHaveSoManyStagesADevice()
        => Refused("ZB-V cannot have 3 stages a device",
            new PipelineOptions { Devices = ["cpu"], Schedule = PipelineSchedule.ZeroBubbleV, StagesPerDevice = 3 });

    [Fact]
    public void MoreStagesOfTheScheduleThanOfTheModel()
        => Refused("names 5 devices with 2 stages each, but the model declares 8 stages",
            new PipelineOptions { Devices = [.. Enumerable.Repeat("cpu", 5)], Schedule = PipelineSchedule.ZeroBubbleV });

    [Fact]
    public void AScheduleWithMoreStagesADeviceThanTheModelHas()
        => Refused(
            "1 device with 9 stages each, but the model declares 8 stages (Interleaved 1F1B needs 9), too few even for one device",
            new PipelineOptions { Devices = ["cpu"], Schedule = PipelineSchedule.Interleaved, StagesPerDevice = 9 });

    [Fact]
    public void APlanForOtherDevices()
        => Refused("is for 2 devices; the pipeline has 3", new PipelineOptions
        {
            Devices = ["cpu", "cpu", "cpu"],
            Plan = Schedules.Build(PipelineSchedule.GPipe, 2, 4),
        });

    [Fact]
    public void APlanTwice()
        => Refused("both PipelineOptions.Plan ('GPipe') and PlanFile ('mine.csv') are given", new PipelineOptions
        {
            Plan = Schedules.Build(PipelineSchedule.GPipe, 2, 4),
            PlanFile = "mine.csv",
        });

    [Fact]
    public void AFileWithoutAPlan()
    {
        string path = Path.GetTempFileName();
        try
        {
            using var model = new SkipNet();
            File.WriteAllText(path, "0F0,0B0\n1F0\n");
            Assert.Contains(
                $"'{Path.GetFileName(path)}', line 2, column 1: ",
                Assert.Throws<FormatException>(() => model.ToPipeline(new PipelineOptions { PlanFile = path })).Message,
                StringComparison.Ordinal);

            File.WriteAllText(path, ScheduleCsv.Write(Schedules.Build(PipelineSchedule.ZeroBubbleV, 3, 5)));
            using HandmadePipeline pipeline = model.ToPipeline(new PipelineOptions { PlanFile = path });
            Assert.Equal((3, 6, 5), (pipeline.Devices.Count, pipeline.ActiveSchedule.Stages, pipeline.Microbatches));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void NoOptimizer()
    {
        using var model = new SkipNet();
        using HandmadePipeline pipeline = model.ToPipeline(new PipelineOptions { Devices = ["cpu"] });

        Assert.Contains(
            "Call UseOptimizer", Assert.Throws<InvalidOperationException>(() => pipeline.TrainStep(zeros(8, 6), zeros(8, 6), Loss)).Message,
            StringComparison.Ordinal);
        Assert.Contains("Call UseOptimizer", Assert.Throws<InvalidOperationException>(pipeline.OptimizerStep).Message,
            StringComparison.Ordinal);
    }

    private static void ForwardOnly(DeviceProgram device)
    {
        for (int m = 0; m < device.Microbatches; m++)
        {
            for (int chunk = 0; chunk < device.Stages.Count; chunk++)
            {
                device.Forward(m, chunk);
            }
        }
    }

    private static void Refused(string message, PipelineOptions options)
    {
        using var model = new SkipNet();
        var caught = Assert.Throws<ArgumentException>(() => model.ToPipeline(options));

        Assert.Contains(message, caught.Message, StringComparison.Ordinal);
        Assert.StartsWith("SkipNet: ", caught.Message, StringComparison.Ordinal);
    }
}
