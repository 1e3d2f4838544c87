using Microsoft.CodeAnalysis;
using StageGen.Modeling.Costs;

namespace StageGen.Modeling.Profiles;

/// <summary>The profiles of a project: its additional files whose names end in <c>.stageprofile.json</c>.</summary>
public static class StageProfiles
{
    /// <summary>Reads them; what is damaged is left out, and of several of one model the first counts, by path.</summary>
    public static EquatableArray<StageProfile> Of(IEnumerable<AdditionalText> files, CancellationToken cancellation) =>
        Of(files.Where(file => StageProfileReader.IsProfile(file.Path)).Select(file => (file.Path, Read(file, cancellation)?.Profile)));

    /// <summary>The same of what was read already.</summary>
    public static EquatableArray<StageProfile> Of(IEnumerable<(string Path, StageProfile? Profile)> files) =>
        files.Where(file => file.Profile is not null).OrderBy(file => file.Path, StringComparer.Ordinal)
            .GroupBy(file => file.Profile!.Model).Select(same => same.First().Profile!).ToEquatableArray();

    /// <summary>Reads one; null where it cannot be read at all.</summary>
    public static StageProfileReading? Read(AdditionalText file, CancellationToken cancellation) =>
        file.GetText(cancellation) is { } text ? StageProfileMemo.Read(text) : null;

    /// <summary>The profile of a model as it is now, or null.</summary>
    public static StageProfile? Find(this EquatableArray<StageProfile> profiles, ModelPlan plan) =>
        profiles.FirstOrDefault(profile => StageProfileCheck.IsOf(profile, plan));

    /// <summary>The costs of a model, measured where there is a profile of it.</summary>
    public static ModelCosts Apply(this EquatableArray<StageProfile> profiles, ModelPlan plan, ModelCosts costs) =>
        profiles.Find(plan) is { } profile ? ProfiledCosts.Apply(costs, profile) : costs;
}
