namespace StageGen;

/// <summary>
/// Deals the elements of a <c>ModuleList</c> or <c>Sequential</c>, in order, over the stages from <paramref name="first"/>
/// to <paramref name="last"/>, both included: evenly, unless <see cref="Split"/> says how many each takes.
/// </summary>
/// <param name="first">The first stage that takes elements, from 0.</param>
/// <param name="last">The last stage that takes elements; not before <paramref name="first"/>.</param>
/// <example><c>[Stages(0, 3)] private readonly ModuleList&lt;Block&gt; blocks;</c> gives 12 blocks as 3, 3, 3, 3.</example>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class StagesAttribute(int first, int last) : Attribute
{
    /// <summary>The first stage that takes elements.</summary>
    public int First { get; } = first;

    /// <summary>The last stage that takes elements.</summary>
    public int Last { get; } = last;

    /// <summary>
    /// How many elements each of the stages takes, first to last, as in <c>Split = [3, 5]</c>; one number a stage, summing to
    /// the number of elements. Even when left out: n elements over k stages give stage i those from ⌊i·n/k⌋ to ⌊(i+1)·n/k⌋.
    /// </summary>
    public int[]? Split { get; set; }
}
