namespace StageGen.Modeling.Costs;

/// <summary>The ids of the rules about costs and shapes. None of them keeps a class from becoming a pipeline.</summary>
public static class CostRules
{
    /// <summary>A device has hardly anything to do (a warning).</summary>
    public const string IdleDevice = "SG1001";

    /// <summary>One device takes longer than the others, and another cut would be faster (a warning).</summary>
    public const string Imbalance = "SG1002";

    /// <summary>One submodule alone takes longer than a device's share (information).</summary>
    public const string OversizedSubmodule = "SG1003";

    /// <summary>Submodules that share weights are on two devices, and need not be (information).</summary>
    public const string SplitWeights = "SG1004";

    /// <summary>What crosses to another device takes long beside what is computed (a warning).</summary>
    public const string CostlyTransfer = "SG2001";

    /// <summary>A cut nearby ships much less and is as fast (information).</summary>
    public const string CheaperCut = "SG2002";

    /// <summary>A value is held for stages far behind (information).</summary>
    public const string LongSkip = "SG2003";

    /// <summary>Values go to and fro between devices, and that takes longer than it spares (a warning).</summary>
    public const string PingPong = "SG2004";

    /// <summary>A device's memory is too small (a warning).</summary>
    public const string OverMemory = "SG3001";

    /// <summary>A layer or an operation cannot work on the shapes that reach it (a warning).</summary>
    public const string ShapeMismatch = "SG5001";

    /// <summary>What something costs cannot be found out (information).</summary>
    public const string UnknownCost = "SG5002";
}
