using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StageGen.Modeling.Costs.Interpretation;

// Methods called on a value.
internal sealed partial class Interpreter
{
    private Value InvokeMember(Value target, SimpleNameSyntax written, List<Argued> arguments, InvocationExpressionSyntax call, Frame frame)
    {
        string name = written.Identifier.ValueText;
        switch (target)
        {
            case UnknownValue:
                // What may be a module costs what nobody knows.
                if (name is "call" or "forward") findings.LeftOut(call, "what is called here", target);
                else findings.CannotFollow(call, "what is called here", target);
                return UnknownValue.Consequence;
            case NullValue:
                return UnknownValue.Consequence;
            case NameValue library:
                return LibraryFunction(library.Path + "." + name, written, arguments, call, frame);
            case TypeValue type:
                if (FindMethod(type.Type, name, arguments) is var (owner, method)) return CallMethod(owner, method, null, arguments, call);
                return Static(type.Type, name) is { } value ? Call(value, arguments, call) : UnknownValue.Consequence;
            case InstanceValue instance:
                if (name is "call" or "forward" && instance.Type.IsModule) return CallModule(instance, arguments, call);
                if (FindMethod(instance.Type, name, arguments) is var (home, own)) return CallMethod(home, own, instance, arguments, call);
                if (Own(instance, name) is { } held) return Call(held, arguments, call);
                if (instance.Sequence is { } sequence && ContainerMethod(sequence, name, arguments) is { } changed) return changed;
                return (instance.Type.IsModule ? ModuleMethod(instance, name, arguments) : null)
                    ?? Extension(target, name, arguments, call, frame);
            case ObjectValue module:
                if (name is "call" or "forward") return CallModule(module, arguments, call);
                if (module is ContainerValue container && ContainerMethod(container, name, arguments) is { } result) return result;
                if (ItemsOf(module) is { } items && ListMethods.Query(this, [.. items], name, arguments, call) is { } query) return query;
                return ModuleMethod(module, name, arguments) ?? Extension(target, name, arguments, call, frame);
            case TensorValue tensor:
                return TensorMethod(tensor, name, written, arguments, call, frame);
            case FunctionValue or MethodValue when name is "Invoke":
                return Call(target, arguments, call);
            case ListValue list:
                return ListMethods.Change(this, list, name, arguments)
                    ?? ListMethods.Query(this, [.. list.InOrder()], name, arguments, call)
                    ?? Extension(target, name, arguments, call, frame);
            case DictionaryValue dictionary:
                return DictionaryMethod(dictionary, name, arguments)
                    ?? ListMethods.Query(this, [.. ItemsOf(dictionary)!], name, arguments, call)
                    ?? Extension(target, name, arguments, call, frame);
            case TextValue text:
                return TextMethod(text, name, arguments);
            default:
                return Library.Scalar(name, target, arguments) ?? Extension(target, name, arguments, call, frame);
        }
    }

    /// <summary>A method of the user's that is called as if it were the value's own.</summary>
    private Value Extension(Value target, string name, List<Argued> arguments, InvocationExpressionSyntax call, Frame frame)
    {
        List<Argued> all = [new Argued(null, target), .. arguments];
        foreach (var type in types.WithExtension(name))
            if (FindMethod(type, name, all) is var (owner, method)) return CallMethod(owner, method, null, all, call);
        findings.CannotFollow(call, "'" + name + "' of " + target.Kind);
        return UnknownValue.Consequence;
    }

    private Value? DictionaryMethod(DictionaryValue dictionary, string name, List<Argued> arguments)
    {
        switch (name)
        {
            case "Add" when arguments.Count == 2:
                dictionary.Entries.Add((arguments[0].Value, arguments[1].Value));
                return Value.Null;
            case "ContainsKey" when arguments.Count == 1:
                return Known(dictionary.Entries.Exists(entry => AreEqual(entry.Key, arguments[0].Value) == true));
            case "GetValueOrDefault" when arguments.Count > 0:
                foreach (var (key, value) in dictionary.Entries)
                    if (AreEqual(key, arguments[0].Value) == true) return value;
                return arguments.Count > 1 ? arguments[1].Value : Value.Null;
            default:
                return null;
        }
    }

    private static Value TextMethod(TextValue text, string name, List<Argued> arguments)
    {
        string? other = arguments.Count > 0 ? TextOf(arguments[0].Value) : "";
        if (text.Text is not { } own || other is null)
            return name is "StartsWith" or "EndsWith" or "Contains" or "Equals" ? UnknownValue.Consequence : new TextValue(null);
        return name switch
        {
            "StartsWith" => Value.Of(own.StartsWith(other, StringComparison.Ordinal)),
            "EndsWith" => Value.Of(own.EndsWith(other, StringComparison.Ordinal)),
            "Contains" => Value.Of(own.Contains(other)),
            "Equals" => Value.Of(own == other),
            "ToLower" or "ToLowerInvariant" => Value.Of(own.ToLowerInvariant()),
            "ToUpper" or "ToUpperInvariant" => Value.Of(own.ToUpperInvariant()),
            "Trim" when other.Length == 0 => Value.Of(own.Trim()),
            "ToString" => text,
            "Split" when other.Length > 0 => new ListValue([.. own.Split([other], StringSplitOptions.None).Select(Value.Of)]),
            _ => new TextValue(null),
        };
    }
}
