using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StageGen.Tests.Generated;

/// <summary>Throws in the second of its stages, when it is told to.</summary>
[Pipeline(Schedule = PipelineSchedule.GPipe)]
public sealed partial class FaultyModel : Module<Tensor, Tensor>
{
    [Stage(0)]
    private readonly Linear a = Linear(6, 6);

    [Stage(1)]
    private readonly Linear b = Linear(6, 6);

    public FaultyModel()
        : base(nameof(FaultyModel)) => RegisterComponents();

    public override Tensor forward(Tensor input)
    {
        var x = a.call(input);
        x = b.call(x);
        x = Fault(x);
        return x;
    }

    private static Tensor Fault(Tensor x) => throw new InvalidOperationException($"{x.dim()} dimensions");
}

/// <summary>Where a failure says it happened, in projects that map generated lines to the user's.</summary>
public class StackTraceTests
{
    [Fact]
    public void AFailureOfAStageNamesTheLineOfForward()
    {
        using var model = new FaultyModel();
        using Tensor input = randn(4, 6);
        Exception unsplit = Assert.ThrowsAny<InvalidOperationException>(() => model.forward(input));
        using var pipeline = model.ToPipeline(new PipelineOptions { Devices = ["cpu", "cpu"], Microbatches = 2 });
        PipelineException pipelined = Assert.Throws<PipelineException>(
            () => pipeline.AccumulateGradients(input, input, (output, targets) => functional.mse_loss(output, targets)));
        Assert.Equal(Place(unsplit, "forward"), Place(pipelined.InnerException!, "ForwardStage1"));
        Assert.Contains("StackTraceTests.cs:line ", Place(unsplit, "forward"), StringComparison.Ordinal);
    }

    private static string Place(Exception exception, string method)
    {
        string frame = exception.StackTrace!.Split('\n').First(line => line.Contains($".{method}(", StringComparison.Ordinal));
        return frame[(frame.IndexOf(" in ", StringComparison.Ordinal) + 4)..].Trim();
    }
}
