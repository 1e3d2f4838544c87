using StageGen.Scheduling;
using TorchSharp;

namespace StageGen;

/// <summary>Decides a pipeline's devices and the plan they follow, from what the attributes, the environment and the caller say.</summary>
/// <param name="Devices">The devices, in order, with the stages of each where the attributes spell them out.</param>
/// <param name="Schedule">The plan; valid, and of no more stages than the model declares.</param>
internal sealed record ScheduleChoice(IReadOnlyList<DeviceAssignment> Devices, Schedule Schedule)
{
    /// <summary>Decides.</summary>
    /// <param name="layout">What the attributes say.</param>
    /// <param name="stages">How many stages the model declares.</param>
    /// <param name="options">What the caller says.</param>
    /// <param name="declared">The declared schedule as code.</param>
    /// <exception cref="ArgumentException">The stages do not suffice, or what was asked for does not go together.</exception>
    /// <exception cref="ScheduleException">The caller's plan cannot run.</exception>
    /// <exception cref="FormatException">The caller's file holds no plan, or one that cannot run.</exception>
    public static ScheduleChoice Of(PipelineLayout layout, int stages, PipelineOptions options, Action<DeviceProgram> declared)
    {
        if (options is { Plan: not null, PlanFile: { } file })
        {
            throw new ArgumentException(
                $"{layout.Model}: both PipelineOptions.Plan ('{options.Plan.Name}') and PlanFile ('{file}') are given. Leave one out.");
        }

        if (options.Tuning is { } tuning)
        {
            CheckTuning(layout, options, tuning);
        }

        Schedule? given = options.PlanFile is { } path
            ? ScheduleCsv.ReadValid(File.ReadAllText(path), Path.GetFileName(path))
            : options.Plan;
        (IReadOnlyList<DeviceAssignment> devices, Schedule schedule) =
            given is { } plan ? OfPlan(layout, stages, options, plan) : OfKind(layout, stages, options, declared);
        ChunkDeal deal = ChunkDeal.Of(layout, stages, devices, schedule.Map, schedule.Name);
        schedule = schedule.WithGraph(deal.Graph(layout));
        _ = ScheduleValidator.Validate(schedule);
        return new ScheduleChoice(devices, schedule);
    }

    private static void CheckTuning(PipelineLayout layout, PipelineOptions options, ScheduleTuning tuning)
    {
        if (options is { Plan: not null } or { PlanFile: not null })
        {
            throw new ArgumentException(
                $"{layout.Model}: a plan and PipelineOptions.Tuning are given; there is nothing to search for. Leave one out.");
        }

        PipelineSchedule kind = options.Schedule ?? layout.Schedule;
        if (kind != PipelineSchedule.Auto)
        {
            throw new ArgumentException(
                $"{layout.Model}: PipelineOptions.Tuning is for the schedule Auto, and the schedule is {Schedules.Title(kind)}. Set Schedule to Auto.");
        }

        tuning.Check(layout.Model);
    }

    private static (IReadOnlyList<DeviceAssignment> Devices, Schedule Schedule) OfPlan(PipelineLayout layout, int stages,
        PipelineOptions options, Schedule plan)
    {
        if (plan.Stages > stages)
        {
            throw new ArgumentException(
                $"{layout.Model}: the plan '{plan.Name}' has {plan.Stages} stages; the model declares {stages}. Give a plan of at most as many, or declare more.");
        }

        IReadOnlyList<DeviceAssignment> devices = DevicePlacement.Decide(layout, stages, new DeviceDemand(1, plan.Devices),
            options, CudaDevices);
        return plan.Devices == devices.Count
            ? (devices, plan)
            : throw new ArgumentException(
                $"{layout.Model}: the plan '{plan.Name}' is for {plan.Devices} device{(plan.Devices == 1 ? "" : "s")}; the pipeline has {devices.Count}. Name as many devices as the plan has rows.");
    }

    private static (IReadOnlyList<DeviceAssignment> Devices, Schedule Schedule) OfKind(
        PipelineLayout layout, int stages, PipelineOptions options, Action<DeviceProgram> declared)
    {
        PipelineSchedule kind = options.Schedule ?? layout.Schedule;
        int usual = Schedules.DefaultStagesPerDevice(kind);
        int declaredPerDevice = layout.StagesPerDevice > 0 ? layout.StagesPerDevice : Schedules.DefaultStagesPerDevice(layout.Schedule);
        int? said = options.StagesPerDevice ?? (kind == layout.Schedule && layout.StagesPerDevice > 0 ? layout.StagesPerDevice : null);
        int perDevice = said ?? usual;
        if (!Schedules.Allows(kind, perDevice))
        {
            throw new ArgumentException(
                $"{layout.Model}: {Schedules.Title(kind)} cannot have {perDevice} stage{(perDevice == 1 ? "" : "s")} a device. Set StagesPerDevice to {usual}.");
        }

        // Auto usually weighs one and two stages a device; where there are no two for each, it does with one.
        bool givesWay = kind == PipelineSchedule.Auto && said is null;
        IReadOnlyList<DeviceAssignment> devices = DevicePlacement.Decide(
            layout,
            stages, new DeviceDemand(givesWay ? 1 : perDevice, Math.Max(1, stages / perDevice)) { Schedule = Schedules.Title(kind) },
            options, CudaDevices);
        perDevice = givesWay ? Math.Min(perDevice, stages / devices.Count) : perDevice;

        int microbatches = options.Microbatches ?? (layout.Microbatches > 0 ? layout.Microbatches : 4 * devices.Count);
        if (microbatches < 1)
        {
            throw new ArgumentException($"{layout.Model}: Microbatches is {microbatches}; it must be at least 1.");
        }

        if (options.Tuning is { } tuning)
        {
            return devices.All(d => d.Stages is null)
                ? (devices, ScheduleTuner.WarmUpPlan(stages, devices.Count, microbatches, tuning))
                : throw new ArgumentException(
                    $"{layout.Model}: the Stages of the [Device] attributes leave nothing to tune. Leave Stages out, or PipelineOptions.Tuning.");
        }

        bool asDeclared = kind == layout.Schedule && perDevice == Math.Min(declaredPerDevice, Math.Max(1, stages / devices.Count));
        if (asDeclared && DeclaredMap(layout, devices.Count, microbatches, perDevice) is { } map)
        {
            return (devices, Schedules.Record(Schedules.Title(kind), map, microbatches, declared));
        }

        return (devices, kind == PipelineSchedule.Auto && layout.Costs is { } costs
            ? Schedules.Auto(devices.Count, microbatches, perDevice, costs)
            : Schedules.Build(kind, devices.Count, microbatches, perDevice));
    }

    /// <summary>The map that the declared schedule's code is written for; null where it is not for these numbers.</summary>
    private static StageMap? DeclaredMap(PipelineLayout layout, int devices, int microbatches, int perDevice)
    {
        if (layout.Solved is not { } solved)
        {
            return layout.Schedule == PipelineSchedule.Auto ? null : Schedules.MapOf(layout.Schedule, devices, perDevice);
        }

        var map = StageMap.Custom([.. solved.DeviceOfStage]);
        return map.Devices == devices && solved.Microbatches == microbatches ? map : null;
    }

    private static int CudaDevices() => torch.cuda.is_available() ? torch.cuda.device_count() : 0;
}
