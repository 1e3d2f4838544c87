namespace StageGen.Scheduling;

/// <summary>What <see cref="AutoSchedule"/> is asked.</summary>
/// <param name="Devices">How many devices, at least 1.</param>
/// <param name="Microbatches">How many microbatches a step has, at least 1.</param>
/// <param name="Costs">The costs of the declared stages, the finest cut; at least one stage a device.</param>
public sealed record AutoRequest(int Devices, int Microbatches, ScheduleCosts Costs)
{
    /// <summary>What the devices may hold; no limit unless set.</summary>
    public MemoryLimit Memory { get; init; } = MemoryLimit.None;

    /// <summary>
    /// How long to search, in simulated actions: the default takes about a tenth of a second. The answer depends on nothing else.
    /// </summary>
    public int Effort { get; init; } = 4_000_000;

    /// <summary>
    /// The only stage map to consider; where null, loops and Vs over all numbers of stages a device that the declared stages allow.
    /// </summary>
    public StageMap? Map { get; init; }
}

/// <summary>What <see cref="AutoSchedule"/> found.</summary>
/// <param name="Schedule">The best plan found; valid.</param>
/// <param name="Costs">The costs of its stages: of the declared ones, fused as the plan's map has it.</param>
/// <param name="Simulation">What the plan takes.</param>
/// <param name="LowerBound">No plan on any map that was considered is faster.</param>
/// <param name="IsOptimal">Whether the plan is proven to be the fastest.</param>
/// <param name="Ranking">The named schedules that fit the memory, and this one, fastest first.</param>
public sealed record AutoResult(
    Schedule Schedule, ScheduleCosts Costs, SimulationResult Simulation, double LowerBound, bool IsOptimal,
    IReadOnlyList<RankedSchedule> Ranking);

/// <summary>A schedule and what it takes.</summary>
/// <param name="Kind">Which schedule.</param>
/// <param name="Simulation">What it takes.</param>
public sealed record RankedSchedule(PipelineSchedule Kind, SimulationResult Simulation);

/// <summary>
/// Finds the best schedule for given costs under a memory limit. It tries every named schedule, builds plans of its own by playing
/// the pipeline under many rules, betters the best of them along their critical paths, and where there are few enough plans
/// looks at all of them. Of equally fast plans it takes the one that holds least. What it returns is never slower
/// than a named schedule that fits.
/// </summary>
public static class AutoSchedule
{
    /// <summary>Searches.</summary>
    /// <exception cref="ArgumentException">Fewer stages than devices, or a map for other devices.</exception>
    /// <exception cref="ScheduleException">No plan fits the memory, not even one microbatch at a time.</exception>
    public static AutoResult Find(AutoRequest request)
    {
        if (request is null) throw new ArgumentNullException(nameof(request));
        if (request.Devices < 1)
            throw new ArgumentOutOfRangeException(nameof(request), request.Devices, "A pipeline needs at least one device.");
        if (request.Microbatches < 1)
            throw new ArgumentOutOfRangeException(nameof(request), request.Microbatches, "A step needs at least one microbatch.");
        var searches = Maps(request).Select(map => new MapSearch(
            new(map, request.Microbatches, request.Costs.Fuse(map.Stages), request.Memory), request.Memory)).ToList();
        foreach (var search in searches) search.TryNamed();

        var found = Search(searches, request.Effort);
        if (found is null) throw DoesNotFit(request, searches[0].Space);
        return Result(request, searches, found);
    }

    /// <summary>The maps to search: each number of stages a device that the declared stages allow, as a loop and as a V.</summary>
    private static IEnumerable<StageMap> Maps(AutoRequest request)
    {
        if (request.Map is { } only)
        {
            if (only.Devices != request.Devices)
                throw new ArgumentException($"The map is for {only.Devices} devices, the request for {request.Devices}.", nameof(request));
            if (only.Stages > request.Costs.Stages)
                throw new ArgumentException($"The map has {only.Stages} stages; costs are known for {request.Costs.Stages}.",
                    nameof(request));
            return [only];
        }
        var most = request.Costs.Stages / request.Devices;
        if (most < 1)
            throw new ArgumentException($"{request.Costs.Stages} stage(s) cannot be dealt over {request.Devices} devices: each needs one.",
                nameof(request));
        // On one device every order of the same work takes as long.
        if (request.Devices == 1) return [StageMap.Loop(1)];
        return Enumerable.Range(1, most).SelectMany(stages => stages == 1
            ? new[] { StageMap.Loop(request.Devices) }
            : [StageMap.Loop(request.Devices, stages), StageMap.V(request.Devices, stages)]);
    }

    private static MapSearch? Search(List<MapSearch> searches, int effort)
    {
        // Small ones first: what is proven needs no search.
        foreach (var search in searches) search.TryExact(effort / 20);
        var share = effort / 3 / searches.Count;
        foreach (var search in searches.Where(search => !search.Proven)) search.TryRules(share);

        var floor = searches.Min(search => search.LowerBound);
        var remaining = effort - effort / 3;
        const int Rounds = 4;
        for (var round = 0; round < Rounds; round++)
        {
            var best = Best(searches);
            if (best is null || best.Makespan <= floor * (1 + 1e-9)) return best;
            // Half of each round to the leading map, the rest to the two behind it.
            var open = searches.Where(search => search.HasPlan && !search.Proven && search.LowerBound < best.Makespan * (1 - 1e-9))
                .OrderBy(search => search.Makespan).Take(3).ToList();
            for (var place = 0; place < open.Count; place++)
                open[place].Improve(remaining / Rounds / (open.Count == 1 ? 1 : place == 0 ? 2 : 2 * (open.Count - 1)), (ulong)round);
        }
        return Best(searches);
    }

    private static MapSearch? Best(List<MapSearch> searches)
    {
        var found = searches.Where(search => search.HasPlan).ToList();
        if (found.Count == 0) return null;
        var least = found.Min(search => search.Makespan);
        return found.Where(search => SearchSpace.Same(search.Makespan, least)).OrderBy(search => search.Peak).First();
    }

    private static AutoResult Result(AutoRequest request, List<MapSearch> searches, MapSearch found)
    {
        var schedule = found.Plan(Schedules.Title(PipelineSchedule.Auto));
        _ = ScheduleValidator.Validate(schedule);
        if (!request.Memory.Fits(schedule, found.Space.Costs))
            throw new InvalidOperationException("The search returned a plan that does not fit the memory.");
        var simulation = ScheduleSimulator.Simulate(schedule, found.Space.Costs);
        var bound = Math.Min(simulation.Makespan, searches.Min(search => search.LowerBound));
        var ranking = searches.SelectMany(search => search.Named).Append(new(PipelineSchedule.Auto, simulation))
            .OrderBy(entry => entry.Simulation.Makespan).ThenBy(entry => entry.Kind == PipelineSchedule.Auto ? 0 : 1)
            .ThenBy(entry => entry.Kind).ToList();
        return new(schedule, found.Space.Costs, simulation, bound, simulation.Makespan <= bound * (1 + 1e-9), ranking);
    }

    private static ScheduleException DoesNotFit(AutoRequest request, SearchSpace space)
    {
        var least = Schedules.Record("one microbatch at a time", space.Map, request.Microbatches, device =>
        {
            for (var microbatch = 0; microbatch < device.Microbatches; microbatch++)
            {
                for (var chunk = 0; chunk < device.Stages.Count; chunk++) device.Forward(microbatch, chunk);
                for (var chunk = device.Stages.Count - 1; chunk >= 0; chunk--) device.Backward(microbatch, chunk);
            }
        });
        var over = Enumerable.Range(0, space.Devices)
            .First(device => space.StagesOf[device].Sum(stage => space.Held[stage]) > space.Capacity[device]);
        return new(
            $"No schedule fits the memory: device {over} may hold {Invariant.Number(request.Memory.Of(over))}, and one microbatch alone needs "
            + $"{Invariant.Number(space.StagesOf[over].Sum(stage => space.Held[stage]))} on its stages. Allow more memory, use smaller microbatches, or move a stage elsewhere.",
            PlanGrid.Draw(least, over, 0, "does not fit even alone"), over, least.Actions[over][0], null);
    }
}
