namespace StageGen.Modeling.Costs;

/// <summary>Arithmetic that says when a number does not fit.</summary>
internal static class Checked
{
    public static long? Add(long left, long right)
    {
        long sum = unchecked(left + right);
        return ((left ^ sum) & (right ^ sum)) < 0 ? null : sum;
    }

    public static long? Multiply(long left, long right)
    {
        if (left == 0 || right == 0) return 0;
        long product = unchecked(left * right);
        // long.MinValue / -1 itself would not fit.
        bool fits = !(left == -1 && right == long.MinValue) && !(right == -1 && left == long.MinValue) && product / right == left;
        return fits ? product : null;
    }

    /// <summary>
    /// Rounded down, as sizes of convolutions and poolings are; null where the divisor is zero or the quotient does not fit.
    /// </summary>
    public static long? Floor(long dividend, long divisor)
    {
        if (divisor == 0 || (divisor == -1 && dividend == long.MinValue)) return null;
        long quotient = dividend / divisor;
        return dividend % divisor != 0 && (dividend < 0) != (divisor < 0) ? quotient - 1 : quotient;
    }

    public static long GreatestCommonDivisor(long left, long right)
    {
        while (right != 0) (left, right) = (right, left % right);
        // The one number without a counterpart is the one of which nothing but 1 is taken out.
        return left == long.MinValue ? 1 : Math.Abs(left);
    }
}
