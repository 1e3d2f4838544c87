namespace StageGen.Scheduling;

/// <summary>The search on one stage map: the best plans so far, and what is proven about them.</summary>
internal sealed class MapSearch(SearchSpace space, MemoryLimit memory)
{
    private const int Kept = 4;
    private const int ExactActions = 60;
    private readonly List<(int[][] Plan, double Makespan, double Peak)> plans = [];
    private readonly PlanClock clock = new(space);

    public SearchSpace Space => space;

    /// <summary>The named schedules on this map that fit the memory.</summary>
    public List<RankedSchedule> Named { get; } = [];

    public bool HasPlan => plans.Count > 0;

    /// <summary>The time of the best plan.</summary>
    public double Makespan => plans[0].Makespan;

    /// <summary>The most the best plan holds on one device, as a share of what a microbatch weighs there.</summary>
    public double Peak => plans[0].Peak;

    /// <summary>Whether the best plan is known to be the fastest on this map (or, where there is none, that none fits).</summary>
    public bool Proven { get; private set; }

    /// <summary>No plan on this map is faster.</summary>
    public double LowerBound => Proven && HasPlan ? Makespan : space.LowerBound;

    public Schedule Plan(string name) => space.ToSchedule(plans[0].Plan, name);

    /// <summary>Tries the named schedules whose map this is.</summary>
    public void TryNamed()
    {
        var stages = space.Stages / space.Devices;
        foreach (var known in KnownSchedule.All)
        {
            // With fewer stages a device than is usual a schedule is another one by name only.
            if (!known.Trains || !known.Allows(stages) || stages < known.DefaultStages
                || !known.Map(space.Devices, stages).Equals(space.Map))
                continue;
            var schedule = known.Build(space.Devices, space.Microbatches, stages);
            if (!memory.Fits(schedule, space.Costs)) continue;
            Named.Add(new(known.Kind, ScheduleSimulator.Simulate(schedule, space.Costs)));
            Add(space.Sequences(schedule)
                ?? throw new InvalidOperationException($"{known.Title} leaves the ascending order of microbatches."));
        }
    }

    /// <summary>Looks at all plans, where there are few enough.</summary>
    public void TryExact(int maxWays)
    {
        if (space.Actions > ExactActions) return;
        TryRules(int.MaxValue);
        if (HasPlan && space.IsOptimal(Makespan))
        {
            Proven = true;
            return;
        }
        Proven = ExactSearch.TryRun(space, HasPlan ? Makespan : double.MaxValue, maxWays, out var better);
        if (better is not null) Add(better);
    }

    /// <summary>Plays the pipeline under every rule the effort allows.</summary>
    public void TryRules(int effort)
    {
        var runs = Math.Max(2, effort / Math.Max(1, 3 * space.Actions));
        foreach (var rule in DispatchRules.For(space).Take(runs))
        {
            if (Dispatcher.Run(space, rule) is { } plan) Add(plan);
        }
        Proven |= HasPlan && space.IsOptimal(Makespan);
    }

    /// <summary>Betters one of the best plans; each round starts from another.</summary>
    public void Improve(int effort, ulong round)
    {
        var start = plans[(int)round % plans.Count];
        var (plan, _) = LocalSearch.Run(space, start.Plan, effort / Math.Max(1, space.Actions), round);
        Add(plan);
        Proven |= space.IsOptimal(Makespan);
    }

    /// <summary>Keeps a plan if it is among the best; of equally fast ones the one that holds least.</summary>
    private void Add(int[][] plan)
    {
        var makespan = clock.Run(plan);
        if (double.IsPositiveInfinity(makespan)) return;
        var peak = space.Peak(plan);
        if (plans.Any(known => SearchSpace.Same(known.Makespan, makespan) && known.Peak <= peak)) return;
        _ = plans.RemoveAll(known => SearchSpace.Same(known.Makespan, makespan));
        plans.Add((plan, makespan, peak));
        plans.Sort((one, other) => one.Makespan.CompareTo(other.Makespan));
        if (plans.Count > Kept) plans.RemoveAt(Kept);
    }
}
