using Microsoft.CodeAnalysis.CSharp;

namespace StageGen.Modeling.Costs.Interpretation;

/// <summary>Computes with numbers. What depends on the sizes of the inputs stays an expression until a decision hangs on it.</summary>
internal sealed class Arithmetic(SizeTable sizes)
{
    public static char OperatorOf(SyntaxKind kind) => kind switch
    {
        SyntaxKind.AddExpression or SyntaxKind.AddAssignmentExpression => '+',
        SyntaxKind.SubtractExpression or SyntaxKind.SubtractAssignmentExpression => '-',
        SyntaxKind.MultiplyExpression or SyntaxKind.MultiplyAssignmentExpression => '*',
        SyntaxKind.DivideExpression or SyntaxKind.DivideAssignmentExpression => '/',
        SyntaxKind.ModuloExpression or SyntaxKind.ModuloAssignmentExpression => '%',
        SyntaxKind.LeftShiftExpression or SyntaxKind.LeftShiftAssignmentExpression => '<',
        SyntaxKind.RightShiftExpression or SyntaxKind.RightShiftAssignmentExpression => '>',
        SyntaxKind.BitwiseAndExpression or SyntaxKind.AndAssignmentExpression => '&',
        SyntaxKind.BitwiseOrExpression or SyntaxKind.OrAssignmentExpression => '|',
        _ => '?',
    };

    public Value Apply(char op, Value left, Value right) => (left, right) switch
    {
        (NumberValue a, NumberValue b) => Whole(op, a.Size, b.Size),
        (NumberValue or RealValue, NumberValue or RealValue) => new RealValue(Real(op, RealOf(left), RealOf(right))),
        (UnknownValue, _) => left,
        (_, UnknownValue) => right,
        _ => UnknownValue.Consequence,
    };

    /// <summary>−1, 0 or 1; null where nobody knows. What an input's size decides fixes that size.</summary>
    public int? Compare(Value left, Value right)
    {
        if (left is NumberValue a && right is NumberValue b)
            return sizes.Decide(a.Size - b.Size) is { } difference ? Math.Sign(difference) : null;
        if (left is not (NumberValue or RealValue) || right is not (NumberValue or RealValue)) return null;
        double x = RealOf(left), y = RealOf(right);
        return double.IsNaN(x) || double.IsNaN(y) ? null : x.CompareTo(y);
    }

    /// <summary>A number as a count of things: null where nobody knows.</summary>
    public int? Count(Value value) => value switch
    {
        NumberValue number when sizes.Decide(number.Size) is { } count && Math.Abs(count) < int.MaxValue => (int)count,
        RealValue { Number: var real } when real == Math.Floor(real) && Math.Abs(real) < int.MaxValue => (int)real,
        _ => null,
    };

    /// <summary>A number as one with a fraction; NaN where it depends on sizes.</summary>
    public static double RealOf(Value value) => value switch
    {
        RealValue real => real.Number,
        NumberValue number when number.Size.TryGetConstant(out long constant) => constant,
        _ => double.NaN,
    };

    /// <summary>A cast to a whole number.</summary>
    public static Value ToWhole(Value value) => value is RealValue { Number: var real }
        ? double.IsNaN(real) || Math.Abs(real) > 1L << 53 ? new NumberValue(Size.Unknown) : new NumberValue((long)real)
        : value;

    private Value Whole(char op, Size left, Size right)
    {
        switch (op)
        {
            case '+': return new NumberValue(left + right);
            case '-': return new NumberValue(left - right);
            case '*': return new NumberValue(left * right);
        }
        if (op == '/' && !right.IsZero && IsNatural(left) && IsNatural(right)) return new NumberValue(Size.Divide(left, right));
        if (op == '%' && !right.IsZero && IsNatural(left) && IsNatural(right))
            return new NumberValue(left - Size.Divide(left, right) * right);
        if (sizes.Decide(left) is not { } a || sizes.Decide(right) is not { } b || (op is '/' or '%' && b == 0))
            return new NumberValue(Size.Unknown);
        return new NumberValue(op switch
        {
            '/' => a / b,
            '%' => a % b,
            '<' => a << (int)b,
            '>' => a >> (int)b,
            '&' => a & b,
            '|' => a | b,
            _ => Size.Unknown,
        });
    }

    // Rounding down is what C# does as long as nothing is negative; sizes are not.
    private static bool IsNatural(Size size) => !size.TryGetConstant(out long constant) || constant >= 0;

    private static double Real(char op, double left, double right) => op switch
    {
        '+' => left + right,
        '-' => left - right,
        '*' => left * right,
        '/' => left / right,
        '%' => left % right,
        _ => double.NaN,
    };
}
