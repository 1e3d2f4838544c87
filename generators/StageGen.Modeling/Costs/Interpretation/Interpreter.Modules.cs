using Microsoft.CodeAnalysis;

namespace StageGen.Modeling.Costs.Interpretation;

// Modules: made, put into containers, and called.
internal sealed partial class Interpreter
{
    private LayerValue? NewLayer(string factory, List<Argued> arguments, SyntaxNode place)
    {
        if (LayerTable.Create(factory, Conversion.List(arguments)) is not { } layer) return null;
        var made = new LayerValue(factory, layer);
        foreach (var parameter in layer.Parameters) made.Tensors[parameter.Name] = ledger.NewParameter(parameter.Shape);
        foreach (var buffer in layer.Buffers) made.Tensors[buffer.Name] = ledger.NewConstant(buffer.Shape);
        return made;
    }

    private Value NewParameter(Value value) => value is TensorValue tensor ? ledger.NewParameter(tensor.Shape) : UnknownValue.Consequence;

    private static ContainerValue NewSequential(List<Argued> arguments) => NewContainer(ContainerForm.Sequential, arguments, null);

    private static ContainerValue NewContainer(ContainerForm form, List<Argued> arguments, List<Value>? items)
    {
        var container = new ContainerValue(form,
            form switch { ContainerForm.Sequential => "Sequential", ContainerForm.List => "ModuleList", _ => "ModuleDict" });
        foreach (var value in arguments.Select(argument => argument.Value).Concat(items ?? [])) Add(container, value);
        return container;
    }

    private static void Add(ContainerValue container, Value value)
    {
        switch (value)
        {
            case TupleValue { Items: [TextValue key, var module] }:
                container.Items.Add((key.Text ?? "", module));
                break;
            case ListValue list:
                foreach (var item in list.Items) Add(container, item);
                break;
            case DictionaryValue dictionary:
                foreach (var (key, module) in dictionary.Entries) container.Items.Add((TextOf(key) ?? "", module));
                break;
            case ContainerValue { Form: not ContainerForm.Sequential } other when container.Form == ContainerForm.Sequential:
                container.Items.AddRange(other.Items);
                break;
            case TextValue:
                break;
            default:
                container.Items.Add((Slicing.Text.Number(container.Items.Count), value));
                break;
        }
    }

    private Value? ContainerMethod(ContainerValue container, string name, List<Argued> arguments)
    {
        switch (name)
        {
            case "Add" or "append" or "Append" or "extend" or "AddRange" or "add_module":
                if (arguments.Count == 2 && arguments[0].Value is TextValue key) container.Items.Add((key.Text ?? "", arguments[1].Value));
                else foreach (var argument in arguments) Add(container, argument.Value);
                return container;
            case "insert" or "Insert" when arguments.Count == 2 && PlaceOf(arguments[0].Value, container.Items.Count + 1) is { } place:
                container.Items.Insert(place, (Slicing.Text.Number(place), arguments[1].Value));
                return Value.Null;
            case "values" or "Values" or "modules" or "children":
                return new ListValue([.. container.Items.Select(item => item.Module)]);
            case "keys" or "Keys":
                return new ListValue([.. container.Items.Select(item => Value.Of(item.Key))]);
            case "items":
                return new ListValue([.. container.Items.Select(item => (Value)new TupleValue(Value.Of(item.Key), item.Module))]);
            case "ContainsKey" or "contains" when arguments.Count == 1 && arguments[0].Value is TextValue { Text: { } wanted }:
                return Value.Of(container.Items.Exists(item => item.Key == wanted));
            default:
                return null;
        }
    }

    /// <summary>What every module of TorchSharp's has; null for what else there may be.</summary>
    private static Value? ModuleMethod(ObjectValue module, string name, List<Argued> arguments)
    {
        switch (name)
        {
            case "register_module" or "add_module" when arguments.Count == 2:
                if (module is InstanceValue parent) parent.Registered.Add(arguments[1].Value);
                return Value.Null;
            case "register_buffer" or "register_parameter" when arguments.Count >= 2:
                if (arguments[0].Value is TextValue { Text: { } key } && arguments[1].Value is TensorValue tensor)
                    module.Tensors[key] = tensor;
                return Value.Null;
            case "RegisterComponents" or "zero_grad" or "Dispose" or "load_state_dict" or "save" or "load" or "ClearModules":
                return Value.Null;
            case "to" or "cpu" or "cuda" or "train" or "eval" or "apply" or "requires_grad_" or "alias" or "MoveToOuterDisposeScope"
                or "DetachFromDisposeScope" or "half" or "bfloat16":
                return module;
            case "get_parameter" or "get_buffer" when arguments is [{ Value: TextValue { Text: { } wanted } }]:
                return module.Tensors.TryGetValue(wanted, out var found) ? found : UnknownValue.Consequence;
            case "parameters" or "named_parameters" or "buffers" or "named_buffers" or "children" or "named_children" or "modules"
                or "named_modules" or "state_dict" or "GetName":
                return UnknownValue.Consequence;
            default:
                return null;
        }
    }

    private Value CallModule(Value module, List<Argued> arguments, SyntaxNode place)
    {
        using var unit = ledger.Enter(module);
        return StatementOf(module) is { } stated ? CallStated(stated, module, arguments, place) : CallAsWritten(module, arguments, place);
    }

    private Value CallAsWritten(Value module, List<Argued> arguments, SyntaxNode place)
    {
        switch (module)
        {
            case InstanceValue instance:
                return CallInstance(instance, arguments, place);
            case LayerValue layer:
                return CallLayer(layer, arguments, place);
            case ContainerValue { Form: ContainerForm.Sequential } sequence:
                if (sequence.Items.Count == 0) return arguments.Count > 0 ? arguments[0].Value : UnknownValue.Consequence;
                var value = CallModule(sequence.Items[0].Module, arguments, place);
                for (int i = 1; i < sequence.Items.Count; i++)
                    value = CallModule(sequence.Items[i].Module, [new Argued(null, value)], place);
                return value;
            case OpaqueModule opaque:
                findings.LeftOut(place, opaque.Kind, "is a module whose source is not at hand: give it a [Cost]");
                return UnknownValue.Consequence;
            default:
                findings.LeftOut(place, "what is called here", module);
                return UnknownValue.Consequence;
        }
    }

    private Value CallInstance(InstanceValue instance, List<Argued> arguments, SyntaxNode place)
    {
        if (FindMethod(instance.Type, "forward", arguments) is var (type, method))
            return CallMethod(type, method, instance, arguments, place);
        if (instance.Sequence is { } sequence) return CallModule(sequence, arguments, place);
        findings.LeftOut(place, "the forward of " + instance.Type.Name, "is not at hand: give the module a [Cost]");
        return UnknownValue.Consequence;
    }

    private Value CallLayer(LayerValue layer, List<Argued> arguments, SyntaxNode place)
    {
        var inputs = new List<TensorValue>();
        foreach (var argument in arguments) Gather(argument.Value, inputs);
        // What cannot be told from a tensor may be one.
        if (inputs.Count == 0) return UnknownValue.Consequence;
        ledger.NoteIndices(layer.Factory, inputs);
        var result = layer.Layer.Apply([.. inputs.Select(input => input.Shape)]);
        if (result.Problem is { } problem) findings.Mismatch(place, problem);
        return Results(layer.Factory, result, ledger.Record(result, inputs, layer.Layer.ParameterBytes), isList: false);
    }

    /// <summary>The tensors in a value, in the order in which they stand.</summary>
    private static void Gather(Value value, List<TensorValue> tensors)
    {
        switch (value)
        {
            case TensorValue tensor:
                tensors.Add(tensor);
                break;
            case TupleValue tuple:
                foreach (var item in tuple.Items) Gather(item, tensors);
                break;
            case ListValue list:
                foreach (var item in list.Items) Gather(item, tensors);
                break;
        }
    }
}
