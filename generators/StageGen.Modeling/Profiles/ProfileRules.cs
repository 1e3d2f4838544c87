namespace StageGen.Modeling.Profiles;

/// <summary>The ids of the rules about profiles. None of them keeps a class from becoming a pipeline.</summary>
public static class ProfileRules
{
    /// <summary>A profile is no JSON, or not what a profile is.</summary>
    public const string Damaged = "SG6001";

    /// <summary>A profile is of a model that is not in the project, or that has another profile.</summary>
    public const string OfNoModel = "SG6002";

    /// <summary>The model's submodules have changed since it was measured.</summary>
    public const string Stale = "SG6003";

    /// <summary>The model was measured at other sizes than its source tells of (information).</summary>
    public const string OtherSizes = "SG6004";
}
