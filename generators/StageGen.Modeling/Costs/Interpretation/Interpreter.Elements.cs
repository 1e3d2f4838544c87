using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StageGen.Modeling.Costs.Interpretation;

// What lists are made of, and what an index takes out of them.
internal sealed partial class Interpreter
{
    /// <summary>What a loop over a value goes through; null where nobody knows.</summary>
    private static IReadOnlyList<Value>? ItemsOf(Value value) => value switch
    {
        ListValue list => [.. list.InOrder()],
        ContainerValue { Form: ContainerForm.Dictionary } dictionary =>
            [.. dictionary.Items.Select(item => (Value)new TupleValue(Value.Of(item.Key), item.Module))],
        ContainerValue container => [.. container.Items.Select(item => item.Module)],
        InstanceValue { Sequence: { } sequence } => ItemsOf(sequence),
        DictionaryValue dictionary => [.. dictionary.Entries.Select(entry => (Value)new TupleValue(entry.Key, entry.Value))],
        TextValue { Text: { } text } => [.. text.Select(character => Value.Of(character.ToString()))],
        _ => null,
    };

    private Value Element(Value target, BracketedArgumentListSyntax indices, ExpressionSyntax place, Frame frame)
    {
        if (target is TensorValue tensor) return TensorIndex(tensor, indices, place, frame);
        if (indices.Arguments.Count != 1) return UnknownValue.Consequence;
        var index = Evaluate(indices.Arguments[0].Expression, frame);
        switch (target)
        {
            case DictionaryValue dictionary:
                foreach (var (key, value) in dictionary.Entries)
                    if (AreEqual(key, index) == true) return value;
                return UnknownValue.Consequence;
            case ContainerValue { Form: ContainerForm.Dictionary } modules when index is TextValue { Text: { } name }:
                return modules.Items.Find(item => item.Key == name).Module ?? UnknownValue.Consequence;
            case TextValue text:
                return text.Text is { } known && PlaceOf(index, known.Length) is { } at
                    ? Value.Of(known[at].ToString())
                    : new TextValue(null);
        }
        if (ItemsOf(target) is not { } items) return target is InstanceValue own ? Indexer(own, index) : UnknownValue.Consequence;
        if (index is RangeValue { IsIndex: false } range)
            return BoundsOf(range, items.Count) is var (start, end)
                ? new ListValue([.. items.Skip(start).Take(end - start)])
                : UnknownValue.Consequence;
        return PlaceOf(index, items.Count) is { } place1 ? items[place1] : UnknownValue.Consequence;
    }

    private Value Indexer(InstanceValue own, Value index) =>
        own.Sequence is { } sequence && ItemsOf(sequence) is { } items && PlaceOf(index, items.Count) is { } place
            ? items[place] : UnknownValue.Consequence;

    /// <summary>The place that an index means among so many; null where none, or nobody knows.</summary>
    private int? PlaceOf(Value index, int count)
    {
        int? place = index is RangeValue { IsIndex: true, Start: var (inner, fromEnd) }
            ? (arithmetic.Count(inner) is { } number ? fromEnd ? count - number : number : null)
            : arithmetic.Count(index);
        return place >= 0 && place < count ? place : null;
    }

    private (int Start, int End)? BoundsOf(RangeValue range, int count)
    {
        int? start = End(range.Start, 0), end = End(range.End, count);
        return start is { } from && end is { } to && from >= 0 && to >= from && to <= count ? (from, to) : null;

        int? End((Value Index, bool FromEnd)? given, int otherwise) =>
            given is var (index, fromEnd) ? arithmetic.Count(index) is { } number ? fromEnd ? count - number : number : null : otherwise;
    }

    private void SetElement(Value target, BracketedArgumentListSyntax indices, Value value, Frame frame)
    {
        if (indices.Arguments.Count != 1) return;
        var index = Evaluate(indices.Arguments[0].Expression, frame);
        switch (target)
        {
            case ListValue list when PlaceOf(index, list.Items.Count) is { } place:
                list.Items[place] = value;
                break;
            case DictionaryValue dictionary:
                _ = dictionary.Entries.RemoveAll(entry => AreEqual(entry.Key, index) == true);
                dictionary.Entries.Add((index, value));
                break;
            case ContainerValue container when index is TextValue { Text: { } name }:
                int known = container.Items.FindIndex(item => item.Key == name);
                if (known >= 0) container.Items[known] = (name, value);
                else container.Items.Add((name, value));
                break;
            case ContainerValue container when PlaceOf(index, container.Items.Count) is { } place:
                container.Items[place] = (container.Items[place].Key, value);
                break;
        }
    }
}
