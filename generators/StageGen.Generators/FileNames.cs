using System.Globalization;
using StageGen.Modeling;

namespace StageGen.Generators;

/// <summary>Names the generated files: after the class's full metadata name.</summary>
internal static class FileNames
{
    /// <summary>The names that another differs from in case alone: files must differ in more.</summary>
    public static EquatableArray<string> Clashing(IEnumerable<string> names) =>
        names.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1).SelectMany(group => group.Skip(1))
            .ToEquatableArray();

    public static string Of(string name, EquatableArray<string> clashing, string what = "")
    {
        int index = clashing.ToList().IndexOf(name);
        return name + (index < 0 ? "" : "-" + (index + 2).ToString(CultureInfo.InvariantCulture)) + what + ".g.cs";
    }
}
