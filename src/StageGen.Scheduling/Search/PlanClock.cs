namespace StageGen.Scheduling;

/// <summary>
/// The simulator for the search: the rules of <see cref="SimulationRun"/> on sequences of types, without allocation, and with
/// the cause of every start, so that the critical path can be followed.
/// </summary>
internal sealed class PlanClock
{
    private readonly SearchSpace space;
    private readonly double[] activationAt;
    private readonly double[] gradientAt;
    private readonly int[] forwardPlace;
    private readonly int[] gradientPlace;
    private readonly double[] linkFree;
    private readonly double[] free;
    private readonly int[] ran;
    private readonly int[] forwards;
    private readonly int[] gradients;
    private readonly int[] queue;
    private readonly bool[] queued;

    public PlanClock(SearchSpace space)
    {
        this.space = space;
        var size = space.Stages * space.Microbatches;
        activationAt = new double[size];
        gradientAt = new double[size];
        forwardPlace = new int[size];
        gradientPlace = new int[size];
        linkFree = new double[space.Devices * space.Devices];
        free = new double[space.Devices];
        ran = new int[space.Devices];
        forwards = new int[space.Stages];
        gradients = new int[space.Stages];
        queue = new int[space.Devices];
        queued = new bool[space.Devices];
        Start = Enumerable.Range(0, space.Devices).Select(_ => new double[size * 3]).ToArray();
        Cause = Enumerable.Range(0, space.Devices).Select(_ => new int[size * 3]).ToArray();
    }

    /// <summary>For each device when each position starts; good up to the length of the sequence last run.</summary>
    public double[][] Start { get; }

    /// <summary>
    /// For each device and position what it waited for last: −1 the position before it (or nothing), else the position on the
    /// device of the neighbouring stage.
    /// </summary>
    public int[][] Cause { get; }

    /// <summary>The device that ended last in the plan last run.</summary>
    public int LastDevice { get; private set; }

    /// <summary>The time of the step; infinite where the plan deadlocks.</summary>
    public double Run(int[][] sequences)
    {
        Reset();
        var (head, count) = (0, space.Devices);
        for (var device = 0; device < space.Devices; device++) queue[device] = device;
        while (count > 0)
        {
            var device = queue[head];
            head = head + 1 == space.Devices ? 0 : head + 1;
            count--;
            queued[device] = false;
            var row = sequences[device];
            while (ran[device] < row.Length)
            {
                var reader = Step(device, row[ran[device]]);
                if (reader == Blocked) break;
                if (reader < 0 || reader == device || queued[reader]) continue;
                queue[(head + count++) % space.Devices] = reader;
                queued[reader] = true;
            }
        }
        var makespan = 0.0;
        for (var device = 0; device < space.Devices; device++)
        {
            if (ran[device] < sequences[device].Length) return double.PositiveInfinity;
            var end = free[device] + space.Optimizer[device];
            if (end <= makespan) continue;
            makespan = end;
            LastDevice = device;
        }
        return makespan;
    }

    private const int Blocked = -2;
    private const int Nobody = -1;

    private void Reset()
    {
        for (var index = 0; index < activationAt.Length; index++) activationAt[index] = gradientAt[index] = -1;
        Array.Clear(activationAt, 0, space.Microbatches);
        Array.Clear(gradientAt, (space.Stages - 1) * space.Microbatches, space.Microbatches);
        Array.Clear(linkFree, 0, linkFree.Length);
        Array.Clear(free, 0, free.Length);
        Array.Clear(ran, 0, ran.Length);
        Array.Clear(forwards, 0, forwards.Length);
        Array.Clear(gradients, 0, gradients.Length);
        for (var device = 0; device < space.Devices; device++) queued[device] = true;
    }

    private int Step(int device, int type)
    {
        var stage = type / SearchSpace.Kinds;
        var kind = SearchSpace.KindOf(type);
        var position = ran[device];
        double ready = 0;
        var key = 0;
        var cause = -1;
        if (kind == ActionKind.Forward)
        {
            key = stage * space.Microbatches + forwards[stage];
            ready = activationAt[key];
            if (ready < 0) return Blocked;
            if (stage > 0) cause = forwardPlace[key - space.Microbatches];
        }
        else if (kind != ActionKind.WeightGradient)
        {
            key = stage * space.Microbatches + gradients[stage];
            ready = gradientAt[key];
            if (ready < 0) return Blocked;
            if (stage < space.Stages - 1) cause = gradientPlace[key + space.Microbatches];
        }
        var start = free[device];
        if (ready > start) start = ready;
        else cause = -1;
        var end = start + space.Time[type];
        Start[device][position] = start;
        Cause[device][position] = cause;
        ran[device] = position + 1;
        free[device] = end;
        if (kind == ActionKind.Forward)
        {
            forwards[stage]++;
            forwardPlace[key] = position;
            if (stage == space.Stages - 1) return Nobody;
            activationAt[key + space.Microbatches] = Send(device, stage + 1, end, space.ForwardTransfer[stage]);
            return space.DeviceOf[stage + 1];
        }
        if (kind == ActionKind.WeightGradient) return Nobody;
        gradients[stage]++;
        gradientPlace[key] = position;
        if (stage == 0) return Nobody;
        gradientAt[key - space.Microbatches] = Send(device, stage - 1, end, space.BackwardTransfer[stage - 1]);
        return space.DeviceOf[stage - 1];
    }

    private double Send(int device, int stage, double from, double cost)
    {
        var reader = space.DeviceOf[stage];
        if (reader == device || cost == 0) return from;
        var link = device * space.Devices + reader;
        var arrival = Math.Max(from, linkFree[link]) + cost;
        linkFree[link] = arrival;
        if (!space.Costs.TransfersOverlap) free[device] = arrival;
        return arrival;
    }
}
