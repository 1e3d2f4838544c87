namespace StageGen.Modeling.Slicing;

/// <summary>
/// Gives a stage to the steps that must run once but belong to none: the first one that uses what they make, and none before what they
/// themselves read, such as the condition they run under, is there.
/// </summary>
internal static class Placing
{
    public static void Place(IReadOnlyList<Step> steps)
    {
        var readers = new Dictionary<Version, List<Step>>();
        foreach (var step in steps)
        {
            foreach (var (version, _) in step.Reads)
            {
                if (!readers.TryGetValue(version, out var list)) readers[version] = list = [];
                list.Add(step);
            }
        }
        // Readers stand below what they read: going up, they have their stage already.
        for (int i = steps.Count - 1; i >= 0; i--)
        {
            var step = steps[i];
            if (step.Placement != Placement.Once) continue;
            var users = step.Writes.Where(readers.ContainsKey).SelectMany(version => readers[version]).Where(user => user != step);
            int there = step.Reads.Select(read => read.Version.FirstReader).DefaultIfEmpty(0).Max();
            step.PlaceIn(Math.Max(there, users.Select(user => Math.Max(0, user.Stage)).DefaultIfEmpty(0).Min()));
        }
    }
}
