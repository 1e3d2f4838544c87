using StageGen.Scheduling;

namespace StageGen;

/// <summary>From measured steps to the costs that the simulator predicts other steps, schedules and splits from.</summary>
public static class MeasuredCosts
{
    /// <summary>
    /// The time of each kind of action on each stage of the schedule, its mean within a step and the median of that over the steps, and
    /// the median time of each hand-over that a device stood waiting for, in seconds.
    /// </summary>
    /// <param name="steps">Steps of one pipeline, at least one; leave out the first few, in which libtorch warms up.</param>
    /// <param name="stages">How many stages the schedule has (<see cref="Schedule.Stages"/>).</param>
    /// <exception cref="ArgumentException">No step was given, or none of them ran a stage.</exception>
    public static ScheduleCosts Of(IEnumerable<StepResult> steps, int stages)
    {
        ArgumentNullException.ThrowIfNull(steps);
        Timeline[] all = [.. steps.Select(step => step.Timeline)];
        // The mean within a step, for a step is a sum of its actions and some always take longer than most; the median over the
        // steps, for a step that something disturbed says nothing of the others.
        ILookup<(int Stage, ActionKind Kind), double> times = all
            .SelectMany(timeline => timeline.Devices
                .SelectMany(device => device)
                .GroupBy(timed => (timed.Action.Stage, timed.Action.Kind), timed => timed.Duration))
            .ToLookup(actions => actions.Key, actions => actions.Average());
        if (times.Count == 0)
        {
            throw new ArgumentException("No step was given to take costs from.", nameof(steps));
        }

        double[] Medians(ActionKind kind) => [.. Enumerable.Range(0, stages).Select(stage => Median(times[(stage, kind)]))];

        double[] backward = Medians(ActionKind.Backward);
        double[] input = Medians(ActionKind.InputGradient);
        double[] weight = Medians(ActionKind.WeightGradient);

        // Where a schedule runs only whole backwards, or only halves, the other is taken to cost the same in all.
        for (int stage = 0; stage < stages; stage++)
        {
            if (backward[stage] == 0)
            {
                backward[stage] = input[stage] + weight[stage];
            }
            else if (input[stage] + weight[stage] == 0)
            {
                input[stage] = weight[stage] = backward[stage] / 2;
            }
        }

        ILookup<(int Border, bool Forward), double> delays = all
            .SelectMany(HandOverDelays.Of)
            .ToLookup(delay => (delay.Border, delay.Forward), delay => delay.Duration);

        double[] Transfers(bool forward) => [.. Enumerable.Range(0, stages - 1).Select(border => Median(delays[(border, forward)]))];

        return new ScheduleCosts(Medians(ActionKind.Forward), input, weight)
        {
            Backward = backward,
            ForwardTransfer = Transfers(forward: true),
            BackwardTransfer = Transfers(forward: false),
        };
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length switch
        {
            0 => 0,
            var n when n % 2 == 1 => sorted[n / 2],
            var n => (sorted[(n / 2) - 1] + sorted[n / 2]) / 2,
        };
    }
}
