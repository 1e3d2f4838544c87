namespace StageGen.Modeling;

/// <summary>
/// All that is needed to write a model's pipeline: what was read from the class, its <c>forward</c> cut into stages. Holds
/// strings, numbers and arrays of them: no symbol, no syntax, no place in a file, so that an edit that changes nothing here
/// regenerates nothing.
/// </summary>
public sealed record ModelPlan
{
    public required TypePlan Type { get; init; }

    /// <summary>
    /// Stands for the names and types of the submodules, whatever stages they are in: a measured profile that says another one is of
    /// an older model.
    /// </summary>
    public required string Fingerprint { get; init; }

    /// <summary>The using directives in force where <c>forward</c> is written, outermost first.</summary>
    public required EquatableArray<string> Usings { get; init; }

    public required SchedulePlan Schedule { get; init; }

    public required EquatableArray<DevicePlan> Devices { get; init; }

    /// <summary>The parameters of <c>forward</c>.</summary>
    public required EquatableArray<InputPlan> Inputs { get; init; }

    /// <summary>Every value that enters, leaves or crosses stages: the inputs, then what crosses, last the result.</summary>
    public required EquatableArray<ValuePlan> Values { get; init; }

    public required EquatableArray<StagePlan> Stages { get; init; }

    /// <summary>How the stages were chosen; null where attributes declare them.</summary>
    public AutomaticStages? Automatic { get; init; }

    /// <summary>The result type of <c>forward</c>, as the user spells it.</summary>
    public required string OutputType { get; init; }

    /// <summary>
    /// Where a result is a tuple or a list, the expressions that take its tensors and arrays of tensors out of <c>output</c>, in order;
    /// none where it is a tensor.
    /// </summary>
    public required EquatableArray<string> OutputParts { get; init; }

    /// <summary>The result put together again from <c>parts[0]</c>, <c>parts[1]</c> …, where it is a tuple or a list.</summary>
    public required string OutputOfParts { get; init; }

    /// <summary>How the user's file spells a tensor: <c>Tensor</c> or <c>torch.Tensor</c>.</summary>
    public required string TensorType { get; init; }
}
