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
/// <param name="Costs">What its parts cost.</param>
/// <param name="Partition">Its partition and the best one; null where the costs are not all known.</param>
/// <param name="Simulation">A step of it; null where the costs are not all known, or it would take too long.</param>
internal sealed record PlannedModel(INamedTypeSymbol Type, string File, ModelPlan Plan, ModelCosts Costs, ModelPartition? Partition,
    SimulationResult? Simulation)
{
    // Beyond this a simulation takes seconds.
    private const int MostActions = 2_000_000;

    // Several reports tell it, and a simulation takes its time.
    private readonly Lazy<double> gain = new(() =>
        Partition?.Best is { } best && Simulation is not null && Simulate(Partition, best) is { } then
            ? 1 - then.Makespan / Simulation.Makespan
            : double.NaN);

    /// <summary>What it comes to.</summary>
    public PlanSummary Summary { get; } = PlanSummary.Of(Plan, Costs, Partition, Simulation);

    /// <summary>How much shorter a step would be under the best partition: 0.17 is 17 % less; NaN where that cannot be told.</summary>
    public double Gain => gain.Value;

    /// <summary>The best partition, where the declared one does not fit or a step would take longer with it.</summary>
    public Partition? Better => Partition?.Best is { } best
        && (!Partition.Declared.Fits || (best.Bottleneck < Partition.Declared.Bottleneck * 0.999 && !(Gain <= 0)))
        ? best
        : null;

    public DeclaredDevices Devices => DeclaredDevices.Of(Plan)!;

    /// <summary>Plans a model.</summary>
    public static PlannedModel Of(ModelProject project, INamedTypeSymbol type, PlanOptions options, ParseResult parsed)
    {
        var reading = project.Read(type);
        if (reading.Plan is not { } declared) throw project.Refusal(type);
        var plan = options.Apply(parsed, declared);
        var costs = CostReader.Read(type, project.Compilation, reading with { Plan = plan }, default);
        if (costs.Problems.FirstOrDefault(problem => problem.Rule == CostRules.ShapeMismatch) is { } mismatch)
            throw new UserException($"{type.ToDisplayString()} does not run: {mismatch.Arguments[0]}");
        if (costs.Costs is not { } known)
            throw new UserException(
                $"What {type.ToDisplayString()} costs cannot be told: {string.Join("; ", costs.Problems.Select(problem => string.Join(" ", problem.Arguments)))}");
        known = project.Profiles.Apply(plan, known);
        var partition = ModelPartition.Of(plan, known);
        return new(type, project.Relative(ModelProject.FileOf(type)), plan, known, partition,
            partition is null ? null : Simulate(partition, partition.Declared));
    }

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
