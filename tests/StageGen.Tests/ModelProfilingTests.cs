using System.Text.Json;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StageGen.Tests;

/// <summary>A model measured without a line of its user's, as <c>dotnet stagegen profile</c> has it done.</summary>
public sealed class ModelProfilingTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("stagegen-profile").FullName;

    private string File => Path.Combine(folder, "Model.stageprofile.json");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void AModelIsMadeAndMeasuredAsItsAttributesSay()
    {
        Assert.Equal("", Run<TypicalLanguageModel>(["ids"]));
        using JsonDocument profile = JsonDocument.Parse(System.IO.File.ReadAllText(File));
        JsonElement root = profile.RootElement;
        Assert.Equal(typeof(TypicalLanguageModel).FullName, root.GetProperty("model").GetString());
        Assert.Equal(3, root.GetProperty("samples").GetInt32());
        Assert.Equal(["tokens", "head"],
            root.GetProperty("submodules").EnumerateArray().Select(submodule => submodule.GetProperty("name").GetString()));
        // 3 samples of 5 tokens, each a vector of 12; the width is [Typical], the context a constructor's default.
        Assert.Equal(3 * 5 * 12 * 4, root.GetProperty("submodules")[0].GetProperty("output_bytes").GetInt32());
        Assert.Equal(["Model.stageprofile.json"], Directory.GetFiles(folder).Select(Path.GetFileName));
    }

    [Fact]
    public void TheBatchMayBeSaid()
    {
        Assert.Equal("", Run<TypicalLanguageModel>(["ids"], batch: 20));
        using JsonDocument profile = JsonDocument.Parse(System.IO.File.ReadAllText(File));
        Assert.Equal(10, profile.RootElement.GetProperty("samples").GetInt32());
    }

    [Fact]
    public void WhatNobodySaysIsNamedAndNoFileIsWritten()
    {
        Assert.Contains("cannot be made: nobody says 'width' (Int32). Give it a default value or [Typical(…)]", Run<UnsaidWidth>([]),
            StringComparison.Ordinal);
        Assert.Contains("Nobody says the shape of the input 'x'", Run<UnsaidShape>([]), StringComparison.Ordinal);
        Assert.Contains("Nobody says the size 'length' of an input", Run<UnsaidSize>([]), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder));
    }

    [Fact]
    public void AnOlderProfileStaysWhereMeasuringFails()
    {
        System.IO.File.WriteAllText(File, "older");
        Assert.NotEqual("", Run<UnsaidShape>([]));
        Assert.Equal("older", System.IO.File.ReadAllText(File));
    }

    [Fact]
    public void ARequestSurvivesItsText()
    {
        var request = new ProfileRequest
        {
            Assembly = "A", Model = "B+C", File = "d \"e\"", WholeNumbers = ["ids"], Batch = 3, Devices = ["cpu", "cpu"]
        };
        Assert.Equal(request.ToJson(), ProfileRequest.Of(request.ToJson()).ToJson());
        Assert.Throws<JsonException>(() => ProfileRequest.Of("{}"));
    }

    private string Run<TModel>(string[] wholeNumbers, int? batch = null)
    {
        var request = new ProfileRequest
        {
            Assembly = typeof(TModel).Assembly.GetName().Name!,
            Model = typeof(TModel).FullName!,
            File = File,
            WholeNumbers = wholeNumbers,
            Batch = batch,
            Devices = ["cpu", "cpu"]
        };
        var errors = new StringWriter();
        int code = ModelProfiling.Run(request.ToJson(), errors);
        Assert.Equal(code == 0, errors.ToString().Length == 0);
        return errors.ToString();
    }
}

[Pipeline(Microbatches = 2)]
[Typical("batch", 6)]
public sealed partial class TypicalLanguageModel : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Embedding tokens;
    [Stage(1)] private readonly Linear head;

    public TypicalLanguageModel([Typical(12)] int width, int context = 5, int vocabulary = 7) : base(nameof(TypicalLanguageModel))
    {
        tokens = Embedding(vocabulary, width);
        head = Linear(width, context);
        RegisterComponents();
    }

    public override Tensor forward([Shape("batch", "context")] Tensor ids) => head.call(tokens.call(ids));
}

[Pipeline]
public sealed partial class UnsaidWidth : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first;
    [Stage(1)] private readonly Linear second;

    public UnsaidWidth(int width) : base(nameof(UnsaidWidth))
    {
        first = Linear(4, width);
        second = Linear(width, 4);
        RegisterComponents();
    }

    public override Tensor forward([Shape("batch", 4)] Tensor x) => second.call(first.call(x));
}

[Pipeline]
public sealed partial class UnsaidShape : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    public UnsaidShape() : base(nameof(UnsaidShape)) => RegisterComponents();

    public override Tensor forward(Tensor x) => second.call(first.call(x));
}

[Pipeline]
public sealed partial class UnsaidSize : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    public UnsaidSize() : base(nameof(UnsaidSize)) => RegisterComponents();

    public override Tensor forward([Shape("batch", "length", 4)] Tensor x) => second.call(first.call(x));
}
