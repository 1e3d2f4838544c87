using StageGen.Modeling.Costs;

namespace StageGen.Modeling;

/// <summary>Stages that no attribute declares, chosen for <c>[Pipeline(Stages = 4)]</c>.</summary>
/// <param name="Count">How many are wanted.</param>
/// <param name="Basis">What the cut goes by.</param>
/// <param name="Unknown">What is not known of the costs: why it does not go by times, or where these are less than the truth;
/// null where all is known.</param>
/// <param name="Fields">The stages of each submodule that needs some, as its attribute would say them;
/// none while they are not chosen yet.</param>
public sealed record AutomaticStages(int Count, StageBasis Basis, UnknownCost? Unknown, EquatableArray<FieldStages> Fields)
{
    /// <summary>Whether the cut goes by times.</summary>
    public bool IsByTime => Basis is StageBasis.MeasuredTime or StageBasis.EstimatedTime;

    /// <summary>What the cut goes by, in words.</summary>
    public string By => Basis switch
    {
        StageBasis.MeasuredTime => "by measured times",
        StageBasis.EstimatedTime => "by estimated times",
        StageBasis.Parameters => "by their parameters",
        StageBasis.Number => "by the number of submodules",
        _ => "",
    };
}

/// <summary>What automatic stages are made equal by.</summary>
public enum StageBasis
{
    /// <summary>By nothing: there is one stage.</summary>
    None,

    /// <summary>The times that a profile measured.</summary>
    MeasuredTime,

    /// <summary>The times that the source lets one expect.</summary>
    EstimatedTime,

    /// <summary>The parameters, where times are not known.</summary>
    Parameters,

    /// <summary>How many submodules each has, where nothing else is known.</summary>
    Number,
}

/// <summary>A submodule whose stage is to be chosen.</summary>
/// <param name="Field">The user's field or property.</param>
/// <param name="IsDealable">Whether it is a list whose elements may be dealt over several stages.</param>
/// <param name="MayBeNull">Whether its type says that it may be null.</param>
public sealed record UncutField(string Field, bool IsDealable, bool MayBeNull);
