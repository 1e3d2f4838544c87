using System.Globalization;
using Microsoft.CodeAnalysis;
using StageGen.Scheduling;

namespace StageGen.Modeling.Reading;

/// <summary>Reads the arguments of <c>[Pipeline]</c>.</summary>
internal static class PipelineReader
{
    public static SchedulePlan Read(AttributeData? attribute, ProblemList problems)
    {
        int kind = attribute?.Named("Schedule") as int? ?? (int)PipelineSchedule.OneForwardOneBackward;
        bool known = Enum.IsDefined(typeof(PipelineSchedule), kind);
        if (!known)
            problems.Add(Rules.UnknownSchedule, attribute?.ApplicationSyntaxReference, Number(kind), string.Join(", ", Enum.GetNames(typeof(PipelineSchedule))));

        int microbatches = attribute?.Named("Microbatches") as int? ?? 0;
        if (microbatches < 0) problems.Add(Rules.NegativeMicrobatches, attribute?.ApplicationSyntaxReference, Number(microbatches));

        int declared = attribute?.Named("StagesPerDevice") as int? ?? 0;
        int used = declared > 0 || !known ? declared : Schedules.DefaultStagesPerDevice((PipelineSchedule)kind);
        if (known && (declared < 0 || !Schedules.Allows((PipelineSchedule)kind, used)))
            problems.Add(Rules.StagesPerDevice, attribute?.ApplicationSyntaxReference,
                Schedules.Title((PipelineSchedule)kind) + " cannot have " + Number(declared) + " stages a device; leave StagesPerDevice out, and it has "
                + Number(Schedules.DefaultStagesPerDevice((PipelineSchedule)kind)));
        return new SchedulePlan((PipelineSchedule)kind, microbatches, declared, Math.Max(1, used));
    }

    /// <summary>A model with fewer stages than its schedule needs for its devices cannot run as declared.</summary>
    public static void CheckStages(AttributeData? attribute, SchedulePlan schedule, int stages, int devices, ProblemList problems)
    {
        // Auto does with one stage a device where there are no two for each.
        bool givesWay = schedule is { Kind: PipelineSchedule.Auto, DeclaredStagesPerDevice: 0 };
        int needed = (givesWay ? 1 : schedule.StagesPerDevice) * Math.Max(1, devices);
        // More devices than stages are a matter of the devices.
        if (problems.StopGeneration || stages == 0 || schedule.StagesPerDevice == 1 || needed <= stages) return;
        problems.Add(Rules.StagesPerDevice, attribute?.ApplicationSyntaxReference,
            Schedules.Title(schedule.Kind) + " has " + Number(schedule.StagesPerDevice) + " stages a device, on " + Number(Math.Max(1, devices))
            + (devices > 1 ? " devices" : " device") + " " + Number(needed) + "; the model has " + Number(stages) + ": cut it finer, or name fewer devices");
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
