using System.Globalization;
using Microsoft.CodeAnalysis;

namespace StageGen.Modeling.Reading;

/// <summary>Reads the arguments of <c>[Pipeline]</c>.</summary>
internal static class PipelineReader
{
    public static (PipelineSchedule Schedule, int Microbatches) Read(AttributeData attribute, ProblemList problems)
    {
        int schedule = attribute.Named("Schedule") as int? ?? (int)PipelineSchedule.OneForwardOneBackward;
        if (!Enum.IsDefined(typeof(PipelineSchedule), schedule))
            problems.Add(Rules.UnknownSchedule, attribute.ApplicationSyntaxReference,
                schedule.ToString(CultureInfo.InvariantCulture), string.Join(", ", Enum.GetNames(typeof(PipelineSchedule))));

        int microbatches = attribute.Named("Microbatches") as int? ?? 0;
        if (microbatches < 0)
            problems.Add(Rules.NegativeMicrobatches, attribute.ApplicationSyntaxReference, microbatches.ToString(CultureInfo.InvariantCulture));
        return ((PipelineSchedule)schedule, microbatches);
    }
}
