using TorchSharp;

namespace StageGen.Corpus.Tests;

/// <summary>What a compiled model of the corpus gives the tests to hold; written beside each model when it is compiled.</summary>
public abstract class CorpusCase
{
    public abstract torch.nn.Module Create();

    /// <summary>The inputs of <c>forward</c>, in order, for so many samples.</summary>
    public abstract object?[] Inputs(long n);

    public abstract torch.Tensor Targets(long n);

    public abstract object Call(torch.nn.Module model, object?[] inputs);

    public abstract torch.Tensor Loss(object output, torch.Tensor targets);

    public abstract Pipeline ToPipeline(torch.nn.Module model, PipelineOptions options);

    public abstract double Train(Pipeline pipeline, object?[] inputs, torch.Tensor targets);

    public abstract SubmoduleProfile Profile(Pipeline pipeline, object?[] inputs, torch.Tensor targets);

    public abstract object Predict(Pipeline pipeline, object?[] inputs);
}
