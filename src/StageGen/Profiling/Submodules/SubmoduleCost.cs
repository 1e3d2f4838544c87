namespace StageGen;

/// <summary>What a submodule was measured to cost for one microbatch: a field of the model, or an element of a list of them.</summary>
/// <param name="Name">The field, with the element's number or key: <c>tokens</c>, <c>blocks.3</c>.</param>
/// <param name="Type">Its class, without namespace.</param>
public sealed record SubmoduleCost(string Name, string Type)
{
    /// <summary>How often it is called for a microbatch; costs are of all calls together.</summary>
    public required int Calls { get; init; }

    /// <summary>Milliseconds of its forward, and of what follows it before the next submodule is called.</summary>
    public required double ForwardMs { get; init; }

    /// <summary>Milliseconds of the part of its backward that others wait for: the gradients of its inputs.</summary>
    public required double InputGradientMs { get; init; }

    /// <summary>Milliseconds of the rest of its backward: the gradients of its weights.</summary>
    public required double WeightGradientMs { get; init; }

    /// <summary>Bytes of its parameters.</summary>
    public required long ParameterBytes { get; init; }

    /// <summary>Bytes that its forward leaves behind for its backward, its output included; null where nobody counts.</summary>
    public required long? ActivationBytes { get; init; }

    /// <summary>Bytes of what it returns: what a border after it ships of it.</summary>
    public required long OutputBytes { get; init; }
}
