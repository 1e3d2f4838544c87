namespace StageGen.Modeling.Costs.Interpretation;

/// <summary>
/// The sizes of the inputs by name, and their typical values. Where a decision hangs on a size (how often a loop runs, which branch is
/// taken), the size is fixed at its typical value: what holds of the costs then holds for that value alone.
/// </summary>
internal sealed class SizeTable(IReadOnlyDictionary<string, long> typical)
{
    private readonly SortedSet<string> decisive = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, long> Typical { get; } = typical;

    /// <summary>The sizes that decided something.</summary>
    public IReadOnlyCollection<string> Decisive => decisive;

    /// <summary>A size's value at typical sizes; null where one of them has none.</summary>
    public long? Decide(Size size)
    {
        if (size.TryGetConstant(out long constant)) return constant;
        if (size.Evaluate(Typical) is not { } value || Math.Abs(value) > 1L << 53) return null;
        foreach (string name in size.Symbols) decisive.Add(name);
        return (long)value;
    }
}
