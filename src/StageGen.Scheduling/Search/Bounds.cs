namespace StageGen.Scheduling;

/// <summary>What no plan can beat, whatever its order.</summary>
internal static class Bounds
{
    /// <summary>
    /// The largest of: for each device, the way of the first microbatch to it, all its work and its optimizer; the same
    /// without weight gradients but with the way of the last gradient back; and the way of one microbatch there and back.
    /// </summary>
    public static double Of(SearchSpace space)
    {
        var stages = space.Stages;
        var arrive = new double[stages];
        for (var stage = 1; stage < stages; stage++)
            arrive[stage] = arrive[stage - 1] + space.Time[SearchSpace.Type(stage - 1, ActionKind.Forward)]
                + Border(space, stage - 1, space.ForwardTransfer);

        // From the end of a stage's input gradient to the end of the step: on through the stages before it, and at the first of
        // them (or at any on the way) its own weight gradient.
        var after = new double[stages];
        for (var stage = 0; stage < stages; stage++)
        {
            var own = Input(space, stage).After + space.Optimizer[space.DeviceOf[stage]];
            after[stage] = stage == 0
                ? own
                : Math.Max(own, Border(space, stage - 1, space.BackwardTransfer) + Input(space, stage - 1).First + after[stage - 1]);
        }

        var bound = 0.0;
        for (var device = 0; device < space.Devices; device++)
        {
            var own = space.StagesOf[device];
            var head = own.Min(stage => arrive[stage]);
            var work =
                own.Sum(stage => space.Microbatches * (space.Time[SearchSpace.Type(stage, ActionKind.Forward)] + Whole(space, stage)));
            var urgent = own.Sum(
                stage => space.Microbatches * (space.Time[SearchSpace.Type(stage, ActionKind.Forward)] + Input(space, stage).First));
            bound = Math.Max(bound, head + work + space.Optimizer[device]);
            bound = Math.Max(bound, head + urgent + own.Min(stage => after[stage]));
        }
        var last = stages - 1;
        return Math.Max(
            bound, arrive[last] + space.Time[SearchSpace.Type(last, ActionKind.Forward)] + Input(space, last).First + after[last]);
    }

    /// <summary>The least time of a whole backward, split or not.</summary>
    public static double Whole(SearchSpace space, int stage) => Math.Min(
        space.Time[SearchSpace.Type(stage, ActionKind.Backward)],
        space.Time[SearchSpace.Type(stage, ActionKind.InputGradient)] + space.Time[SearchSpace.Type(stage, ActionKind.WeightGradient)]);

    /// <summary>The least time until the input gradient is there, and the least time of what then remains.</summary>
    public static (double First, double After) Input(SearchSpace space, int stage)
    {
        var whole = space.Time[SearchSpace.Type(stage, ActionKind.Backward)];
        var input = space.Time[SearchSpace.Type(stage, ActionKind.InputGradient)];
        return space.WholeIsCheaper[stage]
            ? (Math.Min(input, whole), 0)
            : (input, space.Time[SearchSpace.Type(stage, ActionKind.WeightGradient)]);
    }

    /// <summary>The time of a border's transfer; 0 where both sides are on one device.</summary>
    public static double Border(SearchSpace space, int border, double[] transfer) =>
        space.DeviceOf[border] == space.DeviceOf[border + 1] ? 0 : transfer[border];
}
