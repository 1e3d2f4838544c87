using System.Text.Json;
using StageGen.Tests.Generated;
using StageGen.Tests.Support;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StageGen.Tests;

/// <summary>What a pipeline measures of its submodules, and that it leaves no trace.</summary>
public sealed class SubmoduleProfileTests : IDisposable
{
    private static readonly Func<Tensor, Tensor, Tensor> Loss = (logits, targets) =>
        functional.cross_entropy(logits.view(-1, logits.size(-1)), targets.view(-1));

    private static readonly Func<Tensor, Tensor, Tensor> Error = (output, targets) => functional.mse_loss(output, targets);

    private readonly string folder = Directory.CreateTempSubdirectory("stagegen").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static PipelineOptions Options(int devices) =>
        new() { Devices = [.. Enumerable.Repeat("cpu", devices)], Microbatches = 2, IntraOpThreads = 1 };

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void EverySubmoduleIsMeasuredUnderItsName(int devices)
    {
        using var scope = NewDisposeScope();
        using var model = new TinyGpt();
        using TinyGptPipeline pipeline = model.ToPipeline(Options(devices));
        SubmoduleProfile profile = pipeline.ProfileSubmodules(Ids(6), Ids(6), Loss);

        Assert.Equal("StageGen.Tests.Generated.TinyGpt", profile.Model);
        Assert.Equal(16, profile.Fingerprint.Length);
        Assert.Equal(["cpu"], profile.Devices);
        Assert.Equal((3, 1), (profile.Samples, profile.Threads));
        Assert.Equal(
            ["tokens", "positions", .. Enumerable.Range(0, 8).Select(block => $"blocks.{block}"), "norm", "head"],
            profile.Submodules.Select(submodule => submodule.Name));
        Assert.Equal(model.parameters().Sum(p => p.numel() * 4), profile.Submodules.Sum(submodule => submodule.ParameterBytes));
        Assert.All(profile.Submodules, submodule =>
        {
            Assert.Equal(1, submodule.Calls);
            Assert.True(submodule.ForwardMs > 0, submodule.Name);
            Assert.True(submodule.InputGradientMs + submodule.WeightGradientMs > 0, submodule.Name);
        });
        Assert.Equal(0, profile.Submodules[0].InputGradientMs);
        Assert.All(profile.Submodules.Skip(2).SkipLast(1), submodule => Assert.Equal(3 * 6 * 8 * 4, submodule.OutputBytes));
        Assert.Equal(3 * 6 * 13 * 4, profile.Submodules[^1].OutputBytes);
        Assert.True(profile.LossForwardMs > 0 && profile.LossBackwardMs > 0);
        // A block keeps several values of its output's size, and the nodes of its graph.
        if (OperatingSystem.IsLinux())
            Assert.All(profile.Submodules.Skip(2).SkipLast(2), block => Assert.InRange(block.ActivationBytes!.Value, 4 * 576, 200 * 576));
    }

    [Fact]
    public void TrainingGoesOnAsIfNothingHadBeenMeasured()
    {
        using var scope = NewDisposeScope();
        using var start = new DealtModel();
        (Tensor Input, Tensor Targets)[] batches = [.. Enumerable.Range(0, 3).Select(_ => (randn(4, 6), randn(4, 6)))];
        var runs = new List<List<byte[]>>();
        foreach (bool measures in new[] { false, true })
        {
            using var model = new DealtModel();
            model.load_state_dict(start.state_dict());
            using DealtModelPipeline pipeline = model.ToPipeline(Options(2));
            pipeline.UseOptimizer(p => optim.SGD(p, learningRate: 0.1));
            pipeline.AccumulateGradients(batches[0].Input, batches[0].Targets, Error);
            Tensor random = get_rng_state();
            if (measures)
            {
                SubmoduleProfile profile = pipeline.ProfileSubmodules(batches[1].Input, batches[1].Targets, Error);
                Assert.Contains(profile.Submodules, submodule => submodule is { Name: "front.4", Type: "Linear" });
                Assert.Contains(profile.Submodules, submodule => submodule is { Name: "Last" });
                Assert.True(random.Equals(get_rng_state()));
            }

            pipeline.AccumulateGradients(batches[1].Input, batches[1].Targets, Error);
            List<byte[]> bits = [.. model.parameters().Select(p => Bits.Of(p.grad!))];
            pipeline.OptimizerStep();
            bits.Add(BitConverter.GetBytes(pipeline.TrainStep(batches[2].Input, batches[2].Targets, Error).Loss));
            bits.AddRange(model.parameters().Select(p => Bits.Of(p)));
            runs.Add(bits);
        }

        Assert.Equal(runs[0], runs[1]);
    }

    [Fact]
    public void RunningStatisticsStayAsTheyWere()
    {
        using var scope = NewDisposeScope();
        var norm = BatchNorm1d(6);
        using HandmadePipeline pipeline = One(norm, input => norm.call(input));
        byte[][] before = [.. norm.buffers().Select(buffer => Bits.Of(buffer))];
        SubmoduleProfile profile = pipeline.Measure(randn(6, 6), randn(6, 6), Error);
        Assert.Equal("BatchNorm1d", Assert.Single(profile.Submodules).Type);
        Assert.Equal(before, norm.buffers().Select(buffer => Bits.Of(buffer)));
        Assert.All(norm.parameters(), parameter => Assert.Null(parameter.grad));
    }

    [Fact]
    public void ModulesOfAnyKindAreMeasured()
    {
        using var scope = NewDisposeScope();
        var several = LSTM(6, 6, batchFirst: true);
        using HandmadePipeline pipeline = One(several,
            input => several.call(input.unsqueeze(1), (zeros(1, input.size(0), 6), zeros(1, input.size(0), 6))).Item1.squeeze(1));
        SubmoduleCost lstm = Assert.Single(pipeline.Measure(randn(6, 6), randn(6, 6), Error).Submodules);
        Assert.Equal(1, lstm.Calls);
        Assert.Equal(3 * 3 * 6 * 4, lstm.OutputBytes);
        Assert.True(lstm.WeightGradientMs + lstm.InputGradientMs > 0);

        var attention = MultiheadAttention(6, 2);
        using HandmadePipeline attending = One(attention,
            input => attention.call(input.unsqueeze(0), input.unsqueeze(0), input.unsqueeze(0), null, false, null).Item1.squeeze(0));
        Assert.True(Assert.Single(attending.Measure(randn(6, 6), randn(6, 6), Error).Submodules).InputGradientMs >= 0);

        var inPlace = Sequential(ReLU(inplace: true), Linear(6, 6));
        using HandmadePipeline changing = One(inPlace, input => { var x = inPlace.call(input); return x.add_(1); });
        Assert.Equal(1, Assert.Single(changing.Measure(randn(6, 6), randn(6, 6), Error).Submodules).Calls);

        using var towers = new TowersModel();
        using TowersModelPipeline pair = towers.ToPipeline(Options(2));
        Assert.NotEmpty(pair.ProfileSubmodules(randn(6, 4), randn(6, 5), randn(6), randn(6, 6), Error).Submodules);
    }

    [Fact]
    public void NoTensorIsLeftBehind()
    {
        using var scope = NewDisposeScope();
        using var model = new TinyGpt();
        using TinyGptPipeline pipeline = model.ToPipeline(Options(2));
        Tensor ids = Ids(6), targets = Ids(6);
        pipeline.ProfileSubmodules(ids, targets, Loss);
        long before = LiveTensors.Count();
        pipeline.ProfileSubmodules(ids, targets, Loss);
        Assert.Equal(before, LiveTensors.Count());
    }

    [Fact]
    public void AfterAFailureThePipelineIsAsGoodAsBefore()
    {
        using var scope = NewDisposeScope();
        using var model = new TinyGpt();
        using TinyGptPipeline pipeline = model.ToPipeline(Options(2));
        Tensor ids = Ids(6), targets = Ids(6);
        Assert.Equal("no loss", Assert.Throws<InvalidTimeZoneException>(
            () => pipeline.ProfileSubmodules(ids, targets, (_, _) => throw new InvalidTimeZoneException("no loss"))).Message);
        Assert.Contains("it must be one number a microbatch",
            Assert.Throws<InvalidOperationException>(() => pipeline.ProfileSubmodules(ids, targets, (logits, _) => logits)).Message,
            StringComparison.Ordinal);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => pipeline.ProfileSubmodules(ids, targets, Loss, cancelled.Token));
        Assert.NotEmpty(pipeline.ProfileSubmodules(ids, targets, Loss).Submodules);
        Assert.All(model.parameters(), parameter => Assert.Null(parameter.grad));
    }

    [Fact]
    public void ASubmoduleCalledThroughForwardIsNamed()
    {
        using var scope = NewDisposeScope();
        using var model = new SkipModel();
        using SkipModelPipeline pipeline = model.ToPipeline(Options(2));
        string message =
            Assert.Throws<InvalidOperationException>(() => pipeline.ProfileSubmodules(randn(4, 6), randn(4, 6), Error)).Message;
        Assert.Equal(
            "SkipModel: 'c' cannot be measured, for nothing is called on it through call(…). "
            + "In forward write c.call(x) in place of c.forward(x), and give inputs for which every submodule is used.",
            message);
    }

    [Fact]
    public void TheFileHasALineASubmodule()
    {
        using var scope = NewDisposeScope();
        using var model = new TinyGpt();
        using TinyGptPipeline pipeline = model.ToPipeline(Options(1));
        SubmoduleProfile profile = pipeline.ProfileSubmodules(Ids(6), Ids(6), Loss);
        string file = Path.Combine(folder, "deep", "TinyGpt.stageprofile.json");
        profile.Save(file);
        string text = File.ReadAllText(file);
        JsonElement root = JsonDocument.Parse(text).RootElement;
        Assert.Equal(1, root.GetProperty("stageprofile").GetInt32());
        Assert.Equal(profile.Fingerprint, root.GetProperty("fingerprint").GetString());
        Assert.Equal(12, root.GetProperty("submodules").GetArrayLength());
        Assert.Equal(12, text.Split('\n').Count(line => line.StartsWith("    { \"name\": ", StringComparison.Ordinal)));
        Assert.Equal(profile.Submodules[3].ForwardMs, root.GetProperty("submodules")[3].GetProperty("forward_ms").GetDouble(), 5);
        Assert.Equal([file], Directory.GetFiles(Path.GetDirectoryName(file)!));

        string message = Assert.Throws<ArgumentException>(() => profile.Save(Path.Combine(folder, "TinyGpt.json"))).Message;
        Assert.Contains("end the name in .stageprofile.json", message, StringComparison.Ordinal);
    }

    private static Tensor Ids(long samples) => randint(0, 13, [samples, 6], int64);

    private static HandmadePipeline One(Module module, Func<Tensor, Tensor> forward) => new(
        module,
        new PipelineLayout { Model = "One", Values = [new("input", -1, [0]), new("output", 0, [])], Inputs = 1, Output = 1 },
        [new HandmadeStage("one", [module], microbatch => microbatch.Set(1, forward(microbatch.Get<Tensor>(0))))],
        Options(1));
}
