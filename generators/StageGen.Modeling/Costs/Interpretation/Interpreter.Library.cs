using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StageGen.Modeling.Slicing;

namespace StageGen.Modeling.Costs.Interpretation;

// Functions and constants that no source declares: of the base library and of TorchSharp.
internal sealed partial class Interpreter
{
    private static readonly HashSet<string> Lists = new(StringComparer.Ordinal)
    {
        "Enumerable", "Array", "List", "Queryable", "ImmutableArray"
    };

    private Value LibraryConstant(NameValue library, string name)
    {
        string path = library.Last + "." + name;
        return Library.Constant(path) ?? new NameValue(library.Path + "." + name);
    }

    private Value LibraryFunction(string path, SimpleNameSyntax? written, List<Argued> arguments, SyntaxNode place, Frame? frame)
    {
        var parts = path.Split(['.', ':'], StringSplitOptions.RemoveEmptyEntries);
        string name = written?.Identifier.ValueText ?? parts[parts.Length - 1].Split('<')[0];
        string root = parts.Length > 1 ? parts[parts.Length - 2].Split('<')[0] : "";
        switch (root)
        {
            case "Math" or "MathF":
                return Library.Maths(this, name, arguments) ?? new RealValue(double.NaN);
            case "StageShare":
                return StageShare(name, arguments, place);
            case "string" or "String":
                return new TextValue(null);
            case "Convert" when arguments.Count > 0:
                return Library.Scalar(name, arguments[0].Value, []) ?? UnknownValue.Consequence;
            case "init":
                return arguments.Count > 0 ? arguments[0].Value : Value.Null;
            case "Console" or "Debug" or "Trace" or "GC" or "ArgumentNullException" or "ArgumentOutOfRangeException" or "ArgumentException"
                or "ObjectDisposedException":
                return Value.Null;
        }
        if (Lists.Contains(root) && ListFunction(name, arguments, place) is { } list) return list;
        return TorchFunction(name, written, arguments, place, frame);
    }

    private Value? ListFunction(string name, List<Argued> arguments, SyntaxNode place)
    {
        switch (name)
        {
            case "Range":
                return Library.Range(this, arguments);
            case "Repeat":
                return Library.Repeat(this, arguments);
            case "Empty":
                return new ListValue([]);
            case "Create":
                return new ListValue([.. arguments.Select(argument => argument.Value)]);
            case "Fill" when arguments.Count == 2 && arguments[0].Value is ListValue filled:
                for (int i = 0; i < filled.Items.Count; i++) filled.Items[i] = arguments[1].Value;
                return Value.Null;
            case "ConvertAll":
                name = "Select";
                break;
        }
        return arguments.Count > 0 && ItemsOf(arguments[0].Value) is { } items
            ? ListMethods.Query(this, [.. items], name, arguments.GetRange(1, arguments.Count - 1), place)
            : null;
    }

    private Value TorchFunction(string name, SimpleNameSyntax? written, List<Argued> arguments, SyntaxNode place, Frame? frame)
    {
        switch (name)
        {
            case "Sequential":
                return NewSequential(arguments);
            case "ModuleList":
                return NewContainer(ContainerForm.List, arguments, null);
            case "ModuleDict":
                return NewContainer(ContainerForm.Dictionary, arguments, null);
            case "Parameter" when arguments.Count > 0:
                return NewParameter(arguments[0].Value);
            case "device" or "is_available" or "device_count":
                return new NameValue(name);
            case "Seed" or "manual_seed" or "manual_seed_all" or "set_default_dtype" or "set_num_threads":
                return Value.Null;
        }
        if (TorchNames.AmbientScopes.Contains(name)) return new NameValue(name);
        if (char.IsUpper(name[0]) && NewLayer(name, arguments, place) is { } layer) return layer;
        return TensorFunction(name, arguments, place);
    }

    /// <summary>The methods with which generated stages take their part of a list.</summary>
    private Value StageShare(string name, List<Argued> arguments, SyntaxNode place)
    {
        int part = Given("part") ?? 0, parts = Given("parts") ?? 1;
        var split = arguments.Where(argument => argument.Name == "split").Select(argument => argument.Value).OfType<ListValue>()
            .FirstOrDefault()?.Items.ConvertAll(item => Whole(item) ?? 0);
        if (arguments.Count == 0) return UnknownValue.Consequence;
        if (name == "Bounds")
        {
            if (Whole(arguments[0].Value) is not { } count) return UnknownValue.Consequence;
            var (first, last) = Modeling.Costs.StageShares.Bounds(count, part, parts, split);
            return new TupleValue([Value.Of(first), Value.Of(last)], ["Start", "End"]);
        }
        if (name == "RequireAlike") return Value.Null;
        if (ItemsOf(arguments[0].Value) is not { } items) return UnknownValue.Consequence;
        if (name == "At")
            return arguments.Count > 1 && PlaceOf(arguments[1].Value, items.Count) is { } place1 ? items[place1] : UnknownValue.Consequence;
        // Of a query: the list that says how its items are dealt may be longer.
        int length = name == "Of" && arguments is [_, { Name: null } counted, ..] && Whole(counted.Value) is { } given
            ? given
            : items.Count;
        var (start, end) = Modeling.Costs.StageShares.Bounds(length, part, parts, split);
        var own = items.Skip(start).Take(end - start).ToList();
        switch (name)
        {
            case "ValuesOf":
                return new ListValue(own.ConvertAll(item => item is TupleValue pair ? pair.Items[1] : item));
            case "Call" when arguments.Count > 1:
                return own.Aggregate(arguments[1].Value, (value, module) => CallModule(module, [new Argued(null, value)], place));
            default:
                return new ListValue(own);
        }

        int? Given(string argument)
        {
            int index = arguments.FindIndex(one => one.Name == argument);
            return index < 0 ? null : Whole(arguments[index].Value);
        }
    }
}
