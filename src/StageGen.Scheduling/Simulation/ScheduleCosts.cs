namespace StageGen.Scheduling;

/// <summary>
/// What the actions of a plan cost, stage by stage. Times are in any one unit (seconds where they were measured); microbatches
/// all cost the same.
/// </summary>
public sealed record ScheduleCosts
{
    private IReadOnlyList<double>? backward;
    private IReadOnlyList<double>? forwardTransfer;
    private IReadOnlyList<double>? backwardTransfer;
    private IReadOnlyList<double>? optimizer;
    private IReadOnlyList<double>? activationBytes;
    private IReadOnlyList<double>? weightGradientBytes;

    /// <summary>Costs of the compute; the rest is 0 unless set.</summary>
    /// <param name="forward">Time of a forward, for each stage.</param>
    /// <param name="inputGradient">Time of the first half of a backward, for each stage.</param>
    /// <param name="weightGradient">Time of the second half of a backward, for each stage.</param>
    /// <exception cref="ArgumentException">Lists of unequal length, or a time that is negative or not finite.</exception>
    public ScheduleCosts(IReadOnlyList<double> forward, IReadOnlyList<double> inputGradient, IReadOnlyList<double> weightGradient)
    {
        Forward = forward ?? throw new ArgumentNullException(nameof(forward));
        InputGradient = Checked(inputGradient, nameof(inputGradient), forward.Count);
        WeightGradient = Checked(weightGradient, nameof(weightGradient), forward.Count);
        _ = Checked(forward, nameof(forward), forward.Count);
    }

    /// <summary>The same costs for every stage.</summary>
    /// <param name="stages">How many stages.</param>
    /// <param name="forward">Time of a forward.</param>
    /// <param name="inputGradient">Time of the first half of a backward.</param>
    /// <param name="weightGradient">Time of the second half of a backward.</param>
    /// <param name="transfer">Time of handing an activation or a gradient over a border between two devices.</param>
    /// <param name="optimizer">Time of a stage's optimizer step.</param>
    /// <param name="activationBytes">What a stage holds for one microbatch from its forward to its backward.</param>
    public static ScheduleCosts Uniform(
        int stages, double forward = 1, double inputGradient = 1, double weightGradient = 1, double transfer = 0, double optimizer = 0,
        double activationBytes = 0) =>
        new(Same(stages, forward), Same(stages, inputGradient), Same(stages, weightGradient))
        {
            ForwardTransfer = Same(stages - 1, transfer),
            BackwardTransfer = Same(stages - 1, transfer),
            Optimizer = Same(stages, optimizer),
            ActivationBytes = Same(stages, activationBytes),
        };

    /// <summary>How many stages the costs are for.</summary>
    public int Stages => Forward.Count;

    /// <summary>Time of a forward, for each stage.</summary>
    public IReadOnlyList<double> Forward { get; }

    /// <summary>Time of the first half of a backward, for each stage.</summary>
    public IReadOnlyList<double> InputGradient { get; }

    /// <summary>Time of the second half of a backward, for each stage.</summary>
    public IReadOnlyList<double> WeightGradient { get; }

    /// <summary>Time of a whole backward, for each stage; the sum of its halves unless set.</summary>
    public IReadOnlyList<double> Backward
    {
        get => backward ?? InputGradient.Zip(WeightGradient, (input, weight) => input + weight).ToArray();
        init => backward = Checked(value, nameof(Backward), Stages);
    }

    /// <summary>
    /// Time of handing the activations of stage s to stage s + 1, or to each of those that read them in a plan whose
    /// <see cref="Schedule.Graph"/> is no chain, where the two are on two devices; for each stage s but the last.
    /// </summary>
    public IReadOnlyList<double> ForwardTransfer
    {
        get => forwardTransfer ?? Same(Stages - 1, 0);
        init => forwardTransfer = Checked(value, nameof(ForwardTransfer), Stages - 1);
    }

    /// <summary>
    /// Time of handing the gradients of stage s + 1 back to stage s, or to each of those it read from in a plan whose
    /// <see cref="Schedule.Graph"/> is no chain, where the two are on two devices; for each s, so that the list begins with what
    /// stage 1 sends.
    /// </summary>
    public IReadOnlyList<double> BackwardTransfer
    {
        get => backwardTransfer ?? Same(Stages - 1, 0);
        init => backwardTransfer = Checked(value, nameof(BackwardTransfer), Stages - 1);
    }

    /// <summary>
    /// Whether a device goes on computing while it sends (true, the default) or is busy until the other has what it sent.
    /// Either way a link carries one thing at a time in each direction.
    /// </summary>
    public bool TransfersOverlap { get; init; } = true;

    /// <summary>Time of a stage's optimizer step at the end of the device's list, for each stage.</summary>
    public IReadOnlyList<double> Optimizer
    {
        get => optimizer ?? Same(Stages, 0);
        init => optimizer = Checked(value, nameof(Optimizer), Stages);
    }

    /// <summary>
    /// Bytes a stage holds for one microbatch from its forward until its backward (or its weight gradient), for each stage.
    /// </summary>
    public IReadOnlyList<double> ActivationBytes
    {
        get => activationBytes ?? Same(Stages, 0);
        init => activationBytes = Checked(value, nameof(ActivationBytes), Stages);
    }

    /// <summary>
    /// Bytes a stage still holds for one microbatch between the two halves of its backward, for each stage; as many as
    /// <see cref="ActivationBytes"/> unless set.
    /// </summary>
    public IReadOnlyList<double> WeightGradientBytes
    {
        get => weightGradientBytes ?? ActivationBytes;
        init => weightGradientBytes = Checked(value, nameof(WeightGradientBytes), Stages);
    }

    /// <summary>
    /// The same layers in fewer stages: neighbouring stages run as one. Stage c of n takes the stages from ⌊c·k/n⌋ to before
    /// ⌊(c + 1)·k/n⌋ of k.
    /// </summary>
    /// <param name="stages">How many stages there shall be, from 1 to <see cref="Stages"/>.</param>
    public ScheduleCosts Fuse(int stages)
    {
        if (stages < 1 || stages > Stages)
            throw new ArgumentOutOfRangeException(nameof(stages), stages, $"{Stages} stage(s) can be fused to 1 to {Stages}.");
        if (stages == Stages) return this;
        return new(Sums(Forward), Sums(InputGradient), Sums(WeightGradient))
        {
            Backward = Sums(Backward),
            ForwardTransfer = Borders(ForwardTransfer),
            BackwardTransfer = Borders(BackwardTransfer),
            TransfersOverlap = TransfersOverlap,
            Optimizer = Sums(Optimizer),
            ActivationBytes = Sums(ActivationBytes),
            WeightGradientBytes = Sums(WeightGradientBytes),
        };

        int First(int stage) => (int)((long)stage * Stages / stages);

        double[] Sums(IReadOnlyList<double> values) => Enumerable.Range(0, stages)
            .Select(stage => Enumerable.Range(First(stage), First(stage + 1) - First(stage)).Sum(part => values[part])).ToArray();

        double[] Borders(IReadOnlyList<double> values) =>
            Enumerable.Range(1, stages - 1).Select(stage => values[First(stage) - 1]).ToArray();
    }

    /// <summary>The same costs in another unit of time.</summary>
    /// <param name="factor">How many of the new units one of the old is: 1000 from seconds to milliseconds.</param>
    public ScheduleCosts Scale(double factor)
    {
        return new(Scaled(Forward), Scaled(InputGradient), Scaled(WeightGradient))
        {
            Backward = Scaled(Backward),
            ForwardTransfer = Scaled(ForwardTransfer),
            BackwardTransfer = Scaled(BackwardTransfer),
            TransfersOverlap = TransfersOverlap,
            Optimizer = Scaled(Optimizer),
            ActivationBytes = ActivationBytes,
            WeightGradientBytes = WeightGradientBytes,
        };

        double[] Scaled(IReadOnlyList<double> values) => values.Select(value => value * factor).ToArray();
    }

    /// <summary>Time of one action.</summary>
    public double Of(ScheduleAction action) => action.Kind switch
    {
        ActionKind.Forward => Forward[action.Stage],
        ActionKind.InputGradient => InputGradient[action.Stage],
        ActionKind.WeightGradient => WeightGradient[action.Stage],
        _ => backward?[action.Stage] ?? InputGradient[action.Stage] + WeightGradient[action.Stage],
    };

    private static double[] Same(int count, double value) => Enumerable.Repeat(value, Math.Max(0, count)).ToArray();

    private static IReadOnlyList<double> Checked(IReadOnlyList<double> values, string name, int count)
    {
        if (values is null) throw new ArgumentNullException(name);
        if (values.Count != count) throw new ArgumentException($"{name} has {values.Count} values; {count} are needed.", name);
        for (var index = 0; index < values.Count; index++)
            if (!(values[index] >= 0) || double.IsInfinity(values[index]))
                throw new ArgumentException(
                    $"{name}[{index}] is {Invariant.Number(values[index])}; costs are finite and not negative.", name);
        return values;
    }
}
