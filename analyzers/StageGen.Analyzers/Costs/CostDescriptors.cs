using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using StageGen.Modeling.Costs;

namespace StageGen.Analyzers;

/// <summary>What the rules about balance, transfers, memory and shapes say.</summary>
public static class CostDescriptors
{
    private const string Help = "https://github.com/stagegen/stagegen/blob/main/docs/rules/";
    private const string Page = ".md";

    public static readonly DiagnosticDescriptor IdleDevice = new(CostRules.IdleDevice, "Idle device",
        "{0} works for {1} of the {4}time that the slowest device does ({2}); {3}",
        "StageGen.Balance", DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Help + CostRules.IdleDevice + Page);

    public static readonly DiagnosticDescriptor Imbalance = new(CostRules.Imbalance, "Unbalanced stages",
        "{0} takes {1} of the {5}time where {2} would be its share ({3}), and the pipeline is as slow as its slowest device; {4}",
        "StageGen.Balance", DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Help + CostRules.Imbalance + Page);

    public static readonly DiagnosticDescriptor OversizedSubmodule = new(CostRules.OversizedSubmodule,
        "Submodule larger than a stage's share",
        "{0} alone takes {1} of the {3}time where {2} is a device's share, so no cut can balance the stages: cut it into several submodules, or use fewer devices",
        "StageGen.Balance", DiagnosticSeverity.Info, isEnabledByDefault: true, helpLinkUri: Help + CostRules.OversizedSubmodule + Page);

    public static readonly DiagnosticDescriptor SplitWeights = new(CostRules.SplitWeights, "Shared weights on two devices",
        "'{0}' and '{1}' share {2} of weights and are on two devices, {3} and {4}, which take turns in the backward and hand over {2} of gradients for each of {5}; with both in stage {6} ({7}) the slowest device would take {8}",
        "StageGen.Balance", DiagnosticSeverity.Info, isEnabledByDefault: true, helpLinkUri: Help + CostRules.SplitWeights + Page);

    public static readonly DiagnosticDescriptor CostlyTransfer = new(CostRules.CostlyTransfer, "Costly transfer",
        "{0} sends {1} a microbatch ({2}): {3} at {4} GB/s beside {5} of computing at {6} TFLOP/s; cut where less crosses, or put both stages on one device",
        "StageGen.Communication", DiagnosticSeverity.Warning, isEnabledByDefault: true,
        helpLinkUri: Help + CostRules.CostlyTransfer + Page);

    public static readonly DiagnosticDescriptor CheaperCut = new(CostRules.CheaperCut, "Cheaper cut nearby",
        "The cut after {0} ships {1} a microbatch; after {2} it would ship {3}, and the slowest device would take {4}",
        "StageGen.Communication", DiagnosticSeverity.Info, isEnabledByDefault: true, helpLinkUri: Help + CostRules.CheaperCut + Page);

    public static readonly DiagnosticDescriptor LongSkip = new(CostRules.LongSkip, "Value held for a distant stage",
        "'{0}' goes from stage {1} to stage {2} and is held for {3} microbatches in between: {4}; move its reader closer, or compute it again there",
        "StageGen.Communication", DiagnosticSeverity.Info, isEnabledByDefault: true, helpLinkUri: Help + CostRules.LongSkip + Page);

    public static readonly DiagnosticDescriptor PingPong = new(CostRules.PingPong, "Values go to and fro between devices",
        "Under {0} each microbatch crosses between devices {1} times, from {2} to {3} and back, with {4}; under {5} it is {6}, with {7}, and at {8} GB/s a step would take {9} less",
        "StageGen.Communication", DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Help + CostRules.PingPong + Page);

    public static readonly DiagnosticDescriptor OverMemory = new(CostRules.OverMemory, "Device's memory is too small",
        "{0} needs {1} of its {2}: weights {3}, gradients {4}, optimizer state {5} (as Adam's), {9}activations {6} of up to {7} microbatches; {8}",
        "StageGen.Memory", DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Help + CostRules.OverMemory + Page);

    public static readonly DiagnosticDescriptor ShapeMismatch = new(CostRules.ShapeMismatch, "Shapes do not fit",
        "{0}",
        "StageGen.Shapes", DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Help + CostRules.ShapeMismatch + Page);

    public static readonly DiagnosticDescriptor UnknownCost = new(CostRules.UnknownCost, "Cost is not known",
        "{0} {1}",
        "StageGen.Shapes", DiagnosticSeverity.Info, isEnabledByDefault: true, helpLinkUri: Help + CostRules.UnknownCost + Page);

    /// <summary>Every rule, by id.</summary>
    public static ImmutableDictionary<string, DiagnosticDescriptor> All { get; } =
        new[]
        {
            IdleDevice, Imbalance, OversizedSubmodule, SplitWeights, CostlyTransfer, CheaperCut, LongSkip, PingPong, OverMemory,
            ShapeMismatch, UnknownCost
        }
            .ToImmutableDictionary(descriptor => descriptor.Id);
}
