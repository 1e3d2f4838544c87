using System.Globalization;
using StageGen.Modeling.Reading;

namespace StageGen.Modeling.Profiles;

/// <summary>A short name for the submodules that a model has.</summary>
internal static class Fingerprint
{
    /// <summary>
    /// FNV-1a over the names and types of the submodules, sorted by name: neither their order nor their stages count, so that a model
    /// that is only cut otherwise keeps its profile.
    /// </summary>
    public static string Of(IEnumerable<Submodule> submodules)
    {
        ulong hash = 14695981039346656037;
        foreach (var submodule in submodules.OrderBy(submodule => submodule.Name, StringComparer.Ordinal))
            foreach (char letter in submodule.Name + ":" + submodule.Type.TrimEnd('?') + ";")
                hash = unchecked((hash ^ letter) * 1099511628211);
        return hash.ToString("x16", CultureInfo.InvariantCulture);
    }
}
