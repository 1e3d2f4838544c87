using StageGen.Modeling.Costs;

namespace StageGen.Modeling.Profiles;

/// <summary>Puts what was measured in the place of what was estimated.</summary>
public static class ProfiledCosts
{
    /// <summary>What a submodule is called in a profile.</summary>
    public static string NameOf(SubmoduleCosts submodule) =>
        submodule.Element < 0 ? submodule.Field : submodule.Field + "." + Slicing.Text.Number(submodule.Element);

    /// <summary>
    /// The costs with the measured times and bytes of every submodule that the profile has. Operations stay as they were counted. The loss
    /// counts with the submodule that runs last.
    /// </summary>
    public static ModelCosts Apply(ModelCosts costs, StageProfile profile)
    {
        var measured = profile.Submodules.ToDictionary(submodule => submodule.Name);
        int last = Enumerable.Range(0, costs.Submodules.Count).LastOrDefault(place => costs.Submodules[place].Runs);
        var submodules = costs.Submodules.Select((submodule, place) => measured.TryGetValue(NameOf(submodule), out var found)
            ? submodule with { Cost = Apply(submodule.Cost, found, place == last ? profile : null) }
            : submodule).ToEquatableArray();
        return costs with
        {
            IsMeasured = true,
            Submodules = submodules,
            Flows = costs.Flows.Select(flow => Apply(flow, costs, measured)).ToEquatableArray(),
            Total = Sum(costs.Total, submodules.Where(submodule => submodule.Runs)),
            Stages = costs.Stages.Select(stage => stage with
            {
                Cost = Sum(stage.Cost, submodules.Where(submodule => submodule.Runs && submodule.Stage == stage.Index)),
            }).ToEquatableArray(),
        };
    }

    // A submodule that others read one tensor of: that is what it returned.
    private static CostFlow Apply(CostFlow flow, ModelCosts costs, Dictionary<string, ProfiledSubmodule> measured) =>
        flow.From >= 0 && measured.TryGetValue(NameOf(costs.Submodules[flow.From]), out var found)
            && costs.Flows.Where(other => other.From == flow.From).Select(other => other.Tensor).Distinct().Count() == 1
            ? flow with { Bytes = flow.Bytes with { Typical = found.OutputBytes } }
            : flow;

    private static CostSum Apply(CostSum estimate, ProfiledSubmodule measured, StageProfile? loss) => estimate with
    {
        ForwardTime = (measured.ForwardMs + (loss?.LossForwardMs ?? 0)) / 1000,
        BackwardTime = (measured.InputGradientMs + measured.WeightGradientMs + (loss?.LossBackwardMs ?? 0)) / 1000,
        InputGradientTime = (measured.InputGradientMs + (loss?.LossBackwardMs ?? 0)) / 1000,
        ParameterBytes = estimate.ParameterBytes with { Typical = measured.ParameterBytes },
        SavedBytes = double.IsNaN(measured.ActivationBytes)
            ? estimate.SavedBytes
            : estimate.SavedBytes with { Typical = measured.ActivationBytes },
        AreSavedBytesMeasured = !double.IsNaN(measured.ActivationBytes),
        IsComplete = true,
    };

    // Parameters that several share, and what comes in and goes out, are in the estimate of the whole and not in the sum of its parts.
    private static CostSum Sum(CostSum whole, IEnumerable<SubmoduleCosts> parts)
    {
        var all = parts.ToList();
        return whole with
        {
            ForwardTime = all.Sum(part => part.Cost.ForwardTime),
            BackwardTime = all.Sum(part => part.Cost.BackwardTime),
            InputGradientTime = all.Sum(part => part.Cost.InputGradientTime),
            SavedBytes = whole.SavedBytes with { Typical = all.Sum(part => part.Cost.SavedBytes.Typical) },
            AreSavedBytesMeasured = all.All(part => part.Cost.AreSavedBytesMeasured),
            IsComplete = all.All(part => part.Cost.IsComplete),
        };
    }
}
