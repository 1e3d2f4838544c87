namespace StageGen.Modeling.Costs;

/// <summary>A module that calls one function of <c>torch.nn.functional</c> with its inputs, its parameters and fixed arguments.</summary>
/// <param name="Class">The class of the module.</param>
/// <param name="Operation">The function.</param>
/// <param name="Options">The fixed arguments, by name.</param>
internal sealed record FunctionLayer(string Class, string Operation, ArgumentList Options) : Layer
{
    public override string Name => Class;

    public override EquatableArray<LayerTensor> Parameters => Weights;

    public override EquatableArray<LayerTensor> Buffers => Statistics;

    /// <summary>Its parameters, named as the function names its own.</summary>
    public EquatableArray<LayerTensor> Weights { get; init; }

    /// <summary>Its buffers, which the function does not need to be told.</summary>
    public EquatableArray<LayerTensor> Statistics { get; init; }

    /// <summary>How many dimensions its first input may have; none where any number will do.</summary>
    public EquatableArray<int> Ranks { get; init; }

    protected override LayerResult Call(IReadOnlyList<TensorShape> inputs)
    {
        var arguments = ArgumentList.Of([.. inputs.Select(Argument.Of)]);
        foreach (var weight in Weights) arguments = arguments.Add(weight.Name, Argument.Of(weight.Shape));
        arguments = new(arguments.Items.Concat(Options.Items).ToEquatableArray());
        var result = OperationTable.Apply(Operation, arguments) ?? LayerResult.Unknown;
        if (Ranks.Count > 0 && inputs[0].IsRankKnown && !Ranks.Contains(inputs[0].Rank))
            result = result with { Problem = Class + " expects " + string.Join(" or ", Ranks) + " dimensions and gets " + inputs[0] };
        // Tensors behind the inputs are the layer's own.
        return result with
        {
            Saved = result.Saved.Where(saved => saved.From != SavedFrom.Input || saved.Index < inputs.Count).ToEquatableArray()
        };
    }
}
