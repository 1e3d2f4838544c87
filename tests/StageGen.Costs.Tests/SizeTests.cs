using CsCheck;
using Size = StageGen.Modeling.Costs.Size;

namespace StageGen.Costs.Tests;

public class SizeTests
{
    private static readonly Dictionary<string, long> Values = new() { ["a"] = 7, ["b"] = 12, ["c"] = 5 };

    private static readonly string[] Names = ["a", "b", "c"];

    private static readonly Gen<Size> Leaf = Gen.OneOf(Gen.Long[-20, 20].Select(Size.Of), Gen.Int[0, 2].Select(i => Size.Symbol(Names[i])));

    private static readonly Gen<Size> Sums = Gen.Select(Leaf, Leaf, Leaf, Leaf, (a, b, c, d) => a * b + c * d);

    private static readonly Gen<Size> Any = Gen.Select(Sums, Sums, Gen.Int[0, 5], (a, b, kind) => kind switch
    {
        0 => Size.Divide(a, b),
        1 => Size.Min(a, b),
        2 => Size.Divide(a, 4) + b,
        _ => a - b,
    });

    [Fact]
    public void Sums_and_products_keep_the_laws_of_numbers() => Gen.Select(Any, Any, Any).Sample((a, b, c) =>
    {
        Assert.Equal(a + b, b + a);
        Assert.Equal(a * b, b * a);
        Assert.Equal(a + (b + c), a + b + c);
        if (a.IsKnown && b.IsKnown && c.IsKnown)
        {
            Assert.Equal(a * (b * c), a * b * c);
            Assert.Equal(a * (b + c), a * b + a * c);
            Assert.Equal(Size.Zero, a - a);
            Assert.Equal(a, a + b - b);
            Assert.Equal(a.GetHashCode(), (a + b - b).GetHashCode());
        }
    });

    [Fact]
    public void A_value_is_that_of_the_parts() => Gen.Select(Any, Any).Sample((a, b) =>
    {
        if (a.Evaluate(Values) is not { } one || b.Evaluate(Values) is not { } other) return;
        Assert.Equal(one + other, (a + b).Evaluate(Values));
        Assert.Equal(one - other, (a - b).Evaluate(Values));
        Assert.Equal(one * other, (a * b).Evaluate(Values));
        Assert.Equal(Math.Min(one, other), Size.Min(a, b).Evaluate(Values));
        Assert.Equal(Math.Max(one, other), Size.Max(a, b).Evaluate(Values));
    });

    [Fact]
    public void A_quotient_is_rounded_down_whatever_is_taken_out_of_it() => Gen.Select(Any, Sums).Sample((a, b) =>
    {
        if (a.Evaluate(Values) is not { } dividend || b.Evaluate(Values) is not { } divisor || divisor == 0) return;
        Assert.Equal(Math.Floor(dividend / divisor), Size.Divide(a, b).Evaluate(Values));
        Assert.Equal(Math.Ceiling(dividend / divisor), Size.DivideUp(a, b).Evaluate(Values));
    });

    [Fact]
    public void Where_the_divisor_divides_nothing_is_left_under_a_floor() => Gen.Select(Sums, Sums).Sample((a, b) =>
    {
        if (!b.IsZero) Assert.Equal(a, Size.Divide(a * b, b));
    });

    [Fact]
    public void Names_are_replaced_as_if_they_had_been_other_sizes() => Gen.Select(Any, Sums).Sample((size, replacement) =>
    {
        if (replacement.Evaluate(Values) is not { } value) return;
        var replaced = size.Substitute(new Dictionary<string, Size> { ["a"] = replacement });
        var expected = size.Evaluate(new Dictionary<string, long>(Values) { ["a"] = (long)value });
        if (expected is not null) Assert.Equal(expected, replaced.Evaluate(Values));
    });

    [Fact]
    public void Numbers_are_right_or_unknown() => Gen.Select(Gen.Long, Gen.Long).Sample((a, b) =>
    {
        Same(Size.Of(a) + b, (System.Numerics.BigInteger)a + b);
        Same(Size.Of(a) - b, (System.Numerics.BigInteger)a - b);
        Same(Size.Of(a) * b, (System.Numerics.BigInteger)a * b);
        Same(Size.Symbol("a") * a * b - Size.Symbol("a") * a * b, 0);

        static void Same(Size size, System.Numerics.BigInteger exact)
        {
            if (size.TryGetConstant(out long value)) Assert.Equal(exact, value);
            else Assert.False(size.IsKnown);
        }
    });

    [Theory]
    [InlineData(long.MaxValue, 1)]
    [InlineData(long.MinValue, -1)]
    [InlineData(long.MinValue, 0)]
    public void The_ends_of_what_fits_do_not_throw(long left, long right)
    {
        Size[] results = [Size.Of(left) + right, Size.Of(left) - right, Size.Of(left) * right, Size.Divide(left, right),
            Size.Divide(left * Size.Symbol("a"), right), -Size.Of(left)];
        Assert.All(results, size => Assert.NotEmpty(size.ToString()));
    }

    [Fact]
    public void They_read_as_one_would_write_them()
    {
        Size batch = Size.Symbol("batch"), context = Size.Symbol("context"), height = Size.Symbol("height");
        Assert.Equal("12*batch*context", (batch * 12 * context).ToString());
        Assert.Equal("batch^2 - 3*batch + 1", (batch * batch - batch * 3 + 1).ToString());
        Assert.Equal("-batch", (-batch).ToString());
        Assert.Equal("floor((height + 1) / 2)", (Size.Divide(height - 1, 2) + 1).ToString());
        Assert.Equal("floor((height + 3) / 4)", Size.Divide(Size.Divide(height + 1, 2) + 1, 2).ToString());
        Assert.Equal("min(128, context)", Size.Min(context, 128).ToString());
        Assert.Equal("?", (batch + Size.Unknown).ToString());
        Assert.Equal("context*heads", Size.Divide(batch * context * Size.Symbol("heads"), batch).ToString());
    }

    [Fact]
    public void A_power_of_a_long_sum_is_given_up_rather_than_written_out()
    {
        var sum = Size.Sum(Enumerable.Range(0, 40).Select(i => Size.Symbol("n" + i)));
        var product = sum;
        for (int i = 0; i < 20; i++) product *= sum;
        Assert.False(product.IsKnown);
    }
}
