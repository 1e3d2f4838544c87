using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StageGen.Modeling.Costs.Interpretation;

// Names and members: what is read and what is set.
internal sealed partial class Interpreter
{
    private Value EvaluateName(string name, Frame frame)
    {
        if (frame.Find(name) is { } variable) return variable;
        if (frame.Self is { } self && Own(self, name) is { } member) return member;
        if (Static(frame.Type, name) is { } value) return value;
        for (var around = frame.Type.Symbol.ContainingType; around is not null; around = around.ContainingType)
            if (types.Of(around) is { } outer && Static(outer, name) is { } outside) return outside;
        if (frame.Self is { Type.IsModule: true } && name == "training") return Value.True;
        return types.Find([name], frame.Type) is { } type ? new TypeValue(type) : new NameValue(name);
    }

    /// <summary>A field, property or method of an object of the user's.</summary>
    private Value? Own(InstanceValue instance, string name)
    {
        if (instance.Fields.TryGetValue(name, out var field)) return field;
        foreach (var type in instance.Type.Chain())
        {
            if (type.Computed(name) is { } property) return Get(property, type, instance);
            if (type.Methods(name).Count > 0) return new MethodValue(instance.Type, name, instance);
        }
        return null;
    }

    private Value? Static(SourceType type, string name)
    {
        foreach (var one in type.Chain())
        {
            if (one.Field(name) is { IsShared: true } field) return Shared(one, field);
            if (one.Computed(name) is { } property && property.Modifiers.Any(Microsoft.CodeAnalysis.CSharp.SyntaxKind.StaticKeyword))
                return Get(property, one, null);
            if (one.Methods(name).Count > 0) return new MethodValue(one, name, null);
        }
        return null;
    }

    private Value Get(PropertyDeclarationSyntax property, SourceType type, InstanceValue? self)
    {
        var getter = property.AccessorList?.Accessors.FirstOrDefault(accessor => accessor.Keyword.ValueText == "get");
        SyntaxNode? body = (SyntaxNode?)property.ExpressionBody?.Expression
            ?? (SyntaxNode?)getter?.ExpressionBody?.Expression ?? getter?.Body;
        return body is null ? UnknownValue.Consequence : Run(body, new Frame(type, self), property);
    }

    private Value Member(Value target, string name, ExpressionSyntax place)
    {
        switch (target)
        {
            case UnknownValue:
                return UnknownValue.Consequence;
            case NameValue library:
                return LibraryConstant(library, name);
            case TypeValue { Type.IsEnum: true } choices:
                return new NameValue(choices.Type.Name + "." + name);
            case TypeValue own:
                return Static(own.Type, name)
                    ?? (types.Of(own.Type.Symbol.GetTypeMembers(name).FirstOrDefault()) is { } nested
                        ? new TypeValue(nested)
                        : UnknownValue.Consequence);
            case TensorValue tensor:
                return TensorMember(tensor, name, place);
            case InstanceValue instance:
                if (Own(instance, name) is { } member) return member;
                if (Static(instance.Type, name) is { } common) return common;
                if (name == "training") return Value.True;
                return instance.Sequence is { } sequence ? Member(sequence, name, place) : UnknownValue.Consequence;
            case ContainerValue container when name is "Count" or "Length":
                return Value.Of(container.Items.Count);
            case ObjectValue when name == "training":
                return Value.True;
            case ObjectValue module:
                return module.Tensors.TryGetValue(name, out var parameter) ? parameter
                    : module is LayerValue ? Value.Null
                    : UnknownValue.Consequence;
            case ListValue list when name is "Count" or "Length":
                return Value.Of(list.Items.Count);
            case DictionaryValue dictionary:
                return name switch
                {
                    "Count" => Value.Of(dictionary.Entries.Count),
                    "Keys" => new ListValue([.. dictionary.Entries.Select(entry => entry.Key)]),
                    "Values" => new ListValue([.. dictionary.Entries.Select(entry => entry.Value)]),
                    _ => UnknownValue.Consequence,
                };
            case TupleValue tuple:
                return TupleMember(tuple, name);
            case TextValue text when name == "Length":
                return text.Text is { } known ? Value.Of(known.Length) : new NumberValue(Size.Unknown);
            case NullValue when name == "HasValue":
                return Value.False;
            default:
                return name switch
                {
                    "HasValue" => Value.True,
                    "Value" => target,
                    _ => UnknownValue.Consequence,
                };
        }
    }

    private static Value TupleMember(TupleValue tuple, string name)
    {
        for (int i = 0; i < tuple.Items.Count; i++)
            if (tuple.Names[i] == name || name == "Item" + Slicing.Text.Number(i + 1)) return tuple.Items[i];
        return tuple.Items.Count == 2
            ? name switch { "Key" => tuple.Items[0], "Value" => tuple.Items[1], _ => UnknownValue.Consequence }
            : UnknownValue.Consequence;
    }

    /// <summary>A value under the names that a written tuple type gives its parts.</summary>
    private static Value Named(Value value, TypeSyntax? type) => (value, type) switch
    {
        (TupleValue tuple, TupleTypeSyntax names) when names.Elements.Count == tuple.Items.Count => new TupleValue(
            [.. tuple.Items.Select((item, i) => Named(item, names.Elements[i].Type))],
            [.. names.Elements.Select((element, i) => element.Identifier.ValueText is { Length: > 0 } name ? name : tuple.Names[i])]),
        (ListValue list, not null) when TypeNames.Element(type) is TupleTypeSyntax element => Renamed(list, element),
        (_, NullableTypeSyntax nullable) => Named(value, nullable.ElementType),
        _ => value,
    };

    private static ListValue Renamed(ListValue list, TupleTypeSyntax element)
    {
        for (int i = 0; i < list.Items.Count; i++) list.Items[i] = Named(list.Items[i], element);
        return list;
    }

    private void SetMember(Value? owner, SourceType? type, string name, Value value, Frame frame)
    {
        switch (owner)
        {
            case InstanceValue instance:
                var property = instance.Type.Chain().Select(one => one.Computed(name)).FirstOrDefault(one => one is not null);
                if (property?.AccessorList?.Accessors.FirstOrDefault(
                    accessor => accessor.Keyword.ValueText is "set" or "init") is { } setter)
                {
                    var inner = new Frame(instance.Type, instance);
                    inner.Declare("value", value);
                    if (((SyntaxNode?)setter.ExpressionBody?.Expression ?? setter.Body) is { } body) _ = Run(body, inner, property);
                }
                else if (type?.Chain().FirstOrDefault(one => one.Field(name) is { IsShared: true }) is { } home)
                    shared[(home, name)] = value;
                else instance.Fields[name] = value;
                break;
            case ObjectValue module when value is TensorValue tensor:
                module.Tensors[name] = tensor;
                break;
            case ObjectValue module when value is NullValue:
                _ = module.Tensors.Remove(name);
                break;
            case null or TypeValue when type?.Chain().FirstOrDefault(one => one.Field(name) is not null) is { } home:
                shared[(home, name)] = value;
                break;
        }
    }
}
