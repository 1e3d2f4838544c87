using System.CommandLine;
using Microsoft.CodeAnalysis;
using StageGen.Modeling;
using StageGen.Modeling.Costs;
using StageGen.Modeling.Profiles;
using StageGen.Scheduling;

namespace StageGen.Tool;

/// <summary>A model of a project with its plan, its costs and what they come to.</summary>
/// <param name="Type">The class.</param>
/// <param name="File">Where it is written, from the project's folder.</param>
/// <param name="Plan">The plan.</param>
/// <param name="Summary">What it comes to.</param>
/// <param name="Partition">Its partition and the best one; null where the costs are not all known.</param>
internal sealed record PlannedModel(INamedTypeSymbol Type, string File, ModelPlan Plan, PlanSummary Summary, ModelPartition? Partition)
{
    // Beyond this a simulation takes seconds.
    private const int MostActions = 2_000_000;

    /// <summary>The best partition, where it is another than the declared one and worth a word.</summary>
    public Partition? Better => Partition?.Best is { } best && (best.Bottleneck < Partition.Declared.Bottleneck * 0.999 || !Partition.Declared.Fits) ? best : null;

    public DeclaredDevices Devices => DeclaredDevices.Of(Plan)!;

    /// <summary>Plans a model.</summary>
    public static PlannedModel Of(ModelProject project, INamedTypeSymbol type, PlanOptions options, ParseResult parsed)
    {
        var reading = ModelReader.Read(type, default);
        if (reading.Plan is not { } declared) throw project.Refusal(type);
        var plan = options.Apply(parsed, declared);
        var costs = CostReader.Read(type, project.Compilation, reading with { Plan = plan }, default);
        if (costs.Problems.FirstOrDefault(problem => problem.Rule == CostRules.ShapeMismatch) is { } mismatch)
            throw new UserException($"{type.ToDisplayString()} does not run: {mismatch.Arguments[0]}");
        if (costs.Costs is not { } known)
            throw new UserException($"What {type.ToDisplayString()} costs cannot be told: {string.Join("; ", costs.Problems.Select(problem => string.Join(" ", problem.Arguments)))}");
        known = project.Profiles.Apply(plan, known);
        var partition = ModelPartition.Of(plan, known);
        return new(type, project.Relative(ModelProject.FileOf(type)), plan, PlanSummary.Of(plan, known, partition, partition is null ? null : Simulate(partition, partition.Declared)), partition);
    }

    /// <summary>How much shorter a step would be under another partition: 0.17 is 17 % less.</summary>
    public double Gain(Partition other) => Simulate(Partition!, Partition!.Declared) is { } now && Simulate(Partition, other) is { } then ? 1 - then.Makespan / now.Makespan : double.NaN;

    /// <summary>A step with the stages' costs, solved where the schedule asks for it; null where that takes too long.</summary>
    private static SimulationResult? Simulate(ModelPartition model, Partition partition)
    {
        var (devices, kind) = (model.Devices, model.Request.Schedule);
        if (3L * devices.Chunks * devices.Microbatches > MostActions) return null;
        return kind == PipelineSchedule.Auto
            ? AutoSchedule.Find(new(devices.Names.Count, devices.Microbatches, partition.Costs) { Map = partition.Map }).Simulation
            : ModelPartition.Simulate(partition, Schedules.Build(kind, devices.Names.Count, devices.Microbatches, devices.StagesPerDevice));
    }
}
