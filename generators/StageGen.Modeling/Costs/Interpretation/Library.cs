namespace StageGen.Modeling.Costs.Interpretation;

/// <summary>What the base library's functions and constants give for numbers.</summary>
internal static class Library
{
    /// <summary>A constant by its path; null where it is none.</summary>
    public static Value? Constant(string path) => path switch
    {
        "Math.PI" or "MathF.PI" => new RealValue(Math.PI),
        "Math.E" or "MathF.E" => new RealValue(Math.E),
        "int.MaxValue" => Value.Of(int.MaxValue),
        "long.MaxValue" => Value.Of(long.MaxValue),
        "string.Empty" => Value.Of(""),
        _ when path.EndsWith(".NegativeInfinity", StringComparison.Ordinal) => new RealValue(double.NegativeInfinity),
        _ when path.EndsWith(".PositiveInfinity", StringComparison.Ordinal) => new RealValue(double.PositiveInfinity),
        _ when path.EndsWith(".MinValue", StringComparison.Ordinal) || path.EndsWith(".Epsilon", StringComparison.Ordinal) =>
            new RealValue(double.NaN),
        _ => null,
    };

    /// <summary>A function of <c>Math</c>; null where nobody knows.</summary>
    public static Value? Maths(Interpreter interpreter, string name, List<Argued> arguments)
    {
        if (arguments.Count == 0) return null;
        var first = arguments[0].Value;
        if (name is "Max" or "Min" && arguments.Count == 2) return interpreter.Extreme(first, arguments[1].Value, larger: name == "Max");
        if (name == "Abs" && first is NumberValue && interpreter.Whole(first) is { } whole) return Value.Of(Math.Abs(whole));
        if (name == "Clamp" && arguments.Count == 3)
            return interpreter.Extreme(interpreter.Extreme(first, arguments[1].Value, larger: true), arguments[2].Value, larger: false);
        if (name == "DivRem" && arguments.Count == 2 && interpreter.Whole(first) is { } a
            && interpreter.Whole(arguments[1].Value) is { } b and not 0)
            return new TupleValue([Value.Of(a / b), Value.Of(a % b)], ["Quotient", "Remainder"]);
        double x = Arithmetic.RealOf(first), y = arguments.Count > 1 ? Arithmetic.RealOf(arguments[1].Value) : double.NaN;
        double? real = name switch
        {
            "Sqrt" => Math.Sqrt(x),
            "Pow" => Math.Pow(x, y),
            "Exp" => Math.Exp(x),
            "Log" => arguments.Count > 1 ? Math.Log(x, y) : Math.Log(x),
            "Log2" => Math.Log(x) / Math.Log(2),
            "Log10" => Math.Log10(x),
            "Floor" => Math.Floor(x),
            "Ceiling" => Math.Ceiling(x),
            "Round" => Math.Round(x),
            "Truncate" => Math.Truncate(x),
            "Abs" => Math.Abs(x),
            "Sin" => Math.Sin(x),
            "Cos" => Math.Cos(x),
            "Tanh" => Math.Tanh(x),
            "Cbrt" => Math.Pow(x, 1.0 / 3),
            "Sign" => double.IsNaN(x) ? double.NaN : Math.Sign(x),
            _ => null,
        };
        return real is { } number ? new RealValue(number) : null;
    }

    /// <summary>A method of a number or a truth value.</summary>
    public static Value? Scalar(string name, Value target, List<Argued> arguments) => name switch
    {
        "ToInt32" or "ToInt64" => Arithmetic.ToWhole(target),
        "ToDouble" or "ToSingle" => target is NumberValue ? new RealValue(Arithmetic.RealOf(target)) : target,
        "ToScalar" or "GetValueOrDefault" => target,
        "ToString" => new TextValue(null),
        "Deconstruct" or "Dispose" => Value.Null,
        "Next" or "NextInt64" => new NumberValue(Size.Unknown),
        "NextDouble" or "NextSingle" => new RealValue(double.NaN),
        "CompareTo" or "GetHashCode" => new NumberValue(Size.Unknown),
        _ => null,
    };

    /// <summary>The integers from a first one on, as far as the count is known.</summary>
    public static Value? Range(Interpreter interpreter, List<Argued> arguments)
    {
        if (arguments.Count != 2 || interpreter.Whole(arguments[1].Value) is not { } count || count < 0) return null;
        return new ListValue([.. Enumerable.Range(0, Math.Min(count, MostItems))
            .Select(i => interpreter.Add(arguments[0].Value, Value.Of(i)))]);
    }

    public static Value? Repeat(Interpreter interpreter, List<Argued> arguments) =>
        arguments.Count == 2 && interpreter.Whole(arguments[1].Value) is >= 0 and var count
            ? new ListValue([.. Enumerable.Repeat(arguments[0].Value, Math.Min(count, MostItems))])
            : null;

    // No model has as many layers, and none must hang the editor.
    private const int MostItems = 100_000;
}
