namespace StageGen.Modeling.Costs.Interpretation;

/// <summary>A tensor: its shape, and whose memory it sees.</summary>
internal sealed class TensorValue(TracedTensor traced, ParameterIdentity? parameter = null) : Value
{
    public TracedTensor Traced { get; } = traced;

    public TensorShape Shape => Traced.Shape;

    /// <summary>Which parameter it is, where it is one.</summary>
    public ParameterIdentity? Parameter { get; } = parameter;

    /// <summary>The unit that made it; −1 where it is an input or belongs to none.</summary>
    public int Unit { get; init; } = -1;

    public bool IsParameter => Parameter is not null;

    public override string Kind => IsParameter ? "a parameter" : "a tensor";
}

/// <summary>A parameter, told from others by being itself: two layers may share one.</summary>
internal sealed class ParameterIdentity(TensorShape shape)
{
    public TensorShape Shape { get; } = shape;
}
