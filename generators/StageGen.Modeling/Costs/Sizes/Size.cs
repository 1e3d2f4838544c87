using System.Globalization;

namespace StageGen.Modeling.Costs;

/// <summary>
/// A whole number that may depend on names: <c>12*batch*context + 3</c>. A sum of products with whole coefficients; what is no
/// such sum (a floor of a quotient, a minimum) is a factor of its own, which can still be evaluated. Too large a number, or one
/// that nobody knows, is <see cref="Unknown"/>; nothing here throws, and nothing wraps round.
/// </summary>
public readonly struct Size : IEquatable<Size>
{
    /// <summary>Null for a constant; a polynomial is never a constant, so that equal sizes are equal field by field.</summary>
    private readonly Polynomial? polynomial;

    private readonly long constant;

    private Size(long constant) => this.constant = constant;

    internal Size(Polynomial? polynomial)
    {
        if (polynomial is null) this.polynomial = Polynomial.Unknown;
        else if (polynomial.TryGetConstant(out long value)) constant = value;
        else this.polynomial = polynomial;
    }

    /// <summary>What nobody knows. Every sum and product with it is unknown, too.</summary>
    public static Size Unknown { get; } = new(Polynomial.Unknown);

    public static Size Zero => default;

    public static Size One => new(1);

    public static Size Of(long value) => new(value);

    public static Size Symbol(string name) => new(Polynomial.Of(new SymbolAtom(name)));

    /// <summary>Whether it is a number once all its names are given one.</summary>
    public bool IsKnown => polynomial is null || !polynomial.IsUnknown;

    public bool IsZero => polynomial is null && constant == 0;

    public bool IsOne => polynomial is null && constant == 1;

    /// <summary>The names it depends on, in order.</summary>
    public IEnumerable<string> Symbols
        => polynomial is null ? [] : polynomial.Symbols.Distinct().OrderBy(name => name, StringComparer.Ordinal);

    internal Polynomial Polynomial => polynomial ?? Polynomial.Of(constant);

    public static implicit operator Size(long value) => new(value);

    public static Size operator +(Size left, Size right)
    {
        if (left.polynomial is null && right.polynomial is null)
        {
            long sum = unchecked(left.constant + right.constant);
            // The sum has wrapped where both have the sign that it has not.
            return ((left.constant ^ sum) & (right.constant ^ sum)) < 0 ? Unknown : new(sum);
        }

        return left.IsZero ? right : right.IsZero ? left : new(left.Polynomial.Plus(right.Polynomial));
    }

    public static Size operator -(Size left, Size right) => left + -right;

    public static Size operator -(Size size) => size * -1;

    public static Size operator *(Size left, Size right)
    {
        if (left.polynomial is null && right.polynomial is null)
            return Checked.Multiply(left.constant, right.constant) is { } product ? new(product) : Unknown;
        return left.IsOne ? right : right.IsOne ? left : new(left.Polynomial.Times(right.Polynomial));
    }

    public static bool operator ==(Size left, Size right) => left.Equals(right);

    public static bool operator !=(Size left, Size right) => !left.Equals(right);

    /// <summary>
    /// The quotient, rounded down. Exact where the divisor divides; else a factor that is evaluated once the names are known.
    /// </summary>
    public static Size Divide(Size dividend, Size divisor) => Division.Floor(dividend, divisor);

    /// <summary>The quotient, rounded up.</summary>
    public static Size DivideUp(Size dividend, Size divisor) => -Divide(-dividend, divisor);

    public static Size Min(Size left, Size right)
    {
        if (!left.IsKnown || !right.IsKnown) return Unknown;
        if ((left - right).TryGetConstant(out long difference)) return difference <= 0 ? left : right;
        return new(Polynomial.Of(MinimumAtom.Of(left, right)));
    }

    public static Size Max(Size left, Size right) => -Min(-left, -right);

    /// <summary>Whether they differ whatever the names stand for.</summary>
    public static bool Differ(Size left, Size right) => (left - right).TryGetConstant(out long difference) && difference != 0;

    public static Size Sum(IEnumerable<Size> sizes) => sizes.Aggregate(Zero, (sum, size) => sum + size);

    public static Size Product(IEnumerable<Size> sizes) => sizes.Aggregate(One, (product, size) => product * size);

    public bool TryGetConstant(out long value)
    {
        value = constant;
        return polynomial is null;
    }

    /// <summary>Its value, exact up to 2⁵³; null where it is unknown, a name has no value, or something is divided by zero.</summary>
    public double? Evaluate(IReadOnlyDictionary<string, long> values) => polynomial is null ? constant : polynomial.Evaluate(values);

    /// <summary>The same with sizes in place of names; a name without one stays.</summary>
    public Size Substitute(IReadOnlyDictionary<string, Size> sizes) => polynomial is null ? this : polynomial.Substitute(sizes);

    public bool Equals(Size other)
        => constant == other.constant
            && (ReferenceEquals(polynomial, other.polynomial) || (polynomial is not null && polynomial.Equals(other.polynomial)));

    public override bool Equals(object? obj) => obj is Size other && Equals(other);

    public override int GetHashCode() => polynomial?.GetHashCode() ?? constant.GetHashCode();

    public override string ToString() => polynomial?.ToString() ?? constant.ToString(CultureInfo.InvariantCulture);
}
