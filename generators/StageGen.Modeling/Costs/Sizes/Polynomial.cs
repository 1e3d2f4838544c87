using System.Globalization;
using System.Text;

namespace StageGen.Modeling.Costs;

/// <summary>A sum of monomials with whole coefficients, in falling order, none of them zero. Null stands for what does not fit.</summary>
internal sealed class Polynomial : IEquatable<Polynomial>
{
    /// <summary>More terms than this no reader has use for, and no keystroke has time for.</summary>
    private const int MostTerms = 256;

    private readonly (Monomial Monomial, long Coefficient)[] terms;

    private string? text;

    private Polynomial((Monomial, long)[] terms, bool unknown = false) => (this.terms, IsUnknown) = (terms, unknown);

    public static Polynomial Unknown { get; } = new([], unknown: true);

    public bool IsUnknown { get; }

    public IReadOnlyList<(Monomial Monomial, long Coefficient)> Terms => terms;

    /// <summary>Whether it is one atom and nothing else.</summary>
    public bool IsAtom =>
        terms.Length == 1 && terms[0].Coefficient == 1 && terms[0].Monomial.Factors.Count == 1 && terms[0].Monomial.Factors[0].Power == 1;

    public IEnumerable<string> Symbols => terms.SelectMany(term => term.Monomial.Factors).SelectMany(factor => factor.Atom.Symbols);

    public static Polynomial Of(long constant) => new(constant == 0 ? [] : [(Monomial.One, constant)]);

    public static Polynomial Of(Atom atom) => Of(new Monomial((atom, 1)), 1);

    public static Polynomial Of(Monomial monomial, long coefficient) => new(coefficient == 0 ? [] : [(monomial, coefficient)]);

    public bool TryGetConstant(out long value)
    {
        value = terms.Length == 1 ? terms[0].Coefficient : 0;
        return !IsUnknown && (terms.Length == 0 || (terms.Length == 1 && terms[0].Monomial.IsOne));
    }

    public Polynomial? Plus(Polynomial other)
    {
        if (IsUnknown || other.IsUnknown) return null;
        var sum = new List<(Monomial, long)>(terms.Length + other.terms.Length);
        int i = 0, j = 0;
        while (i < terms.Length || j < other.terms.Length)
        {
            int order = i == terms.Length ? -1 : j == other.terms.Length ? 1 : terms[i].Monomial.CompareTo(other.terms[j].Monomial);
            if (order > 0) sum.Add(terms[i++]);
            else if (order < 0) sum.Add(other.terms[j++]);
            else if (Checked.Add(terms[i].Coefficient, other.terms[j++].Coefficient) is not { } coefficient) return null;
            else if (coefficient != 0) sum.Add((terms[i++].Monomial, coefficient));
            else i++;
        }

        return sum.Count > MostTerms ? null : new([.. sum]);
    }

    public Polynomial? Times(Polynomial other)
    {
        if (IsUnknown || other.IsUnknown || terms.Length * other.terms.Length > MostTerms * 4) return null;
        if (terms.Length > other.terms.Length) return other.Times(this);
        Polynomial? product = Of(0);
        foreach (var (monomial, coefficient) in terms)
        {
            var row = new (Monomial, long)[other.terms.Length];
            for (int i = 0; i < row.Length; i++)
            {
                if (Checked.Multiply(coefficient, other.terms[i].Coefficient) is not { } both) return null;
                row[i] = (monomial.Times(other.terms[i].Monomial), both);
            }

            // Multiplying by one monomial keeps the order.
            product = product?.Plus(new(row));
        }

        return product;
    }

    public double? Evaluate(IReadOnlyDictionary<string, long> values)
    {
        if (IsUnknown) return null;
        double sum = 0;
        foreach (var (monomial, coefficient) in terms)
        {
            double product = coefficient;
            foreach (var (atom, power) in monomial.Factors)
            {
                if (atom.Evaluate(values) is not { } value) return null;
                for (int i = 0; i < power; i++) product *= value;
            }

            sum += product;
        }

        return sum;
    }

    public Size Substitute(IReadOnlyDictionary<string, Size> sizes)
    {
        if (IsUnknown) return Size.Unknown;
        var sum = Size.Zero;
        foreach (var (monomial, coefficient) in terms)
        {
            Size product = coefficient;
            foreach (var (atom, power) in monomial.Factors)
            {
                var size = atom.Substitute(sizes);
                for (int i = 0; i < power; i++) product *= size;
            }

            sum += product;
        }

        return sum;
    }

    public bool Equals(Polynomial? other)
    {
        if (ReferenceEquals(this, other)) return true;
        if (other is null || IsUnknown != other.IsUnknown || terms.Length != other.terms.Length) return false;
        for (int i = 0; i < terms.Length; i++)
            if (terms[i].Coefficient != other.terms[i].Coefficient || !terms[i].Monomial.Equals(other.terms[i].Monomial)) return false;
        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as Polynomial);

    public override int GetHashCode()
    {
        int hash = IsUnknown ? 1 : 0;
        foreach (var (monomial, coefficient) in terms)
            hash = unchecked((hash * 31 + monomial.GetHashCode()) * 31 + coefficient.GetHashCode());
        return hash;
    }

    public override string ToString() => text ??= IsUnknown ? "?" : terms.Length == 0 ? "0" : Write();

    private string Write()
    {
        var sum = new StringBuilder();
        foreach (var (monomial, coefficient) in terms)
        {
            bool first = sum.Length == 0;
            if (!first) _ = sum.Append(coefficient < 0 ? " - " : " + ");
            else if (coefficient < 0) _ = sum.Append('-');
            // long.MinValue has no counterpart; its digits are taken from its own text.
            string number = coefficient.ToString(CultureInfo.InvariantCulture).TrimStart('-');
            _ = sum.Append(monomial.IsOne ? number : number == "1" ? monomial.ToString() : number + "*" + monomial);
        }

        return sum.ToString();
    }
}
