using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using StageGen.Modeling;

namespace StageGen.Analyzers;

/// <summary>What the rules about schedules and microbatches say.</summary>
public static class ScheduleDescriptors
{
    private const string Category = "StageGen.Schedule";
    private const string Help = "https://github.com/stagegen/stagegen/blob/main/docs/rules/";
    private const string Page = ".md";

    public static readonly DiagnosticDescriptor LargeBubble = new(ScheduleRules.LargeBubble, "Large bubble",
        "Under {0} with {1} the {2} stand idle for {3} of a step, where stages cost the same: {4}",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Help + ScheduleRules.LargeBubble + Page);

    public static readonly DiagnosticDescriptor FewMicrobatches = new(ScheduleRules.FewMicrobatches, "Fewer microbatches than devices",
        "{0} cannot keep {1} busy, no more than {2} of them work at a time, and they stand idle for {3} of a step: {4}",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Help + ScheduleRules.FewMicrobatches + Page);

    public static readonly DiagnosticDescriptor UnevenMicrobatches = new(ScheduleRules.UnevenMicrobatches,
        "Batch does not divide into microbatches",
        "A batch of {0} does not divide into {1}: some are of {2} samples and some of {3}, and the devices wait for the larger ones; a batch of {4} takes as long",
        Category, DiagnosticSeverity.Info, isEnabledByDefault: true, helpLinkUri: Help + ScheduleRules.UnevenMicrobatches + Page);

    public static readonly DiagnosticDescriptor SmallBatch = new(ScheduleRules.SmallBatch, "Batch smaller than the number of microbatches",
        "A batch of {0} cannot be cut into {1}, and TrainStep would refuse it: set Microbatches to at most {0}, or train on larger batches",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Help + ScheduleRules.SmallBatch + Page);

    public static readonly DiagnosticDescriptor NoBatch = new(ScheduleRules.NoBatch, "No input is cut into microbatches",
        "No input of {0} is cut into microbatches, and every step would refuse its batch: name the first dimension of {1} \"batch\"",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Help + ScheduleRules.NoBatch + Page);

    public static readonly DiagnosticDescriptor OneStagePerDevice = new(ScheduleRules.OneStagePerDevice,
        "Schedule for several stages a device has one",
        "{0} with one stage a device is {1}, with nothing to interleave: {2}",
        Category, DiagnosticSeverity.Info, isEnabledByDefault: true, helpLinkUri: Help + ScheduleRules.OneStagePerDevice + Page);

    /// <summary>Every rule, by id.</summary>
    public static ImmutableDictionary<string, DiagnosticDescriptor> All { get; } =
        new[] { LargeBubble, FewMicrobatches, UnevenMicrobatches, SmallBatch, NoBatch, OneStagePerDevice }
            .ToImmutableDictionary(descriptor => descriptor.Id);
}
