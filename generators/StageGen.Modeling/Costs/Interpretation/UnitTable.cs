namespace StageGen.Modeling.Costs.Interpretation;

/// <summary>A submodule of the model or an element of one, with what it holds.</summary>
internal sealed record Unit(UnitKey Key, string Type, Value Value);

/// <summary>The submodules of a model as units: a list or a <c>Sequential</c> is as many as it has elements.</summary>
internal static class UnitTable
{
    public static List<Unit> Of(InstanceValue root)
    {
        var units = new List<Unit>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var field in root.Type.Chain().SelectMany(type => type.Fields))
        {
            if (field.IsShared || !seen.Add(field.Name) || !root.Fields.TryGetValue(field.Name, out var value)) continue;
            switch (value)
            {
                case ContainerValue container:
                    for (int i = 0; i < container.Items.Count; i++) units.Add(New(field.Name, i, container.Items[i].Module));
                    break;
                case ListValue list when list.Items.Exists(item => item is ObjectValue):
                    for (int i = 0; i < list.Items.Count; i++) units.Add(New(field.Name, i, list.Items[i]));
                    break;
                case InstanceValue { Type.IsModule: false }:
                    break;
                case ObjectValue or TensorValue { IsParameter: true }:
                    units.Add(New(field.Name, -1, value));
                    break;
            }
        }
        return units;
    }

    /// <summary>Tells the ledger which unit every module belongs to.</summary>
    public static void Name(IEnumerable<Unit> units, Ledger ledger)
    {
        var seen = new HashSet<Value>();
        foreach (var unit in units) Name(unit.Value, unit.Key, ledger, seen);
    }

    /// <summary>The parameters in a value, each once, however often it is shared.</summary>
    public static HashSet<ParameterIdentity> Parameters(params Value[] values)
    {
        var found = new HashSet<ParameterIdentity>();
        var seen = new HashSet<Value>();
        foreach (var value in values) Collect(value, found, seen);
        return found;
    }

    private static Unit New(string field, int element, Value value) => new(new UnitKey(field, element), value switch
    {
        InstanceValue instance => instance.Type.Name,
        LayerValue layer => layer.Factory,
        OpaqueModule module => module.Name,
        ContainerValue container => container.Kind.Substring(2),
        TensorValue => "Parameter",
        _ => "",
    }, value);

    private static void Name(Value value, UnitKey unit, Ledger ledger, HashSet<Value> seen)
    {
        if (!seen.Add(value)) return;
        if (value is ObjectValue) ledger.Name(value, unit);
        foreach (var inner in Inner(value)) Name(inner, unit, ledger, seen);
    }

    private static void Collect(Value value, HashSet<ParameterIdentity> found, HashSet<Value> seen)
    {
        if (value is TensorValue { Parameter: { } parameter }) _ = found.Add(parameter);
        if (value is ObjectValue module)
        {
            if (!seen.Add(value)) return;
            foreach (var tensor in module.Tensors.Values) Collect(tensor, found, seen);
        }
        foreach (var inner in Inner(value)) Collect(inner, found, seen);
    }

    private static IEnumerable<Value> Inner(Value value) => value switch
    {
        InstanceValue instance =>
            instance.Fields.Values.Concat(instance.Registered).Concat(instance.Sequence is { } sequence ? [sequence] : []),
        ContainerValue container => container.Items.Select(item => item.Module),
        ListValue list => list.Items,
        TupleValue tuple => tuple.Items,
        DictionaryValue dictionary => dictionary.Entries.Select(entry => entry.Value),
        _ => [],
    };
}
