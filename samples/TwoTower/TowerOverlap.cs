using StageGen.Scheduling;

namespace Samples.TwoTowers;

/// <summary>How much of their time two devices worked at once, read off a measured timeline.</summary>
public static class TowerOverlap
{
    /// <summary>
    /// The time both devices worked, over the time the less busy of the two worked: 0 is one after the other, 1 is always together.
    /// </summary>
    /// <param name="timeline">What each device did and when.</param>
    /// <param name="one">A device.</param>
    /// <param name="other">Another device.</param>
    public static double Of(Timeline timeline, int one, int other)
    {
        var together = timeline.Devices[one].Sum(
            a => timeline.Devices[other].Sum(b => Math.Max(0, Math.Min(a.End, b.End) - Math.Max(a.Start, b.Start))));
        var less = Math.Min(timeline.Devices[one].Sum(a => a.Duration), timeline.Devices[other].Sum(b => b.Duration));
        return less == 0 ? 0 : together / less;
    }
}
