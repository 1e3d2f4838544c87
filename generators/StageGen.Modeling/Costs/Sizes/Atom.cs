namespace StageGen.Modeling.Costs;

/// <summary>
/// What a <see cref="Size"/> cannot take apart: a name, or an operation that is no sum and no product. Its text is its identity.
/// </summary>
internal abstract class Atom(string text) : IEquatable<Atom>, IComparable<Atom>
{
    public string Text { get; } = text;

    public abstract IEnumerable<string> Symbols { get; }

    public abstract double? Evaluate(IReadOnlyDictionary<string, long> values);

    public abstract Size Substitute(IReadOnlyDictionary<string, Size> sizes);

    public int CompareTo(Atom other) => string.CompareOrdinal(Text, other.Text);

    public bool Equals(Atom? other) => other is not null && Text == other.Text;

    public override bool Equals(object? obj) => Equals(obj as Atom);

    public override int GetHashCode() => Text.GetHashCode();
}

/// <summary>A name.</summary>
internal sealed class SymbolAtom(string name) : Atom(name)
{
    public override IEnumerable<string> Symbols => [Text];

    public override double? Evaluate(IReadOnlyDictionary<string, long> values) => values.TryGetValue(Text, out long value) ? value : null;

    public override Size Substitute(IReadOnlyDictionary<string, Size> sizes)
        => sizes.TryGetValue(Text, out var size) ? size : new(Polynomial.Of(this));
}

/// <summary>A quotient rounded down.</summary>
internal sealed class QuotientAtom(Size dividend, Size divisor)
    : Atom("floor(" + Enclosed(dividend, " ") + " / " + Enclosed(divisor, " *") + ")")
{
    public Size Dividend { get; } = dividend;

    public Size Divisor { get; } = divisor;

    public override IEnumerable<string> Symbols => Dividend.Symbols.Concat(Divisor.Symbols);

    public override double? Evaluate(IReadOnlyDictionary<string, long> values)
        => Dividend.Evaluate(values) is { } dividend && Divisor.Evaluate(values) is { } divisor && divisor != 0
            ? Math.Floor(dividend / divisor)
            : null;

    public override Size Substitute(IReadOnlyDictionary<string, Size> sizes)
        => Size.Divide(Dividend.Substitute(sizes), Divisor.Substitute(sizes));

    private static string Enclosed(Size size, string operators)
    {
        string text = size.ToString();
        return text.IndexOfAny(operators.ToCharArray()) < 0 || size.Polynomial.IsAtom ? text : "(" + text + ")";
    }
}

/// <summary>The smaller of two.</summary>
internal sealed class MinimumAtom : Atom
{
    private readonly Size left;
    private readonly Size right;

    private MinimumAtom(Size left, Size right)
        : base("min(" + left + ", " + right + ")")
        => (this.left, this.right) = (left, right);

    public override IEnumerable<string> Symbols => left.Symbols.Concat(right.Symbols);

    /// <summary>The same whichever of the two comes first.</summary>
    public static MinimumAtom Of(Size left, Size right)
        => string.CompareOrdinal(left.ToString(), right.ToString()) <= 0 ? new(left, right) : new(right, left);

    public override double? Evaluate(IReadOnlyDictionary<string, long> values)
        => left.Evaluate(values) is { } one && right.Evaluate(values) is { } other ? Math.Min(one, other) : null;

    public override Size Substitute(IReadOnlyDictionary<string, Size> sizes) => Size.Min(left.Substitute(sizes), right.Substitute(sizes));
}
