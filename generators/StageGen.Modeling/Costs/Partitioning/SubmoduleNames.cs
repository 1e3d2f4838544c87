namespace StageGen.Modeling.Costs;

/// <summary>Some of a model's submodules, for people: <c>tokens, blocks[0–3]</c>.</summary>
internal static class SubmoduleNames
{
    /// <summary>Names some of the submodules; a list of which all elements are among them goes by its name alone.</summary>
    public static string Of(IReadOnlyList<SubmoduleCosts> all, IEnumerable<int> some)
    {
        var names = new List<string>();
        foreach (var field in some.GroupBy(place => all[place].Field))
        {
            int[] elements = [.. field.Select(place => all[place].Element).OrderBy(element => element)];
            bool whole = elements[0] < 0 || elements.Length == all.Count(submodule => submodule.Field == field.Key);
            bool run = elements[elements.Length - 1] - elements[0] == elements.Length - 1;
            names.Add(whole ? field.Key
                : elements.Length == 1 ? field.Key + "[" + Slicing.Text.Number(elements[0]) + "]"
                : run ? field.Key + "[" + Slicing.Text.Number(elements[0]) + "–" + Slicing.Text.Number(elements[elements.Length - 1]) + "]"
                : field.Key + "[" + string.Join(", ", elements.Select(Slicing.Text.Number)) + "]");
        }
        return string.Join(", ", names);
    }
}
