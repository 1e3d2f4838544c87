using TorchSharp;

namespace StageGen.Fuzzing.Tests;

/// <summary>What a compiled model gives the fuzzer to hold.</summary>
public abstract class FuzzCase
{
    public abstract torch.nn.Module Create();

    public abstract torch.Tensor Loss(torch.nn.Module model, torch.Tensor[] inputs, torch.Tensor targets);

    public abstract Pipeline ToPipeline(torch.nn.Module model, PipelineOptions options);

    public abstract double Train(Pipeline pipeline, torch.Tensor[] inputs, torch.Tensor targets);
}
