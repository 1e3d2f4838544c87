using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
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
            problems.Add(Rules.UnknownSchedule, attribute?.ApplicationSyntaxReference, Number(kind),
                string.Join(", ", Enum.GetNames(typeof(PipelineSchedule))));

        int microbatches = attribute?.Named("Microbatches") as int? ?? 0;
        if (microbatches < 0) problems.Add(Rules.NegativeMicrobatches, attribute?.ApplicationSyntaxReference, Number(microbatches));

        int declared = attribute?.Named("StagesPerDevice") as int? ?? 0;
        int used = declared > 0 || !known ? declared : Schedules.DefaultStagesPerDevice((PipelineSchedule)kind);
        if (known && (declared < 0 || !Schedules.Allows((PipelineSchedule)kind, used)))
            problems.Add(Rules.StagesPerDevice, attribute?.ApplicationSyntaxReference,
                Schedules.Title((PipelineSchedule)kind) + " cannot have " + Number(declared)
                    + " stages a device; leave StagesPerDevice out, and it has "
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
            Schedules.Title(schedule.Kind) + " has " + Number(schedule.StagesPerDevice) + " stages a device, on "
                + Number(Math.Max(1, devices))
            + (devices > 1 ? " devices" : " device") + " " + Number(needed) + "; the model has " + Number(stages)
                + ": cut it finer, or name fewer devices");
    }

    /// <summary>How many stages are to be chosen where no attribute says them; null where <c>Stages</c> is left out.</summary>
    public static int? Stages(AttributeData? attribute) => attribute?.Named(StagesArgument) as int?;

    /// <summary><c>Stages</c> must be a number that a model can have, and beside attributes it must be theirs.</summary>
    public static void CheckStages(AttributeData? attribute, INamedTypeSymbol type, DeclaredSubmodules submodules, ProblemList problems)
    {
        if (Stages(attribute) is not { } wanted) return;
        var staged = submodules.All.Where(submodule => submodule.First >= 0).ToList();
        if (wanted is < 1 or > SubmoduleReader.HighestStage + 1)
            AddOnStages(problems, attribute, "Stages = " + Number(wanted) + " is no number of stages: write 1 to "
                + Number(SubmoduleReader.HighestStage + 1)
                + ", or leave it out and give each submodule [Stage(n)]");
        else if (submodules.IsAutomatic)
        {
            if (staged.Count == 0) AddOnStages(problems, attribute, type.Name + " has no submodule that could be in a stage");
        }
        else if (problems.ArgumentsOf(Rules.NoStage).ToList() is { Count: > 0 } unassigned)
            AddOnStages(problems, attribute, "Stages = " + Number(wanted)
                + " has stages chosen where no attribute says any, but here some submodules have [Stage] or [Stages] while "
                + Names(unassigned) + (unassigned.Count == 1 ? " has none" : " have none")
                + ": give a stage to all and leave Stages out, or to none");
        else if (staged.Count > 0 && staged.Max(submodule => submodule.Last) + 1 is var declared && declared != wanted)
            AddOnStages(problems, attribute, "Stages = " + Number(wanted) + " contradicts the attributes of the submodules, which declare "
                + Number(declared)
                + (declared == 1 ? " stage" : " stages") + ": leave Stages out, or take the attributes away and the stages are chosen");
    }

    /// <summary>Says something at <c>Stages = 4</c>.</summary>
    public static void AddOnStages(ProblemList problems, AttributeData? attribute, string message)
    {
        var argument = (attribute?.ApplicationSyntaxReference?.GetSyntax() as AttributeSyntax)?.ArgumentList?.Arguments
            .FirstOrDefault(one => one.NameEquals?.Name.Identifier.ValueText == StagesArgument);
        if (argument is null) problems.Add(Rules.BadStages, attribute?.ApplicationSyntaxReference, message);
        else problems.Add(Rules.BadStages, argument, message);
    }

    private const string StagesArgument = "Stages";

    private static string Names(List<string> names) => string.Join(", ", names.Select(name => "'" + name + "'"));

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
