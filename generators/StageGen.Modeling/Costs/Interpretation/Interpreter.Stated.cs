using Microsoft.CodeAnalysis;

namespace StageGen.Modeling.Costs.Interpretation;

// Modules whose author says what they cost.
internal sealed partial class Interpreter
{
    private readonly Dictionary<Value, CostStatement> statements = [];

    /// <summary>Notes the [Cost] on a field: of its module, or of each module in it.</summary>
    private void NoteCost(InstanceValue made, SourceType type, SourceField field)
    {
        if (field.Declaration.AttributeLists.Count == 0
            || CostStatement.Of(field.Declaration, () => type.Symbol.GetMembers(field.Name).FirstOrDefault()) is not { } stated)
            return;
        if (made.Fields[field.Name] is ContainerValue { Form: not ContainerForm.Sequential } or ListValue
            && ItemsOf(made.Fields[field.Name]) is { } items)
        {
            foreach (var item in items) statements[item is TupleValue pair ? pair.Items[1] : item] = stated;
            return;
        }
        // Whatever gave the module, its author knows it.
        if (made.Fields[field.Name] is not ObjectValue) made.Fields[field.Name] = new OpaqueModule(TypeNames.Last(field.Type));
        statements[made.Fields[field.Name]] = stated;
        if (stated.Parameters is { } count && made.Fields[field.Name] is OpaqueModule opaque)
            opaque.Tensors[""] = ledger.NewParameter(TensorShape.Of(count));
    }

    private CostStatement? StatementOf(Value module)
    {
        if (statements.TryGetValue(module, out var stated)) return stated;
        return module is InstanceValue { Type: var type } && type.Declaration is { AttributeLists.Count: > 0 } declaration
            ? CostStatement.Of(declaration, () => type.Symbol)
            : null;
    }

    /// <summary>The same tensors as if the call had made them.</summary>
    private Value Remade(Value value, List<TensorValue> inputs) => value switch
    {
        TensorValue tensor => ledger.New(tensor.Shape, inputs),
        TupleValue tuple => new TupleValue([.. tuple.Items.Select(item => Remade(item, inputs))], tuple.Names),
        ListValue list => new ListValue(list.Items.ConvertAll(item => Remade(item, inputs)), list.Form),
        _ => value,
    };

    private Value CallStated(CostStatement stated, Value module, List<Argued> arguments, SyntaxNode place)
    {
        var inputs = new List<TensorValue>();
        foreach (var argument in arguments) Gather(argument.Value, inputs);
        if (inputs.Count == 0) return UnknownValue.Consequence;
        Value? output = null;
        Tally? found = null;
        var held = Size.Zero;
        if (module is not OpaqueModule)
        {
            using var aside = ledger.Aside();
            output = CallAsWritten(module, arguments, place);
            (found, held) = (ledger.TallyOf(aside.Unit), ledger.SavedBytes(aside.Unit));
        }
        var result = stated.Apply(inputs[0].Shape, Batch, found, held, output is TensorValue { Shape.IsRankKnown: true } tensor
            ? tensor.Shape
            : null);
        var made = ledger.Record(result, inputs, Size.Zero);
        return output is TupleValue or ListValue ? Remade(output, inputs) : made[0];
    }
}
