using System.Globalization;
using StageGen.Modeling.Costs;
using StageGen.Scheduling;

namespace StageGen.Modeling;

/// <summary>What the declared stages cost for a microbatch, in milliseconds of three digits: what Auto weighs.</summary>
/// <param name="Forward">Of each stage its forward.</param>
/// <param name="InputGradient">Of each stage the half of its backward that the stage before waits for.</param>
/// <param name="WeightGradient">Of each stage the other half.</param>
public sealed record StageTimes(EquatableArray<double> Forward, EquatableArray<double> InputGradient, EquatableArray<double> WeightGradient)
{
    /// <summary>The times of a model; null where they are not all known.</summary>
    public static StageTimes? Of(ModelPlan plan, ModelCosts costs)
    {
        if (!costs.IsComplete || costs.Stages.Count != plan.Stages.Count) return null;
        var stages = costs.Stages.Select(stage => (Forward: stage.Cost.ForwardTime, Backward: stage.Cost.BackwardTime,
            Input: Gives(plan, stage.Index) ? stage.Cost.InputGradientTime : 0)).ToList();
        if (!stages.All(stage => IsTime(stage.Forward) && IsTime(stage.Backward) && IsTime(stage.Input))
            || stages.Sum(stage => stage.Forward) <= 0)
            return null;
        return new StageTimes(
            stages.Select(stage => Milliseconds(stage.Forward)).ToEquatableArray(),
            stages.Select(stage => Milliseconds(stage.Input)).ToEquatableArray(),
            stages.Select(stage => Milliseconds(Math.Max(0, stage.Backward - stage.Input))).ToEquatableArray());
    }

    /// <summary>The same for the scheduler.</summary>
    public ScheduleCosts ToCosts() => new(Forward, InputGradient, WeightGradient);

    /// <summary>Whether a stage reads what another made, and so gives it a gradient.</summary>
    private static bool Gives(ModelPlan plan, int stage) =>
        plan.Values.Any(value => value.Producer >= 0 && value.Consumers.Contains(stage));

    private static bool IsTime(double seconds) => seconds >= 0 && !double.IsInfinity(seconds);

    // An estimate has no more digits than that, and an edit that moves the fourth needs no new plan.
    private static double Milliseconds(double seconds) =>
        double.Parse((seconds * 1000).ToString("G3", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
