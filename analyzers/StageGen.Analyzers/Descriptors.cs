using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using StageGen.Modeling;

namespace StageGen.Analyzers;

/// <summary>What the rules say. A message names the thing that is wrong and ends with the way out.</summary>
public static class Descriptors
{
    private const string Category = "StageGen.Authoring";
    private const string Help = "https://github.com/stagegen/stagegen/blob/main/docs/rules/";
    private const string Page = ".md";

    public static readonly DiagnosticDescriptor NotPartial = new(Rules.NotPartial, "Pipeline class is not partial",
        "{0}{1} must be partial, so that the pipeline can be generated into it: add 'partial' to its declaration",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Help + Rules.NotPartial + Page);

    public static readonly DiagnosticDescriptor NotAModule = new(Rules.NotAModule, "Pipeline class is no module",
        "{0} is no TorchSharp module: derive it from Module<Tensor, Tensor>, or from another Module<…, TResult>",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Help + Rules.NotAModule + Page);

    public static readonly DiagnosticDescriptor NoForward = new(Rules.NoForward, "Pipeline class has no forward to cut",
        "{0} cannot become a pipeline: {1}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Help + Rules.NoForward + Page);

    public static readonly DiagnosticDescriptor StageGap = new(Rules.StageGap, "Stage without submodule",
        "{0} no submodule, though {1} has stages up to {2}: give it one, or number the stages without a gap",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Help + Rules.StageGap + Page);

    public static readonly DiagnosticDescriptor NoStage = new(Rules.NoStage, "Submodule without stage",
        "{0} of {1} is in no stage: give each submodule [Stage(n)], or [Stages(first, last)] to deal a ModuleList or Sequential",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Help + Rules.NoStage + Page);

    public static readonly DiagnosticDescriptor StageOnNoModule = new(Rules.StageOnNoModule, "Stage on what is no module",
        "{0} has a stage but is no module, it is a {1}: stages are for submodules, parameters and buffers; remove the attribute",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Help + Rules.StageOnNoModule + Page);

    public static readonly DiagnosticDescriptor StageAndStages = new(Rules.StageAndStages, "Both [Stage] and [Stages]",
        "{0} has both [Stage] and [Stages]: keep [Stage(n)] for a module of one stage, [Stages(first, last)] for a list dealt over several",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Help + Rules.StageAndStages + Page);

    public static readonly DiagnosticDescriptor StagesReversed = new(Rules.StagesReversed, "[Stages] ends before it begins",
        "[Stages({1}, {2})] of {0} ends before it begins: write the first stage first",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Help + Rules.StagesReversed + Page);

    public static readonly DiagnosticDescriptor NotDealable = new(Rules.NotDealable, "Module cannot be dealt over stages",
        "{0} is a {1} and cannot be dealt over several stages, as a ModuleList<T> or a Sequential can: use [Stage(n)], or make it one of these",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Help + Rules.NotDealable + Page);

    public static readonly DiagnosticDescriptor BadSplit = new(Rules.BadSplit, "Split does not fit",
        "Split = {1} of {0} does not fit: it needs {2} numbers, one for each of the stages, none negative",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Help + Rules.BadSplit + Page);

    public static readonly DiagnosticDescriptor StageOutOfRange = new(Rules.StageOutOfRange, "Stage number out of range",
        "{0} is in stage {1}: a stage number is from 0 to {2}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Help + Rules.StageOutOfRange + Page);

    public static readonly DiagnosticDescriptor DeviceStageMissing = new(Rules.DeviceStageMissing,
        "Device names a stage that does not exist",
        "This device runs stage {0}, which does not exist: the stages are 0 to {1}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Help + Rules.DeviceStageMissing + Page);

    public static readonly DiagnosticDescriptor DeviceStagesOrder = new(Rules.DeviceStagesOrder, "Devices do not share out the stages",
        "The devices do not share out the stages: {0}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Help + Rules.DeviceStagesOrder + Page);

    public static readonly DiagnosticDescriptor DeviceMalformed = new(Rules.DeviceMalformed, "Device cannot be read",
        "{0}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Help + Rules.DeviceMalformed + Page);

    public static readonly DiagnosticDescriptor NegativeMicrobatches = new(Rules.NegativeMicrobatches, "Negative number of microbatches",
        "Microbatches = {0} is negative: write at least 1, or leave it out and the pipeline decides",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Help + Rules.NegativeMicrobatches + Page);

    public static readonly DiagnosticDescriptor BackwardFlow = new(Rules.BackwardFlow, "Value flows to an earlier stage",
        "'{0}' comes from stage {1} and cannot flow back to {2} in stage {3}: move {2} to stage {1} or a later one, or what makes the value to stage {3}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Help + Rules.BackwardFlow + Page);

    public static readonly DiagnosticDescriptor NameTaken = new(Rules.NameTaken, "Generated name is taken",
        "{0} has {1}, which is what the generated one is called: rename it",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Help + Rules.NameTaken + Page);

    public static readonly DiagnosticDescriptor NotSliceable = new(Rules.NotSliceable, "Cannot be cut into stages",
        "{0} cannot be cut into stages: {1}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Help + Rules.NotSliceable + Page);

    public static readonly DiagnosticDescriptor NotSupportedYet = new(Rules.NotSupportedYet, "Cannot be cut into stages yet",
        "{0} cannot be cut into stages yet: {1}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Help + Rules.NotSupportedYet + Page);

    public static readonly DiagnosticDescriptor BadShape = new(Rules.BadShape, "Dimension of [Shape] is neither name nor size",
        "[Shape] of {0} has a dimension {1}: write a string for one that may vary, or a positive int for one that is fixed",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Help + Rules.BadShape + Page);

    public static readonly DiagnosticDescriptor UnknownSchedule = new(Rules.UnknownSchedule, "Unknown schedule",
        "{0} is no PipelineSchedule: write one of {1}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Help + Rules.UnknownSchedule + Page);

    public static readonly DiagnosticDescriptor CannotCross = new(Rules.CannotCross, "Value cannot cross to another stage",
        "'{0}' is a {1} and cannot cross from stage {2} to stage {3}, as tensors, numbers, strings and arrays of these can: take the tensors out of it into locals, or keep its use in stage {2}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Help + Rules.CannotCross + Page);

    public static readonly DiagnosticDescriptor Unused = new(Rules.Unused, "Submodule is never used",
        "forward never uses {0}, so that its parameters get no gradient: call it, or remove it",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Help + Rules.Unused + Page);

    public static readonly DiagnosticDescriptor IdleStage = new(Rules.IdleStage, "Stage never reaches the result",
        "What stage {0} ({1}) computes never reaches the result of forward: use it there, or give its submodules another stage",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Help + Rules.IdleStage + Page);

    public static readonly DiagnosticDescriptor UnclearType = new(Rules.UnclearType, "Type of a crossing value is not written",
        "'{0}' crosses to another stage and is taken for {1}, but is {2}: put it in a local declared with its type",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Help + Rules.UnclearType + Page);

    public static readonly DiagnosticDescriptor StagesPerDevice = new(Rules.StagesPerDevice, "Too few or too many stages a device",
        "{0}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Help + Rules.StagesPerDevice + Page);

    public static readonly DiagnosticDescriptor NotBuiltInPart = new(Rules.NotBuiltInPart, "Model cannot be built in part",
        "{0} keeps {1} from being built stage by stage: {2}",
        Category, DiagnosticSeverity.Info, isEnabledByDefault: true, helpLinkUri: Help + Rules.NotBuiltInPart + Page);

    public static readonly DiagnosticDescriptor SharedApart = new(Rules.SharedApart, "Shared weights on devices without common memory",
        "'{0}' shares weights with '{1}', stage {2} is on {3} and stage {4} on {5}: devices without common memory cannot share a parameter, and making the pipeline fails; put both in stages of one device",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Help + Rules.SharedApart + Page);

    public static readonly DiagnosticDescriptor NotRegistered = new(Rules.NotRegistered, "Submodule is never registered",
        "{0} never registered, so {1} has none of the parameters: they are not in its state_dict, and its optimizers do not see them; {2}",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Help + Rules.NotRegistered + Page);

    public static readonly DiagnosticDescriptor MadeElsewhere = new(Rules.MadeElsewhere, "Tensor on another device than its stage",
        "{0}, whatever device its stage runs on, and cannot meet that stage's tensors: take the device of a tensor of the stage, as in 'device: {1}.device'",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Help + Rules.MadeElsewhere + Page);

    public static readonly DiagnosticDescriptor DeviceTwice = new(Rules.DeviceTwice, "Device declared twice",
        "'{0}' is declared already: two workers on one device take turns on it, and what either holds is in one memory; give the stages of both to one [Device]",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Help + Rules.DeviceTwice + Page);

    public static readonly DiagnosticDescriptor BadStages = new(Rules.BadStages, "Stages cannot be chosen",
        "{0}",
        Category, DiagnosticSeverity.Error, isEnabledByDefault: true, helpLinkUri: Help + Rules.BadStages + Page);

    public static readonly DiagnosticDescriptor ChosenStages = new(Rules.ChosenStages, "Stages chosen automatically",
        "{0} {1} chosen{2}: {3}{4}",
        Category, DiagnosticSeverity.Info, isEnabledByDefault: true, helpLinkUri: Help + Rules.ChosenStages + Page);

    /// <summary>Every rule, by id.</summary>
    public static ImmutableDictionary<string, DiagnosticDescriptor> All { get; } = new[]
    {
        NotPartial,
        NotAModule,
        NoForward,
        StageGap,
        NoStage,
        StageOnNoModule,
        StageAndStages,
        StagesReversed,
        NotDealable,
        BadSplit,
        StageOutOfRange,
        DeviceStageMissing,
        DeviceStagesOrder,
        DeviceMalformed,
        NegativeMicrobatches,
        BackwardFlow,
        NameTaken,
        NotSliceable,
        NotSupportedYet,
        BadShape,
        UnknownSchedule,
        CannotCross,
        Unused,
        IdleStage,
        UnclearType,
        StagesPerDevice,
        NotBuiltInPart,
        SharedApart,
        NotRegistered,
        MadeElsewhere,
        DeviceTwice,
        BadStages,
        ChosenStages,
    }.ToImmutableDictionary(descriptor => descriptor.Id);
}
