namespace StageGen.Modeling.Costs;

/// <summary>A product of powers of atoms: <c>batch*context^2</c>; of none, the number one.</summary>
internal sealed class Monomial : IEquatable<Monomial>, IComparable<Monomial>
{
    /// <summary>Ordered by the atoms' text, every power at least 1.</summary>
    private readonly (Atom Atom, int Power)[] factors;

    private readonly int hash;

    public Monomial(params (Atom Atom, int Power)[] factors)
    {
        this.factors = factors;
        hash = 17;
        foreach (var (atom, power) in factors) hash = unchecked((hash * 31 + atom.GetHashCode()) * 31 + power);
    }

    public static Monomial One { get; } = new();

    public bool IsOne => factors.Length == 0;

    public IReadOnlyList<(Atom Atom, int Power)> Factors => factors;

    public Monomial Times(Monomial other)
    {
        if (IsOne) return other;
        if (other.IsOne) return this;
        var product = new List<(Atom, int)>(factors.Length + other.factors.Length);
        int i = 0, j = 0;
        while (i < factors.Length && j < other.factors.Length)
        {
            int order = factors[i].Atom.CompareTo(other.factors[j].Atom);
            if (order < 0) product.Add(factors[i++]);
            else if (order > 0) product.Add(other.factors[j++]);
            else product.Add((factors[i].Atom, factors[i++].Power + other.factors[j++].Power));
        }

        product.AddRange(factors.Skip(i));
        product.AddRange(other.factors.Skip(j));
        return new([.. product]);
    }

    /// <summary>The quotient, or null where the other does not divide this.</summary>
    public Monomial? Over(Monomial other)
    {
        if (other.IsOne) return this;
        var quotient = new List<(Atom, int)>(factors.Length);
        int j = 0;
        foreach (var (atom, power) in factors)
        {
            int left = power;
            if (j < other.factors.Length && other.factors[j].Atom.Equals(atom)) left -= other.factors[j++].Power;
            if (left < 0) return null;
            if (left > 0) quotient.Add((atom, left));
        }

        return j == other.factors.Length ? new([.. quotient]) : null;
    }

    /// <summary>
    /// Lexicographic: of two monomials the larger one has the larger power of the first atom in which they differ. The order
    /// survives multiplication, which is what division of polynomials rests on.
    /// </summary>
    public int CompareTo(Monomial other)
    {
        for (int i = 0; i < factors.Length && i < other.factors.Length; i++)
        {
            int order = other.factors[i].Atom.CompareTo(factors[i].Atom);
            if (order == 0) order = factors[i].Power.CompareTo(other.factors[i].Power);
            if (order != 0) return order;
        }

        return factors.Length.CompareTo(other.factors.Length);
    }

    public bool Equals(Monomial? other)
    {
        if (ReferenceEquals(this, other)) return true;
        if (other is null || hash != other.hash || factors.Length != other.factors.Length) return false;
        for (int i = 0; i < factors.Length; i++)
            if (factors[i].Power != other.factors[i].Power || !factors[i].Atom.Equals(other.factors[i].Atom)) return false;
        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as Monomial);

    public override int GetHashCode() => hash;

    public override string ToString()
        => string.Join("*", factors.Select(factor => factor.Power == 1
            ? factor.Atom.Text
            : FormattableString.Invariant($"{factor.Atom.Text}^{factor.Power}")));
}
