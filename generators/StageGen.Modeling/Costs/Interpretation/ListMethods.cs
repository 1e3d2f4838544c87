using Microsoft.CodeAnalysis;

namespace StageGen.Modeling.Costs.Interpretation;

/// <summary>The methods of lists, stacks and queues, and the queries over them; queries are run at once.</summary>
internal static class ListMethods
{
    /// <summary>A method that changes the list; null where it is none.</summary>
    public static Value? Change(Interpreter interpreter, ListValue list, string name, List<Argued> arguments)
    {
        var items = list.Items;
        switch (name)
        {
            case "Add" or "Push" or "Enqueue" when arguments.Count == 1:
                items.Add(arguments[0].Value);
                return Value.Null;
            case "AddRange" when arguments.Count == 1:
                items.AddRange(interpreter.Items(arguments[0].Value) ?? []);
                return Value.Null;
            case "Insert" when arguments.Count == 2 && interpreter.Place(arguments[0].Value, items.Count + 1) is { } at:
                items.Insert(at, arguments[1].Value);
                return Value.Null;
            case "RemoveAt" when arguments.Count == 1 && interpreter.Place(arguments[0].Value, items.Count) is { } at:
                items.RemoveAt(at);
                return Value.Null;
            case "Clear":
                items.Clear();
                return Value.Null;
            case "Reverse" when list.Form == ListKind.List && arguments.Count == 0:
                // A list turns round in place; what a query would give is the same.
                items.Reverse();
                return list;
            case "Pop" when items.Count > 0:
                return Take(items, items.Count - 1);
            case "Dequeue" when items.Count > 0:
                return Take(items, 0);
            case "Peek" when items.Count > 0:
                return list.Form == ListKind.Queue ? items[0] : items[items.Count - 1];
            default:
                return null;
        }
    }

    private static Value Take(List<Value> items, int place)
    {
        var taken = items[place];
        items.RemoveAt(place);
        return taken;
    }

    /// <summary>A query over items; null where it is none that is known.</summary>
    public static Value? Query(Interpreter interpreter, List<Value> items, string name, List<Argued> arguments, SyntaxNode place)
    {
        var first = arguments.Count > 0 ? arguments[0].Value : null;
        Value Apply(params Value[] given) => interpreter.Apply(first!, place, given);
        switch (name)
        {
            case "ToArray" or "ToList" or "AsEnumerable" or "Cast" or "OfType" or "AsReadOnly" or "ToImmutableArray" or "modules"
                or "children" or "Distinct" or "ToHashSet":
                return new ListValue([.. items]);
            case "Select":
                return new ListValue([.. items.Select((item, index) => TakesTwo(first) ? Apply(item, Value.Of(index)) : Apply(item))]);
            case "SelectMany":
                return new ListValue([.. items.SelectMany(item => interpreter.Items(Apply(item)) ?? [])]);
            case "Where":
                return new ListValue([.. items.Where(item => Apply(item) is BoolValue { IsTrue: true })]);
            case "Zip" when first is not null && interpreter.Items(first) is { } others:
                return new ListValue(
                    [.. items.Zip(others, (item, other) => arguments.Count > 1 ? interpreter.Apply(arguments[1].Value, place, item, other)
                        : new TupleValue([item, other], ["First", "Second"]))]);
            case "Concat" or "Union" when first is not null:
                return new ListValue([.. items, .. interpreter.Items(first) ?? []]);
            case "Append" when first is not null:
                return new ListValue([.. items, first]);
            case "Prepend" when first is not null:
                return new ListValue([first, .. items]);
            case "Reverse":
                return new ListValue([.. items.AsEnumerable().Reverse()]);
            case "Take" when first is not null && interpreter.Whole(first) is { } count:
                return new ListValue([.. items.Take(count)]);
            case "Skip" when first is not null && interpreter.Whole(first) is { } count:
                return new ListValue([.. items.Skip(count)]);
            case "SkipLast" when first is not null && interpreter.Whole(first) is { } count:
                return new ListValue([.. items.Take(Math.Max(0, items.Count - count))]);
            case "GetRange" or "Slice" or "slice"
                when arguments.Count == 2 && interpreter.Whole(arguments[0].Value) is { } start
                    && interpreter.Whole(arguments[1].Value) is { } count:
                return new ListValue([.. items.Skip(start).Take(count)]);
            case "Index":
                return new ListValue([.. items.Select((item, index) => (Value)new TupleValue([Value.Of(index), item], ["Index", "Item"]))]);
            case "First" or "FirstOrDefault" when first is null:
                return items.Count > 0 ? items[0] : Value.Null;
            case "Last" or "LastOrDefault" when first is null:
                return items.Count > 0 ? items[items.Count - 1] : Value.Null;
            case "ElementAt" when first is not null && interpreter.Place(first, items.Count) is { } at:
                return items[at];
            case "Count" when first is null:
                return Value.Of(items.Count);
            case "Any" when first is null:
                return Value.Of(items.Count > 0);
            case "Any" or "All" or "Exists" or "TrueForAll":
                return Every(items.Select(item => Apply(item)), stopsAt: name is "Any" or "Exists");
            case "Contains" when first is not null:
                return Value.Of(items.Any(item => interpreter.Same(item, first) == true));
            case "IndexOf" when first is not null:
                return Value.Of(items.FindIndex(item => interpreter.Same(item, first) == true));
            case "Sum" or "Max" or "Min" or "Average":
                return Fold(interpreter, [.. items.Select(item => first is null ? item : Apply(item))], name);
            case "Aggregate" when arguments.Count == 1 && items.Count > 0:
                return items.Skip(1).Aggregate(items[0], (sum, item) => Apply(sum, item));
            case "Aggregate" when arguments.Count == 2:
                return items.Aggregate(first!, (sum, item) => interpreter.Apply(arguments[1].Value, place, sum, item));
            case "ToDictionary" when arguments.Count == 2:
                return new DictionaryValue([.. items.Select(item => (Apply(item), interpreter.Apply(arguments[1].Value, place, item)))]);
            case "ForEach":
                foreach (var item in items) _ = Apply(item);
                return Value.Null;
            default:
                return null;
        }
    }

    private static bool TakesTwo(Value? function) => function is FunctionValue { Names.Count: 2 };

    private static Value Every(IEnumerable<Value> answers, bool stopsAt)
    {
        bool known = true;
        foreach (var answer in answers)
        {
            if (answer is not BoolValue truth) known = false;
            else if (truth.IsTrue == stopsAt) return truth;
        }
        return known ? Value.Of(!stopsAt) : UnknownValue.Consequence;
    }

    private static Value Fold(Interpreter interpreter, List<Value> items, string name)
    {
        if (items.Count == 0) return Value.Of(0);
        var folded = items[0];
        foreach (var item in items.Skip(1))
            folded = name is "Max" or "Min" ? interpreter.Extreme(folded, item, larger: name == "Max") : interpreter.Add(folded, item);
        return name == "Average" ? new RealValue(Arithmetic.RealOf(folded) / items.Count) : folded;
    }
}
