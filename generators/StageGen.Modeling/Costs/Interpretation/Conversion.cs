namespace StageGen.Modeling.Costs.Interpretation;

/// <summary>Between the values of the interpretation and what the tables of layers and operations take and give.</summary>
internal static class Conversion
{
    public static ArgumentList List(IEnumerable<Argued> arguments) =>
        new(arguments.Select(argument => new NamedArgument(argument.Name, Of(argument.Value))).ToEquatableArray());

    public static Argument Of(Value value) => value switch
    {
        NullValue => Argument.Null,
        NumberValue number => Argument.Of(number.Size),
        RealValue real => double.IsNaN(real.Number) ? Argument.Unknown : Argument.Of(real.Number),
        BoolValue truth => Argument.Of(truth.IsTrue),
        TextValue { Text: { } text } => Argument.Of(text),
        NameValue name => name.Last is "Ellipsis" ? Argument.Ellipsis
            : name.Last is "Colon" ? Argument.Slice(Argument.Null, Argument.Null)
            : name.Path.EndsWith("TensorIndex.None", StringComparison.Ordinal)
                || name.Path.EndsWith("TensorIndex.Null", StringComparison.Ordinal) ? Argument.Null
            : Argument.Of(name.Path),
        TensorValue tensor => Argument.Of(tensor.Shape),
        TupleValue tuple => Argument.List(tuple.Items.Select(Of)),
        ListValue list => Argument.List(list.Items.Select(Of)),
        LayerValue layer => Argument.Of(layer.Layer),
        RangeValue { IsIndex: true, Start: { } place } => End(place),
        RangeValue range =>
            Argument.Slice(range.Start is { } start ? End(start) : Argument.Null, range.End is { } end ? End(end) : Argument.Null),
        _ => Argument.Unknown,
    };

    public static Value Of(Argument argument) => argument.Kind switch
    {
        ArgumentKind.Null => Value.Null,
        ArgumentKind.Size => new NumberValue(argument.Size),
        ArgumentKind.Number => new RealValue(argument.Number ?? double.NaN),
        ArgumentKind.Boolean when argument.Boolean is { } truth => Value.Of(truth),
        ArgumentKind.Text => new NameValue(argument.Text!),
        ArgumentKind.List => new ListValue([.. argument.Items.Select(Of)]),
        _ => UnknownValue.Consequence,
    };

    /// <summary><c>^1</c> is −1, as Python has it.</summary>
    private static Argument End((Value Index, bool FromEnd) end) =>
        end is { FromEnd: true, Index: NumberValue number }
            ? number.Size.IsZero ? Argument.Null : Argument.Of(-number.Size)
            : Of(end.Index);
}
