namespace StageGen.Modeling.Costs;

/// <summary>A module that calls one function of <c>torch.nn.functional</c> with its inputs, its parameters and fixed arguments.</summary>
/// <param name="Class">The class of the module.</param>
/// <param name="Operation">The function.</param>
/// <param name="Options">The fixed arguments, by name.</param>
internal sealed record FunctionLayer(string Class, string Operation, ArgumentList Options) : Layer
{
    public override string Name => Class;

    public override EquatableArray<LayerTensor> Parameters => Weights;

    /// <summary>Its parameters, named as the function names its own.</summary>
    public EquatableArray<LayerTensor> Weights { get; init; }

    protected override LayerResult Call(IReadOnlyList<TensorShape> inputs)
    {
        var arguments = ArgumentList.Of([.. inputs.Select(Argument.Of)]);
        foreach (var weight in Weights) arguments = arguments.Add(weight.Name, Argument.Of(weight.Shape));
        arguments = new(arguments.Items.Concat(Options.Items).ToEquatableArray());
        return OperationTable.Apply(Operation, arguments) ?? LayerResult.Unknown;
    }
}
