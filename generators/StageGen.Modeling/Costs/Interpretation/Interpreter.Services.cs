using Microsoft.CodeAnalysis;

namespace StageGen.Modeling.Costs.Interpretation;

// What the methods of lists and libraries ask of the interpreter.
internal sealed partial class Interpreter
{
    public Value Apply(Value function, SyntaxNode place, params Value[] arguments)
    {
        Spend();
        return Call(function, place, arguments);
    }

    public IReadOnlyList<Value>? Items(Value value) => ItemsOf(value);

    public int? Whole(Value value) => arithmetic.Count(value);

    public int? Place(Value index, int count) => PlaceOf(index, count);

    public bool? Same(Value left, Value right) => AreEqual(left, right);

    public Value Add(Value left, Value right) => left is TensorValue || right is TensorValue
        ? TensorFunction("+", [new Argued(null, left), new Argued(null, right)], null)
        : arithmetic.Apply('+', left, right);

    public Value Extreme(Value left, Value right, bool larger)
    {
        if (left is NumberValue a && right is NumberValue b)
            return new NumberValue(larger ? Size.Max(a.Size, b.Size) : Size.Min(a.Size, b.Size));
        return arithmetic.Compare(left, right) is { } order ? order > 0 == larger ? left : right : UnknownValue.Consequence;
    }
}
