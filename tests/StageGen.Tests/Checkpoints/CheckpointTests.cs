using System.Text.Json;
using StageGen.Tests.Generated;
using StageGen.Tests.Support;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StageGen.Tests.Checkpoints;

/// <summary>Training that was saved goes on elsewhere as if it had never stopped; each weight is in the file once.</summary>
public sealed class CheckpointTests : IDisposable
{
    private static readonly Func<Tensor, Tensor, Tensor> CrossEntropy = (logits, targets) =>
        functional.cross_entropy(logits.view(-1, logits.size(-1)), targets.view(-1));
    private readonly string folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public void Dispose()
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public static TheoryData<string> Optimizers => ["SGD", "momentum", "Adam", "AdamW", "RMSProp", "Adagrad"];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void TrainingGoesOnUnderAnotherSplitToTheLastBit(string optimizer)
    {
        using var scope = NewDisposeScope();
        (Tensor Ids, Tensor Targets)[] batches = [.. Enumerable.Range(0, 5)
            .Select(_ => (randint(0, 13, [8, 6], int64), randint(0, 13, [8, 6], int64)))];
        using var straight = new TiedGpt();
        using (TiedGptPipeline pipeline = straight.ToPipeline(Options(3, PipelineSchedule.OneForwardOneBackward)))
        {
            pipeline.UseOptimizer(Made(optimizer));
            for (int step = 0; step < batches.Length; step++)
            {
                if (step == 2)
                {
                    pipeline.Save(folder);
                }

                _ = pipeline.TrainStep(batches[step].Ids, batches[step].Targets, CrossEntropy);
            }
        }

        using var resumed = new TiedGpt();
        using (TiedGptPipeline pipeline = resumed.ToPipeline(Options(2, PipelineSchedule.ZeroBubbleH1)))
        {
            pipeline.UseOptimizer(Made(optimizer));
            using (NewDisposeScope())
            {
                pipeline.Load(folder);
            }

            foreach (var (ids, targets) in batches[2..])
            {
                _ = pipeline.TrainStep(ids, targets, CrossEntropy);
            }
        }

        Bits.EqualParameters(straight, resumed, gradients: false);
        Bits.Equal(resumed.Embedded, resumed.Multiplied, "the tied weight");
    }

    [Fact]
    public void ASharedWeightIsInTheFileOnceAndLoadsUnderBothNames()
    {
        using var model = new TiedGpt();
        Save(model);
        SafeTensorsFile file = SafeTensorsFile.Open(Path.Combine(folder, "weights-1.safetensors"));
        Assert.Equal(model.state_dict().Keys.Where(key => key != "head.weight").Order(StringComparer.Ordinal),
            file.Entries.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(new Dictionary<string, string> { ["head.weight"] = "tokens.weight" }, file.Notes);
        long bytes = file.Entries.Values.Sum(entry => entry.Shape.Aggregate(4L, (product, size) => product * size));
        Assert.InRange(new FileInfo(file.Path).Length, bytes, bytes + 16384);

        using var other = new TiedGpt();
        PipelineCheckpoint.LoadWeights(other, folder);
        Assert.All(model.state_dict(), entry => Bits.Equal(entry.Value, other.state_dict()[entry.Key], entry.Key));
    }

    [Fact]
    public void OneModuleInSeveralStagesIsInTheFileOnce()
    {
        using var model = new RepeatedBlock();
        Save(model.ToPipeline(Options(3, PipelineSchedule.GPipe)));
        SafeTensorsFile file = SafeTensorsFile.Open(Path.Combine(folder, "weights-1.safetensors"));
        Assert.DoesNotContain(file.Entries.Keys,
            key => key.StartsWith("middle.", StringComparison.Ordinal) || key.StartsWith("late.", StringComparison.Ordinal));
        using var other = new RepeatedBlock();
        PipelineCheckpoint.LoadWeights(other, folder);
        Assert.All(model.state_dict(), entry => Bits.Equal(entry.Value, other.state_dict()[entry.Key], entry.Key));
    }

    [Fact]
    public void ProcessesLoadTheirOwnStagesAlone()
    {
        using var model = TiedGpt.Create(5);
        Save(model);
        for (int stage = 0; stage < 8; stage++)
        {
            using var part = TiedGpt.CreateStages(6, [stage]);
            PipelineCheckpoint.LoadWeights(part.Model, folder);
            Assert.All(part.Model.state_dict(),
                entry => Bits.Equal(model.state_dict()[entry.Key], entry.Value, $"{entry.Key} in stage {stage}"));
        }
    }

    /// <summary>The format as it is published, read without the code that wrote it.</summary>
    [Fact]
    public void TheFileIsSafetensors()
    {
        using var model = new TinyGpt();
        using TinyGptPipeline pipeline = model.ToPipeline();
        pipeline.Save(folder);
        byte[] file = File.ReadAllBytes(Path.Combine(folder, "weights-1.safetensors"));
        int header = (int)BitConverter.ToUInt64(file, 0);
        using JsonDocument json = JsonDocument.Parse(file.AsMemory(8, header));
        JsonElement entry = json.RootElement.GetProperty("blocks.3.qkv.weight");
        Tensor weight = model.state_dict()["blocks.3.qkv.weight"];
        Assert.Equal("F32", entry.GetProperty("dtype").GetString());
        Assert.Equal(weight.shape, entry.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()));
        int[] offsets = [.. entry.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt32())];
        Assert.Equal(Bits.Of(weight), file[(8 + header + offsets[0])..(8 + header + offsets[1])]);
        Assert.Equal(0, header % 8);
    }

    [Fact]
    public void OnlyTheNewestIsKeptAndADisturbedSaveLeavesTheOld()
    {
        using var model = new TinyGpt();
        using TinyGptPipeline pipeline = model.ToPipeline();
        pipeline.UseOptimizer(p => optim.Adam(p));
        pipeline.Save(folder);
        pipeline.Save(folder);
        Assert.Equal(["manifest.json", "optimizers-2.safetensors", "weights-2.safetensors"],
            Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));

        // Files without a manifest that names them do not count: a save that was cut off.
        using var other = new TinyGpt();
        File.WriteAllText(Path.Combine(folder, "weights-3.safetensors"), "half of it");
        PipelineCheckpoint.LoadWeights(other, folder);
        Bits.EqualParameters(model, other, gradients: false);
        pipeline.Save(folder);
        PipelineCheckpoint.LoadWeights(other, folder);
    }

    [Fact]
    public void WhatDoesNotFitIsNamedAndNothingIsLoaded()
    {
        using var model = new TinyGpt();
        Save(model.ToPipeline());
        using var wider = new TinyGpt(width: 16);
        using var before = new TinyGpt(width: 16);
        before.load_state_dict(wider.state_dict());
        string said = Assert.Throws<ArgumentException>(() => PipelineCheckpoint.LoadWeights(wider, folder)).Message;
        Assert.Contains("' is Float32 [13, 8] in the file and Float32 [13, 16] in the model", said, StringComparison.Ordinal);
        Assert.Contains(" more. Nothing was loaded.", said, StringComparison.Ordinal);
        Bits.EqualParameters(before, wider, gradients: false);
        using var deeper = new TinyGpt(depth: 9);
        Assert.Contains("is not in the file",
            Assert.Throws<ArgumentException>(() => PipelineCheckpoint.LoadWeights(deeper, folder)).Message, StringComparison.Ordinal);
        using var flatter = new TinyGpt(depth: 7);
        Assert.Contains("is in the file and not in the model",
            Assert.Throws<ArgumentException>(() => PipelineCheckpoint.LoadWeights(flatter, folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OtherOptimizersAreRefusedAndNoneStartAnew()
    {
        using var scope = NewDisposeScope();
        using var model = new TinyGpt();
        using TinyGptPipeline pipeline = model.ToPipeline();
        pipeline.Save(folder);
        pipeline.UseOptimizer(p => optim.Adam(p));
        Assert.Contains("has no states of optimizers. Nothing was loaded. Load before UseOptimizer",
            Assert.Throws<ArgumentException>(() => pipeline.Load(folder)).Message, StringComparison.Ordinal);
        pipeline.Save(folder);
        using var other = new TinyGpt();
        using var untouched = new TinyGpt();
        untouched.load_state_dict(other.state_dict());
        using TinyGptPipeline second = other.ToPipeline();
        second.UseOptimizer(p => optim.SGD(p, 0.1));
        Assert.Contains("has states of Adam, and UseOptimizer made SGD",
            Assert.Throws<ArgumentException>(() => second.Load(folder)).Message, StringComparison.Ordinal);
        Bits.EqualParameters(untouched, other, gradients: false);
        using TinyGptPipeline third = other.ToPipeline();
        third.Load(folder);
        Bits.EqualParameters(model, other, gradients: false);
    }

    [Fact]
    public void AFolderWithoutACheckpointAndDamagedFilesAreNamed()
    {
        using var model = new TinyGpt();
        using TinyGptPipeline pipeline = model.ToPipeline();
        Assert.Contains("holds no checkpoint", Assert.Throws<FileNotFoundException>(() => pipeline.Load(folder)).Message,
            StringComparison.Ordinal);
        pipeline.Save(folder);
        string weights = Path.Combine(folder, "weights-1.safetensors");
        byte[] whole = File.ReadAllBytes(weights);
        foreach (int length in new[] { 0, 7, 8, 100, whole.Length - 1 })
        {
            File.WriteAllBytes(weights, whole[..length]);
            Assert.Contains("weights-1.safetensors' is no safetensors file, or damaged",
                Assert.Throws<InvalidDataException>(() => pipeline.Load(folder)).Message, StringComparison.Ordinal);
        }

        File.WriteAllText(Path.Combine(folder, "manifest.json"), "{ \"format\": 1, ");
        Assert.Contains("manifest.json' is damaged", Assert.Throws<InvalidDataException>(() => pipeline.Load(folder)).Message,
            StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(folder, "manifest.json"),
            "{ \"format\": 9, \"number\": 1, \"model\": \"TinyGpt\", \"weights\": \"weights-1.safetensors\" }");
        Assert.Contains("is of format 9", Assert.Throws<InvalidDataException>(() => pipeline.Load(folder)).Message,
            StringComparison.Ordinal);
    }

    private static Func<IEnumerable<Parameter>, optim.Optimizer> Made(string optimizer) => optimizer switch
    {
        "SGD" => p => optim.SGD(p, 0.1),
        "momentum" => p => optim.SGD(p, 0.1, momentum: 0.9),
        "Adam" => p => optim.Adam(p, 0.01),
        "AdamW" => p => optim.AdamW(p, 0.01),
        "RMSProp" => p => optim.RMSProp(p, 0.01),
        _ => p => optim.Adagrad(p, 0.01),
    };

    private static PipelineOptions Options(int devices, PipelineSchedule schedule) => new()
    {
        Devices = [.. Enumerable.Repeat("cpu", devices)],
        Schedule = schedule,
        Microbatches = 4,
        IntraOpThreads = 1,
    };

    private void Save(TiedGpt model) => Save(model.ToPipeline(Options(2, PipelineSchedule.GPipe)));

    private void Save(Pipeline pipeline)
    {
        using (pipeline)
        {
            pipeline.Save(folder);
        }
    }
}
