namespace StageGen.Modeling;

/// <summary>The ids of the authoring rules. An id is never given twice; <c>docs/rules</c> has a page for each.</summary>
public static class Rules
{
    /// <summary>A pipeline class, or a type around it, is not partial.</summary>
    public const string NotPartial = "SG0001";

    /// <summary>The class is no TorchSharp module.</summary>
    public const string NotAModule = "SG0002";

    /// <summary>The class has no <c>forward</c> that could be cut.</summary>
    public const string NoForward = "SG0003";

    /// <summary>No submodule is in a stage below the last.</summary>
    public const string StageGap = "SG0004";

    /// <summary>A submodule is in no stage.</summary>
    public const string NoStage = "SG0005";

    /// <summary>A stage is given to something that is no module.</summary>
    public const string StageOnNoModule = "SG0006";

    /// <summary>A member has both <c>[Stage]</c> and <c>[Stages]</c>.</summary>
    public const string StageAndStages = "SG0007";

    /// <summary><c>[Stages]</c> ends before it begins.</summary>
    public const string StagesReversed = "SG0008";

    /// <summary><c>[Stages]</c> over several stages on something that cannot be dealt.</summary>
    public const string NotDealable = "SG0009";

    /// <summary><c>Split</c> does not fit.</summary>
    public const string BadSplit = "SG0010";

    /// <summary>A stage number is negative, or beyond any machine.</summary>
    public const string StageOutOfRange = "SG0011";

    /// <summary><c>[Device]</c> names a stage that does not exist.</summary>
    public const string DeviceStageMissing = "SG0012";

    /// <summary>The stages of the devices are not neighbours in order, or leave one out, or give one twice.</summary>
    public const string DeviceStagesOrder = "SG0013";

    /// <summary>A device's name or memory cannot be read.</summary>
    public const string DeviceMalformed = "SG0014";

    /// <summary>The number of microbatches is negative.</summary>
    public const string NegativeMicrobatches = "SG0015";

    /// <summary>A value flows to an earlier stage.</summary>
    public const string BackwardFlow = "SG0016";

    /// <summary>A name that is to be generated is taken.</summary>
    public const string NameTaken = "SG0017";

    /// <summary>The construct can never be cut into stages.</summary>
    public const string NotSliceable = "SG0018";

    /// <summary>The construct cannot be cut into stages yet.</summary>
    public const string NotSupportedYet = "SG0019";

    /// <summary>A dimension of <c>[Shape]</c> is neither a string nor an int.</summary>
    public const string BadShape = "SG0020";

    /// <summary>The schedule is not one of <see cref="PipelineSchedule"/>.</summary>
    public const string UnknownSchedule = "SG0021";

    /// <summary>A value of this type cannot cross from one stage to another.</summary>
    public const string CannotCross = "SG0022";

    /// <summary><c>forward</c> never uses a submodule (a warning).</summary>
    public const string Unused = "SG0023";

    /// <summary>What a stage computes never reaches the result.</summary>
    public const string IdleStage = "SG0024";

    /// <summary>A crossing value is not of the type that its declaration lets one conclude.</summary>
    public const string UnclearType = "SG0025";

    /// <summary>The schedule cannot have so many stages a device, or the model does not have so many.</summary>
    public const string StagesPerDevice = "SG0026";

    /// <summary>The model can be built as a whole only (a message: it matters where processes build their own stages).</summary>
    public const string NotBuiltInPart = "SG0027";

    /// <summary>Submodules share weights, and their stages are declared on devices that have no common memory (a warning).</summary>
    public const string SharedApart = "SG0028";

    /// <summary>The model, or the class of a submodule, registers nothing of what it holds (a warning).</summary>
    public const string NotRegistered = "SG0029";

    /// <summary>A tensor is made or put on a device that may not be its stage's (a warning).</summary>
    public const string MadeElsewhere = "SG0030";

    /// <summary>A device with a memory of its own is declared twice (a warning).</summary>
    public const string DeviceTwice = "SG0031";

    /// <summary>The model cannot be cut in as many stages as <c>Stages</c> says, or its attributes say otherwise.</summary>
    public const string BadStages = "SG0032";

    /// <summary>Which stages were chosen automatically (a message).</summary>
    public const string ChosenStages = "SG0033";

    /// <summary>Whether a problem of this rule leaves the class without generated code.</summary>
    public static bool StopsGeneration(string rule) =>
        rule is not (Unused or NotBuiltInPart or SharedApart or NotRegistered or MadeElsewhere or DeviceTwice or ChosenStages);
}
