namespace StageGen.Scheduling;

/// <summary>What has arrived of what the forwards (or the backwards) of a plan wait for, and when.</summary>
internal sealed class Arrivals
{
    private readonly Schedule schedule;
    private readonly bool forward;
    private readonly int[] missing;
    private readonly double[] latest;
    private readonly int[] sender;

    public Arrivals(Schedule schedule, bool forward)
    {
        this.schedule = schedule;
        this.forward = forward;
        var size = schedule.Stages * schedule.Microbatches;
        missing = new int[size];
        latest = new double[size];
        sender = new int[size];
        for (var key = 0; key < size; key++)
        {
            missing[key] = schedule.Graph.Needs(key / schedule.Microbatches, forward).Length;
            sender[key] = Nobody;
        }
    }

    private const int Nobody = -1;

    /// <summary>The stages that wait for what a stage makes.</summary>
    public int[] ReadersOf(int stage) => schedule.Graph.Feeds(stage, forward);

    /// <summary>When all an action needs has arrived; NaN while some of it has not.</summary>
    public double Ready(ScheduleAction action) => missing[Key(action.Stage, action)] > 0 ? double.NaN : latest[Key(action.Stage, action)];

    /// <summary>What an action made has arrived on a stage that waits for it.</summary>
    public void Add(int stage, ScheduleAction made, double at)
    {
        var key = Key(stage, made);
        missing[key]--;
        if (sender[key] != Nobody && at < latest[key]) return;
        latest[key] = at;
        sender[key] = made.Stage;
    }

    /// <summary>The stage whose work was the last to arrive; null where nothing was needed.</summary>
    public int? LastSender(ScheduleAction action) => sender[Key(action.Stage, action)] is var stage && stage == Nobody ? null : stage;

    private int Key(int stage, ScheduleAction action) => stage * schedule.Microbatches + action.Microbatch;
}
