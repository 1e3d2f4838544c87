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
    private readonly Arrivals activations;
    private readonly Arrivals gradients;
    private readonly Queue<int> awake;
    private readonly bool[] isAwake;
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
        activations = new(schedule, forward: true);
        gradients = new(schedule, forward: false);
        awake = new(Enumerable.Range(0, schedule.Devices));
        isAwake = Enumerable.Repeat(true, schedule.Devices).ToArray();
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

    /// <summary>The stage whose activation or gradient was the last to arrive of those an action needs; null where it needs none.</summary>
    public int? LastSender(ScheduleAction action) => action.Kind switch
    {
        ActionKind.WeightGradient => null,
        ActionKind.Forward => activations.LastSender(action),
        _ => gradients.LastSender(action),
    };

    private void Run()
    {
        while (awake.Count > 0)
        {
            var device = awake.Dequeue();
            isAwake[device] = false;
            var row = schedule.Row(device);
            while (Ran[device] < row.Length && TryStep(device, row[Ran[device]])) { }
        }
    }

    /// <summary>Runs one action if it can run, and wakes the devices that may have waited for it.</summary>
    private bool TryStep(int device, ScheduleAction action)
    {
        var ready = action.Kind switch
        {
            ActionKind.Forward => activations.Ready(action),
            ActionKind.WeightGradient => 0,
            _ => gradients.Ready(action),
        };
        if (double.IsNaN(ready)) return false;
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
        if (action.Kind == ActionKind.Forward) Send(device, action, end, activations, forwardTransfer, action.Stage);
        else if (action.GivesInputGradient) Send(device, action, end, gradients, backwardTransfer, action.Stage - 1);
        return true;
    }

    /// <summary>Hands what an action made to all who wait for it; its border's time is that of one hand-over.</summary>
    private void Send(int device, ScheduleAction action, double made, Arrivals arrivals, double[] costs, int border)
    {
        foreach (var stage in arrivals.ReadersOf(action.Stage))
        {
            var reader = schedule.Map.DeviceOf(stage);
            arrivals.Add(stage, action, reader == device || costs[border] == 0 ? made : Carry(device, reader, made, costs[border]));
            if (reader == device || isAwake[reader]) continue;
            awake.Enqueue(reader);
            isAwake[reader] = true;
        }
    }

    /// <summary>When what a device has at hand since <paramref name="made"/> has arrived on another.</summary>
    private double Carry(int device, int reader, double made, double cost)
    {
        var link = (device, reader);
        var from = Math.Max(made, linkFree.TryGetValue(link, out var free) ? free : 0);
        var arrival = (costs.TransfersOverlap ? from : Math.Max(from, Free[device])) + cost;
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
