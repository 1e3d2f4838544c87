namespace StageGen.Modeling.Costs;

/// <summary>Division rounded down: what divides is divided, and as little as possible is left under a floor.</summary>
internal static class Division
{
    public static Size Floor(Size dividend, Size divisor)
    {
        if (!dividend.IsKnown || !divisor.IsKnown || divisor.IsZero) return Size.Unknown;
        if (dividend.IsZero || divisor.IsOne) return dividend;
        if (!divisor.TryGetConstant(out long number))
        {
            var (quotient, remainder) = Divide(dividend, divisor);
            return remainder.IsZero ? quotient : quotient + Atom(remainder, divisor);
        }

        if (dividend.TryGetConstant(out long constant)) return Checked.Floor(constant, number) is { } whole ? whole : Size.Unknown;
        return number < 0 ? Floor(-dividend, -divisor) : ByNumber(dividend, number);
    }

    /// <summary>Whole multiples come out of the floor; what stays has coefficients from 0 to the divisor.</summary>
    private static Size ByNumber(Size dividend, long divisor)
    {
        var (quotient, remainder) = (Size.Zero, Size.Zero);
        long common = divisor;
        foreach (var (monomial, coefficient) in dividend.Polynomial.Terms)
        {
            // Nothing overflows: the divisor is at least 2.
            long whole = Checked.Floor(coefficient, divisor) ?? 0, rest = coefficient - whole * divisor;
            quotient += new Size(Polynomial.Of(monomial, whole));
            remainder += new Size(Polynomial.Of(monomial, rest));
            if (!monomial.IsOne) common = Checked.GreatestCommonDivisor(common, rest);
        }

        // Only a constant below the divisor is left: its floor is 0.
        if (remainder.TryGetConstant(out _)) return quotient;
        if (common > 1)
        {
            // floor((6h + 5) / 4) is floor((3h + floor(5/2)) / 2).
            var reduced = Size.Zero;
            foreach (var (monomial, coefficient) in remainder.Polynomial.Terms)
                reduced += new Size(Polynomial.Of(monomial, coefficient / common));
            return quotient + Floor(reduced, divisor / common);
        }

        return quotient + (Nested(remainder, divisor) ?? Atom(remainder, divisor));
    }

    /// <summary>floor((floor(n / d) + c) / e) is floor((n + c·d) / (d·e)) for positive d and e.</summary>
    private static Size? Nested(Size dividend, long divisor)
    {
        var terms = dividend.Polynomial.Terms;
        var offset = terms.Count == 2 && terms[1].Monomial.IsOne ? terms[1].Coefficient : 0;
        if (terms.Count > 2 || (terms.Count == 2 && offset == 0) || terms[0].Coefficient != 1) return null;
        if (terms[0].Monomial.Factors is not [(QuotientAtom inner, 1)] || !inner.Divisor.TryGetConstant(out long by) || by <= 0)
            return null;
        return Floor(inner.Dividend + Size.Of(offset) * by, Size.Of(by) * divisor);
    }

    /// <summary>Division of polynomials by their leading terms, as far as it goes with whole coefficients.</summary>
    private static (Size Quotient, Size Remainder) Divide(Size dividend, Size divisor)
    {
        var (leading, by) = divisor.Polynomial.Terms[0];
        var (quotient, open, remainder) = (Size.Zero, dividend, Size.Zero);
        // Every round takes the leading term away and puts only smaller ones in its place; a bound makes sure of it.
        for (int round = 0; round < 64 && !open.IsZero; round++)
        {
            if (!open.IsKnown) return (Size.Zero, dividend);
            var (monomial, coefficient) = open.Polynomial.Terms[0];
            var term = new Size(Polynomial.Of(monomial, coefficient));
            if (monomial.Over(leading) is { } factor && coefficient % by == 0 && !(by == -1 && coefficient == long.MinValue))
            {
                var part = new Size(Polynomial.Of(factor, coefficient / by));
                (quotient, open) = (quotient + part, open - part * divisor);
            }
            else
            {
                (remainder, open) = (remainder + term, open - term);
            }
        }

        return (quotient, remainder + open);
    }

    private static Size Atom(Size dividend, Size divisor) => new(Polynomial.Of(new QuotientAtom(dividend, divisor)));
}
