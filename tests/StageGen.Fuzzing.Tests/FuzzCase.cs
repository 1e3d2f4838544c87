using TorchSharp;

namespace StageGen.Fuzzing.Tests;

/// <summary>What a compiled model gives the fuzzer to hold; written beside each model.</summary>
public abstract class FuzzCase
{
    public abstract torch.nn.Module Create();

    public abstract object Call(torch.nn.Module model, torch.Tensor[] inputs, int number);

    public abstract torch.Tensor Loss(object output, torch.Tensor targets);

    public abstract Pipeline ToPipeline(torch.nn.Module model, PipelineOptions options);

    public abstract double Train(Pipeline pipeline, torch.Tensor[] inputs, int number, torch.Tensor targets);

    public abstract object Predict(Pipeline pipeline, torch.Tensor[] inputs, int number);
}
