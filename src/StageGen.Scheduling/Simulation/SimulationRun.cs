namespace StageGen.Scheduling;

/// <summary>One pass of the simulator over a plan.</summary>
internal sealed class SimulationRun
{
    private readonly Schedule schedule;
    private readonly ScheduleCosts costs;
    private readonly double[] forward;
    private readonly double[] input;
    private readonly double[] weight;
    private readonly double[] backward;
    private readonly double[] forwardTransfer;
    private readonly double[] backwardTransfer;
    private readonly double[] activationAt;
    private readonly double[] gradientAt;
    private readonly Dictionary<(int From, int To), double> linkFree = [];

    public SimulationRun(Schedule schedule, ScheduleCosts costs)
    {
        this.schedule = schedule;
        this.costs = costs;
        forward = [.. costs.Forward];
        input = [.. costs.InputGradient];
        weight = [.. costs.WeightGradient];
        backward = [.. costs.Backward];
        forwardTransfer = [.. costs.ForwardTransfer];
        backwardTransfer = [.. costs.BackwardTransfer];
        // When the input of a forward, or the incoming gradient of a backward, has arrived; NaN until then.
        activationAt = Waiting();
        gradientAt = Waiting();
        for (var microbatch = 0; microbatch < schedule.Microbatches; microbatch++)
        {
            activationAt[microbatch] = 0;
            gradientAt[(schedule.Stages - 1) * schedule.Microbatches + microbatch] = 0;
        }
        Times = schedule.Actions.Select(row => new TimedAction[row.Count]).ToArray();
        Ran = new int[schedule.Devices];
        Transfer = new double[schedule.Devices];
        Free = new double[schedule.Devices];
        Run();
        Complete = Ran.Select((count, device) => count == Times[device].Length).All(done => done);
        Optimizer = new TimeSpanOfStep?[schedule.Devices];
        for (var device = 0; device < schedule.Devices; device++) StepOptimizer(device);
        Makespan = Free.Max();
    }

    public TimedAction[][] Times { get; }

    public int[] Ran { get; }

    /// <summary>For each device the time its sends take, whether or not it computes meanwhile.</summary>
    public double[] Transfer { get; }

    public TimeSpanOfStep?[] Optimizer { get; }

    public bool Complete { get; }

    public double Makespan { get; }

    private double[] Free { get; }

    private double[] Waiting() => Enumerable.Repeat(double.NaN, schedule.Stages * schedule.Microbatches).ToArray();

    private void Run()
    {
        var queue = new Queue<int>(Enumerable.Range(0, schedule.Devices));
        var queued = Enumerable.Repeat(true, schedule.Devices).ToArray();
        while (queue.Count > 0)
        {
            var device = queue.Dequeue();
            queued[device] = false;
            var row = schedule.Row(device);
            while (Ran[device] < row.Length)
            {
                var reader = Step(device, row[Ran[device]]);
                if (reader == Blocked) break;
                if (reader < 0 || reader == device || queued[reader]) continue;
                queue.Enqueue(reader);
                queued[reader] = true;
            }
        }
    }

    private const int Blocked = -2;
    private const int Nobody = -1;

    /// <summary>Runs one action if it can run; says which device it may wake.</summary>
    private int Step(int device, ScheduleAction action)
    {
        var key = action.Stage * schedule.Microbatches + action.Microbatch;
        var ready = action.Kind switch
        {
            ActionKind.Forward => activationAt[key],
            ActionKind.WeightGradient => 0,
            _ => gradientAt[key],
        };
        if (double.IsNaN(ready)) return Blocked;
        var start = Math.Max(Free[device], ready);
        var end = start + action.Kind switch
        {
            ActionKind.Forward => forward[action.Stage],
            ActionKind.InputGradient => input[action.Stage],
            ActionKind.WeightGradient => weight[action.Stage],
            _ => backward[action.Stage],
        };
        Times[device][Ran[device]++] = new(action, start, end);
        Free[device] = end;
        if (action.Kind == ActionKind.Forward)
        {
            if (action.Stage == schedule.Stages - 1) return Nobody;
            activationAt[key + schedule.Microbatches] = Send(device, action.Stage + 1, end, forwardTransfer[action.Stage], out var reader);
            return reader;
        }
        if (action.GivesInputGradient && action.Stage > 0)
        {
            gradientAt[key - schedule.Microbatches] = Send(device, action.Stage - 1, end, backwardTransfer[action.Stage - 1], out var reader);
            return reader;
        }
        return Nobody;
    }

    /// <summary>When what a device sends at <paramref name="from"/> arrives.</summary>
    private double Send(int device, int stage, double from, double cost, out int reader)
    {
        reader = schedule.Map.DeviceOf(stage);
        if (reader == device || cost == 0) return from;
        var link = (device, reader);
        var arrival = Math.Max(from, linkFree.TryGetValue(link, out var free) ? free : 0) + cost;
        linkFree[link] = arrival;
        Transfer[device] += cost;
        if (!costs.TransfersOverlap) Free[device] = arrival;
        return arrival;
    }

    private void StepOptimizer(int device)
    {
        var cost = schedule.Map.StagesOf(device).Sum(stage => costs.Optimizer[stage]);
        if (cost == 0 || schedule.ForwardOnly) return;
        Optimizer[device] = new(Free[device], Free[device] + cost);
        Free[device] += cost;
    }
}
