using System.Globalization;
using StageGen.Modeling.Costs;

namespace StageGen.Modeling.Profiles;

/// <summary>Whether a profile is of the model as it is now.</summary>
public static class StageProfileCheck
{
    /// <summary>Whether the model has the submodules that were measured: a profile of others says nothing about it.</summary>
    public static bool IsOf(StageProfile profile, ModelPlan plan) =>
        profile.Model == plan.Type.MetadataName && profile.Fingerprint == plan.Fingerprint;

    /// <summary>What has changed in the model since, or null.</summary>
    public static ProfileProblem? Staleness(StageProfileReading reading, ModelPlan plan)
    {
        if (reading.Profile is not { } profile || profile.Model != plan.Type.MetadataName || profile.Fingerprint == plan.Fingerprint)
            return null;
        var measured = profile.Submodules.Select(submodule => submodule.Field).Distinct().ToList();
        var now = plan.Stages.SelectMany(stage => stage.Submodules).Where(submodule => submodule.Kind != FieldKind.Tensor)
            .Select(submodule => submodule.Field).Distinct().ToList();
        var parts = new List<string>();
        if (now.Except(measured).ToList() is { Count: > 0 } added)
            parts.Add(Names(added) + (added.Count == 1 ? " was" : " were") + " not measured");
        if (measured.Except(now).ToList() is { Count: > 0 } gone)
            parts.Add(Names(gone) + (gone.Count == 1 ? " is" : " are") + " in it no more");
        if (parts.Count == 0) parts.Add("a submodule is of another type");
        return new ProfileProblem(reading.Places.Fingerprint,
            plan.Type.Name + " has changed since it was measured: " + string.Join(", and ", parts));
    }

    /// <summary>The first submodule that was measured at other sizes than the source tells of, or null.</summary>
    public static ProfileProblem? OtherSizes(StageProfileReading reading, ModelPlan plan, ModelCosts costs)
    {
        if (reading.Profile is not { } profile || !IsOf(profile, plan)) return null;
        var estimates = costs.Submodules.ToLookup(ProfiledCosts.NameOf);
        for (int i = 0; i < profile.Submodules.Count; i++)
        {
            var measured = profile.Submodules[i];
            if (estimates[measured.Name].FirstOrDefault() is not { } estimate || !estimate.Cost.ParameterBytes.IsKnown) continue;
            double bytes = estimate.Cost.ParameterBytes.Typical;
            if (bytes != measured.ParameterBytes)
                return new ProfileProblem(reading.Places.Submodules[i],
                    "'" + measured.Name + "' had " + Bytes(measured.ParameterBytes) + " of parameters when it was measured, and has "
                        + Bytes(bytes) + " as the source says");
        }
        return null;
    }

    private static string Names(IEnumerable<string> names) => string.Join(", ", names.Select(name => "'" + name + "'"));

    private static string Bytes(double bytes) => bytes.ToString("#,0", CultureInfo.InvariantCulture) + " bytes";
}
