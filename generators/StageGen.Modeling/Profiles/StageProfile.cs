using Microsoft.CodeAnalysis.Text;

namespace StageGen.Modeling.Profiles;

/// <summary>
/// What was measured of a model's submodules, as a <c>.stageprofile.json</c> has it (docs/profiles.md). Holds no place in a file.
/// </summary>
public sealed record StageProfile
{
    /// <summary>The metadata name of the model's class.</summary>
    public required string Model { get; init; }

    /// <summary>The <see cref="ModelPlan.Fingerprint"/> of the model that was measured.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>How many samples the microbatch had.</summary>
    public required int Samples { get; init; }

    public required EquatableArray<ProfiledSubmodule> Submodules { get; init; }

    /// <summary>Milliseconds of the loss, forward and backward.</summary>
    public required double LossForwardMs { get; init; }

    public required double LossBackwardMs { get; init; }
}

/// <summary>What was measured of a submodule for one microbatch, all its calls together.</summary>
/// <param name="Name">Its field, with a list's element: <c>blocks.3</c>.</param>
/// <param name="ForwardMs">Milliseconds of its forward.</param>
/// <param name="InputGradientMs">Milliseconds of the first half of its backward.</param>
/// <param name="WeightGradientMs">Milliseconds of the second half.</param>
/// <param name="ParameterBytes">Bytes of its parameters.</param>
/// <param name="ActivationBytes">Bytes it keeps from forward to backward; NaN where nobody counted.</param>
/// <param name="OutputBytes">Bytes of what it returns.</param>
public sealed record ProfiledSubmodule(
    string Name, double ForwardMs, double InputGradientMs, double WeightGradientMs, double ParameterBytes, double ActivationBytes,
    double OutputBytes)
{
    /// <summary>The field: <c>blocks</c>.</summary>
    public string Field => Name.Split('.')[0];
}

/// <summary>What reading a profile gave.</summary>
/// <param name="Profile">The profile, or null where something is wrong with the file.</param>
/// <param name="Problems">What is wrong.</param>
/// <param name="Places">Where the file says what.</param>
public sealed record StageProfileReading(StageProfile? Profile, EquatableArray<ProfileProblem> Problems, ProfilePlaces Places);

/// <summary>Something wrong with a profile.</summary>
/// <param name="Span">Where in the file.</param>
/// <param name="Message">What, and what to do.</param>
public sealed record ProfileProblem(TextSpan Span, string Message);

/// <summary>Where a file says what.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="Fingerprint">The fingerprint.</param>
/// <param name="Submodules">The names of the submodules, in order.</param>
public sealed record ProfilePlaces(TextSpan Model, TextSpan Fingerprint, EquatableArray<TextSpan> Submodules);
