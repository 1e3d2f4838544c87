using StageGen.Modeling.Reading;

namespace StageGen.Modeling.Slicing;

// Versions that others read, kept from what happens to them before the stage ends.
internal sealed partial class StageWriter
{
    /// <summary>Keeps a version that others read when the variable is given another one later in this method.</summary>
    private void Capture(Version version, int index)
    {
        if (!exported.Contains(version)) return;
        var next = steps.Skip(index + 1).SelectMany(step => step.Writes.Concat(step.Reads.Select(read => read.Version)))
            .FirstOrDefault(later => later.Variable == version.Variable && later != version
                && (later.Maker is null || IsOwn(later) || values.ContainsKey(later)));
        if (next is not null) Capture(version, next.InPlace);
    }

    private void Capture(Version version, bool asCopy)
    {
        string name = names.Another(version.Variable.Name);
        if (version.Variable.Type.Crossing == Crossing.List)
        {
            lines.Add(version.Variable.Type.WireText + " " + name + " = "
                + version.Variable.Type.ToItems(version.Variable.Name, mayBeMissing: IsGuarded(version)) + ";");
            captured[version] = name;
            return;
        }
        string copy = asCopy && version.Variable.Type.Crossing == Crossing.Tensor
            ? IsGuarded(version) ? "?.clone()!" : Access(version.Variable.Type) + "clone()" : "";
        lines.Add("var " + name + " = " + version.Variable.Name + copy + ";");
        captured[version] = name;
    }

    /// <summary>What was made in a scope that ends here and others read outlives it.</summary>
    private void KeepExported(Step opened, int end)
    {
        foreach (var version in steps.SkipWhile(step => step != opened).TakeWhile(step => step != steps[end])
            .SelectMany(step => step.Writes).Where(exported.Contains))
        {
            string name = captured.TryGetValue(version, out string? other) ? other : version.Variable.Name;
            string guard = version.Maker!.Guard.Length > 0 ? "if (" + version.Maker.Guard + ") " : "";
            foreach (var (path, type) in version.Variable.Type.Leaves())
            {
                if (type.Crossing == Crossing.Tensor) lines.Add(guard + name + path + Access(type) + "MoveToOuterDisposeScope();");
                else if (type.Crossing == Crossing.List)
                    lines.Add(guard + "foreach (var kept in " + (other is null ? type.ToItems(name + path) : name + path) + ") kept"
                        + Access(type.ListElement!) + "MoveToOuterDisposeScope();");
            }
        }
    }
}
