namespace StageGen.Modeling.Costs;

/// <summary>A module's forward, call by call: costs are added up, and what is kept is counted once.</summary>
internal sealed class Composition
{
    private readonly SavedMemory memory = new();
    private readonly Dictionary<string, TracedTensor> weights = new(StringComparer.Ordinal);
    private Size forward, inputGradient, weightGradient, forwardSteps, backwardSteps;
    private ConvolutionWork? convolution;
    private string? problem;

    public Composition(IReadOnlyList<TensorShape> inputs, IEnumerable<LayerTensor>? weights = null)
    {
        Inputs = [.. inputs.Select(memory.New)];
        foreach (var weight in weights ?? []) this.weights[weight.Name] = memory.New(weight.Shape);
    }

    public IReadOnlyList<TracedTensor> Inputs { get; }

    /// <summary>One of the module's parameters, or null where it has none of that name.</summary>
    public TracedTensor? Weight(string name) => weights.TryGetValue(name, out var weight) ? weight : null;

    /// <summary>Another tensor that is not computed: a part of a parameter, a constant.</summary>
    public TracedTensor New(TensorShape shape) => memory.New(shape);

    public TracedTensor Apply(Layer layer, params TracedTensor[] inputs)
        => Note(layer.Apply([.. inputs.Select(input => input.Shape)]), inputs)[0];

    public TracedTensor Apply(string operation, IReadOnlyList<TracedTensor> tensors, ArgumentList? options = null)
    {
        var arguments = new ArgumentList(tensors.Select(tensor => new NamedArgument(null, Argument.Of(tensor.Shape)))
            .Concat(options?.Items ?? default).ToEquatableArray());
        return Note(OperationTable.Apply(operation, arguments) ?? LayerResult.Unknown, tensors)[0];
    }

    public TracedTensor Linear(TracedTensor input, TracedTensor? weight, TracedTensor? bias)
        => weight is null
            ? memory.New(TensorShape.Unknown)
            : Apply("linear", bias is { } added ? [input, weight.Value, added] : [input, weight.Value]);

    /// <summary>Says what is wrong, unless something was before.</summary>
    public void Problem(string? sentence) => problem ??= sentence;

    /// <summary>Everything so far as one call: what is kept belongs to an input, to an output, or to nobody outside.</summary>
    public LayerResult Result(params TracedTensor[] outputs)
    {
        int Input(int kept) => Inputs.ToList().FindIndex(input => input.Memory == kept);
        int Output(int kept) => Array.FindIndex(outputs, output => output.Memory == kept);
        var saved = memory.Kept().Where(kept => !kept.Bytes.IsZero).Select(kept => Input(kept.Memory) is var input && input >= 0
            ? new SavedTensor(SavedFrom.Input, input, kept.Bytes)
            : Output(kept.Memory) is var output && output >= 0 ? new SavedTensor(SavedFrom.Output, output, kept.Bytes)
            : new SavedTensor(SavedFrom.Inside, 0, kept.Bytes));
        return new()
        {
            Outputs = outputs.Select(output => output.Shape).ToEquatableArray(),
            ForwardFlops = forward,
            InputGradientFlops = inputGradient,
            WeightGradientFlops = weightGradient,
            ForwardSteps = forwardSteps,
            BackwardSteps = backwardSteps,
            Convolution = convolution,
            Saved = saved.ToEquatableArray(),
            Views = outputs.Select(output => Input(output.Memory)).ToEquatableArray(),
            Problem = problem,
        };
    }

    private IReadOnlyList<TracedTensor> Note(LayerResult result, IReadOnlyList<TracedTensor> inputs)
    {
        forward += result.ForwardFlops;
        inputGradient += result.InputGradientFlops;
        weightGradient += result.WeightGradientFlops;
        forwardSteps += result.ForwardSteps;
        backwardSteps += result.BackwardSteps;
        convolution ??= result.Convolution;
        problem ??= result.Problem;
        return memory.Record(result, inputs);
    }
}
