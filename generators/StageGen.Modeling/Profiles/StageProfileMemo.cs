using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis.Text;

namespace StageGen.Modeling.Profiles;

/// <summary>
/// Reads a profile once for as long as it says the same: by the text where it is the same object, as it is at an edit of another file,
/// and by its checksum where an editor has loaded it anew.
/// </summary>
public static class StageProfileMemo
{
    // More than any project has profiles. The oldest go all at once.
    private const int MostRemembered = 256;

    private static readonly ConditionalWeakTable<SourceText, StageProfileReading> Known = new();
    private static readonly ConcurrentDictionary<string, StageProfileReading> ByChecksum = new();

    public static StageProfileReading Read(SourceText text) => Known.GetValue(text, Find);

    private static StageProfileReading Find(SourceText text)
    {
        if (ByChecksum.Count > MostRemembered) ByChecksum.Clear();
        string checksum = text.Length.ToString(CultureInfo.InvariantCulture) + ":" + text.ChecksumAlgorithm + ":"
            + Convert.ToBase64String([.. text.GetChecksum()]);
        return ByChecksum.GetOrAdd(checksum, _ => StageProfileReader.Read(text.ToString()));
    }
}
