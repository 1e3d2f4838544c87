using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StageGen.Modeling.Costs.Interpretation;

// Operators and conditions.
internal sealed partial class Interpreter
{
    private Value EvaluateBinary(BinaryExpressionSyntax binary, Frame frame)
    {
        switch (binary.Kind())
        {
            case SyntaxKind.LogicalAndExpression:
                return EvaluateBoth(binary, frame, stopsAt: false);
            case SyntaxKind.LogicalOrExpression:
                return EvaluateBoth(binary, frame, stopsAt: true);
            case SyntaxKind.CoalesceExpression:
                var first = Evaluate(binary.Left, frame);
                return first is NullValue ? Evaluate(binary.Right, frame) : first;
            case SyntaxKind.AsExpression:
                return Evaluate(binary.Left, frame);
            case SyntaxKind.IsExpression:
                return Evaluate(binary.Left, frame) is var value && binary.Right is TypeSyntax type
                    ? Known(IsOfType(value, type, frame))
                    : UnknownValue.Consequence;
        }
        var left = Evaluate(binary.Left, frame);
        var right = Evaluate(binary.Right, frame);
        if (left is TensorValue || right is TensorValue) return TensorOperator(binary, left, right);
        return binary.Kind() switch
        {
            SyntaxKind.EqualsExpression => Known(AreEqual(left, right)),
            SyntaxKind.NotEqualsExpression => Known(!AreEqual(left, right)),
            SyntaxKind.AddExpression when left is TextValue || right is TextValue =>
                new TextValue(TextOf(left) is { } a && TextOf(right) is { } b ? a + b : null),
            SyntaxKind.LessThanExpression or SyntaxKind.LessThanOrEqualExpression or SyntaxKind.GreaterThanExpression
                or SyntaxKind.GreaterThanOrEqualExpression =>
                Known(arithmetic.Compare(left, right) is { } order ? Holds(binary.Kind(), order) : null),
            SyntaxKind.BitwiseAndExpression when left is BoolValue x && right is BoolValue y => Value.Of(x.IsTrue && y.IsTrue),
            SyntaxKind.BitwiseOrExpression when left is BoolValue x && right is BoolValue y => Value.Of(x.IsTrue || y.IsTrue),
            SyntaxKind.ExclusiveOrExpression when left is BoolValue x && right is BoolValue y => Value.Of(x.IsTrue != y.IsTrue),
            _ => arithmetic.Apply(Arithmetic.OperatorOf(binary.Kind()), left, right),
        };
    }

    private static bool Holds(SyntaxKind comparison, int order) => comparison switch
    {
        SyntaxKind.LessThanExpression => order < 0,
        SyntaxKind.LessThanOrEqualExpression => order <= 0,
        SyntaxKind.GreaterThanExpression => order > 0,
        _ => order >= 0,
    };

    /// <summary><c>&amp;&amp;</c> and <c>||</c>: the right side counts only where the left leaves it open.</summary>
    private Value EvaluateBoth(BinaryExpressionSyntax binary, Frame frame, bool stopsAt)
    {
        var left = Evaluate(binary.Left, frame);
        if (left is BoolValue known) return known.IsTrue == stopsAt ? known : Evaluate(binary.Right, frame);
        var right = Evaluate(binary.Right, frame);
        return right is BoolValue second && second.IsTrue == stopsAt ? second : Doubt(left);
    }

    private Value EvaluateUnary(PrefixUnaryExpressionSyntax unary, Frame frame)
    {
        switch (unary.Kind())
        {
            case SyntaxKind.PreIncrementExpression or SyntaxKind.PreDecrementExpression:
                return Step(unary.Operand, unary.IsKind(SyntaxKind.PreIncrementExpression) ? 1 : -1, frame).After;
            case SyntaxKind.IndexExpression:
                return new RangeValue((Evaluate(unary.Operand, frame), true), null, isIndex: true);
        }
        var value = Evaluate(unary.Operand, frame);
        return unary.Kind() switch
        {
            SyntaxKind.LogicalNotExpression => value is BoolValue known ? Value.Of(!known.IsTrue) : Doubt(value),
            SyntaxKind.UnaryMinusExpression when value is TensorValue => TensorFunction("neg", [new Argued(null, value)], unary),
            SyntaxKind.UnaryMinusExpression => arithmetic.Apply('-', Value.Of(0), value),
            SyntaxKind.BitwiseNotExpression when value is TensorValue => TensorFunction("bitwise_not", [new Argued(null, value)], unary),
            SyntaxKind.UnaryPlusExpression => value,
            _ => UnknownValue.Consequence,
        };
    }

    private (Value Before, Value After) Step(ExpressionSyntax target, int by, Frame frame)
    {
        var before = Evaluate(target, frame);
        var after = arithmetic.Apply('+', before, Value.Of(by));
        Assign(target, after, frame);
        return (before, after);
    }

    private static Value Known(bool? value) => value is { } known ? Value.Of(known) : UnknownValue.Consequence;

    private static Value Doubt(Value value) => value is UnknownValue ? value : UnknownValue.Consequence;

    private static bool? Truth(Value value) => value is BoolValue known ? known.IsTrue : null;

    private static bool? Both(bool? left, bool? right) => left == false || right == false ? false : left & right;

    private bool? AreEqual(Value left, Value right)
    {
        if (left is UnknownValue || right is UnknownValue) return null;
        if (left is NullValue || right is NullValue) return left is NullValue && right is NullValue;
        return (left, right) switch
        {
            (BoolValue a, BoolValue b) => a.IsTrue == b.IsTrue,
            (TextValue a, TextValue b) => a.Text is null || b.Text is null ? null : a.Text == b.Text,
            (NameValue a, NameValue b) => a.Last == b.Last,
            (NumberValue or RealValue, NumberValue or RealValue) => arithmetic.Compare(left, right) is { } order ? order == 0 : null,
            (ObjectValue, ObjectValue) => ReferenceEquals(left, right),
            (TupleValue a, TupleValue b) when a.Items.Count == b.Items.Count =>
                a.Items.Zip(b.Items, AreEqual).Aggregate((bool?)true, Both),
            _ => null,
        };
    }

    private bool? IsOfType(Value value, TypeSyntax type, Frame frame)
    {
        if (value is UnknownValue) return null;
        if (value is NullValue) return false;
        // `x is Mode.Fast` is written as a type is.
        if (value is NameValue or NumberValue or TextValue or BoolValue && type is QualifiedNameSyntax or IdentifierNameSyntax
            && Evaluate(type, frame) is not NameValue and var constant)
            return AreEqual(value, constant);
        string name = TypeNames.Last(type);
        return value switch
        {
            InstanceValue instance => types.Find(type, frame.Type) is { } wanted
                ? instance.Type.Chain().Any(one => SameType(one, wanted))
                : name is "Module" or "object",
            LayerValue layer => name is "Module" or "object" || layer.Factory == name,
            ContainerValue container => name is "Module" or "object" || container.Kind == "a " + name,
            TensorValue tensor => name is "Tensor" or "object" || name == "Parameter" && tensor.IsParameter,
            NumberValue => name is "int" or "long" or "Int32" or "Int64",
            RealValue => name is "double" or "float" or "Double" or "Single",
            TextValue => name is "string" or "char" or "String",
            BoolValue => name is "bool" or "Boolean",
            _ => null,
        };
    }

    private static bool SameType(SourceType left, SourceType right) =>
        Microsoft.CodeAnalysis.SymbolEqualityComparer.Default.Equals(left.Symbol.OriginalDefinition, right.Symbol.OriginalDefinition);

    private static string? TextOf(Value value) => value switch
    {
        TextValue text => text.Text,
        NumberValue number when number.Size.TryGetConstant(out long constant) =>
            constant.ToString(System.Globalization.CultureInfo.InvariantCulture),
        BoolValue known => known.IsTrue ? "True" : "False",
        NullValue => "",
        _ => null,
    };
}
