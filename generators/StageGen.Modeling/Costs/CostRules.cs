namespace StageGen.Modeling.Costs;

/// <summary>The ids of the rules about costs and shapes. None of them keeps a class from becoming a pipeline.</summary>
public static class CostRules
{
    /// <summary>A layer or an operation cannot work on the shapes that reach it (a warning).</summary>
    public const string ShapeMismatch = "SG5001";

    /// <summary>What something costs cannot be found out (information).</summary>
    public const string UnknownCost = "SG5002";
}
