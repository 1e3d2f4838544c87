namespace StageGen.Modeling.Costs;

/// <summary>A parameter or a buffer of a layer.</summary>
/// <param name="Name">Its key in the layer's state dictionary: <c>weight</c>, <c>self_attn.in_proj_weight</c>.</param>
/// <param name="Shape">What it is.</param>
public sealed record LayerTensor(string Name, TensorShape Shape);

/// <summary>
/// A TorchSharp module as <see cref="LayerTable"/> knows it: what it holds, and what becomes of tensors that it is called with.
/// It is taken to be in training mode.
/// </summary>
public abstract record Layer
{
    /// <summary>The class of the module: <c>Linear</c>.</summary>
    public abstract string Name { get; }

    /// <summary>In the order of <c>named_parameters()</c>.</summary>
    public virtual EquatableArray<LayerTensor> Parameters => default;

    /// <summary>In the order of <c>named_buffers()</c>.</summary>
    public virtual EquatableArray<LayerTensor> Buffers => default;

    /// <summary>How many numbers it learns.</summary>
    public Size ParameterCount => Size.Sum(Parameters.Select(parameter => parameter.Shape.Elements));

    /// <summary>Their bytes.</summary>
    public Size ParameterBytes => Size.Sum(Parameters.Select(parameter => parameter.Shape.Bytes));

    /// <summary>
    /// What a call with these tensors gives and costs. What is unknown of them makes the result unknown and is never an error.
    /// </summary>
    public LayerResult Apply(IReadOnlyList<TensorShape> inputs)
        => inputs.Count == 0 ? LayerResult.Unknown : Call(inputs);

    /// <summary>The same, with at least one input.</summary>
    protected abstract LayerResult Call(IReadOnlyList<TensorShape> inputs);

    /// <summary>A parameter or a buffer.</summary>
    protected static LayerTensor Tensor(string name, ElementType type, params Size[] dimensions)
        => new(name, TensorShape.Of(type, dimensions) with { Role = TensorRole.Parameter });
}
