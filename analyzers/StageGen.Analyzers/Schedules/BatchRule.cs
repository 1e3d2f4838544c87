using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using StageGen.Modeling;

namespace StageGen.Analyzers;

/// <summary>Whether the batch can be cut into the microbatches, and evenly.</summary>
internal static class BatchRule
{
    private const string Batch = "batch";

    /// <summary>The samples of a whole batch, where <c>[Typical("batch", …)]</c> says so.</summary>
    public static long? SamplesOf(INamedTypeSymbol type)
    {
        foreach (var attribute in type.GetAttributes())
            if (attribute is
            {
                AttributeClass: { Name: "TypicalAttribute", ContainingNamespace.Name: "StageGen" },
                ConstructorArguments: [{ Value: Batch }, { Value: long and > 0 and var samples }]
            })
                return samples;
        return null;
    }

    /// <param name="plan">The model.</param>
    /// <param name="microbatches">Microbatches a step.</param>
    /// <param name="batch">The samples of a batch.</param>
    public static ScheduleFinding? Find(ModelPlan plan, int microbatches, long batch)
    {
        // Where none are declared, the pipeline decides by devices that may be others than these.
        if (plan.Schedule.Microbatches == 0 || batch % microbatches == 0) return null;
        long small = batch / microbatches;
        if (small == 0)
            return new ScheduleFinding(ScheduleRules.SmallBatch, BubbleRule.Microbatches,
                ImmutableDictionary<string, string?>.Empty.Add(BubbleRule.Microbatches, Said.Number(batch)), Said.Number(batch),
                Said.Count(microbatches, "microbatch", "es"));
        return new ScheduleFinding(ScheduleRules.UnevenMicrobatches, BubbleRule.Microbatches,
            ImmutableDictionary<string, string?>.Empty.Add(BubbleRule.Microbatches, Said.Number(Divisor(batch, microbatches))),
            Said.Number(batch), Said.Count(microbatches, "microbatch", "es"), Said.Number(small + 1), Said.Number(small),
            Said.Number((small + 1) * microbatches));
    }

    /// <summary>The inputs of a model of which none can be cut: all have a first dimension that is no batch. None where one can.</summary>
    public static IReadOnlyList<string> Uncut(ModelPlan plan)
    {
        var tensors = plan.Inputs.Where(input => input.Type.TrimEnd('?') == plan.TensorType).ToList();
        return tensors.TrueForAll(input => input.Shape is { } shape && (shape.Count == 0 || shape[0] != "\"" + Batch + "\""))
            ? [.. tensors.Select(input => input.Name)]
            : [];
    }

    /// <summary>The number of equal microbatches that is nearest to what was declared; the larger of two.</summary>
    private static long Divisor(long batch, int microbatches)
    {
        for (int distance = 1; ; distance++)
        {
            if (microbatches + distance <= batch && batch % (microbatches + distance) == 0) return microbatches + distance;
            if (microbatches > distance && batch % (microbatches - distance) == 0) return microbatches - distance;
        }
    }
}
