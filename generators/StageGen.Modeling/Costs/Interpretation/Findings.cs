using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StageGen.Modeling.Costs.Interpretation;

/// <summary>
/// Gathers what is wrong with shapes and what could not be followed. Both are told where the model's own code leads to them: the
/// innermost place in its class, whose analyzer it is.
/// </summary>
internal sealed class Findings(Func<SyntaxNode, bool> isOwn)
{
    private readonly Stack<SyntaxNode> calls = new();
    private readonly HashSet<(SyntaxNode, string)> seen = [];

    public List<(SyntaxNode Place, string Message)> Mismatches { get; } = [];

    public List<(SyntaxNode? Place, string What, string Remedy)> Unknowns { get; } = [];

    /// <summary>Greater than zero where a condition was assumed: what is wrong there may never run.</summary>
    public int Assumptions { get; set; }

    /// <summary>Whether nothing is noted: what runs was run before.</summary>
    public bool IsMuted { get; set; }

    /// <summary>Whether a module was called, or a loop gone through, of which nothing is known: the sums are less than the truth.</summary>
    public bool LeavesOut { get; private set; }

    public void Enter(SyntaxNode call) => calls.Push(call);

    public void Leave() => calls.Pop();

    /// <summary>Something cannot work with the shapes that reach it.</summary>
    public void Mismatch(SyntaxNode place, string message)
    {
        if (Assumptions == 0 && !IsMuted && Own(place) is { } own && seen.Add((own, message))) Mismatches.Add((own, message));
    }

    public void CannotFollow(SyntaxNode place, string what, Value? value = null)
    {
        // A consequence of something unknown was said there.
        if (value is UnknownValue { Why: null }) return;
        Unknown(place, value is UnknownValue { Why: { } why } ? why : what + (value is null ? "" : ", " + value.Kind + ","),
            "cannot be followed");
    }

    /// <summary>Something runs here that is in no sum.</summary>
    public void LeftOut(SyntaxNode place, string what, string remedy)
    {
        LeavesOut = true;
        Unknown(place, what, remedy);
    }

    public void LeftOut(SyntaxNode place, string what, Value value)
    {
        LeavesOut = true;
        CannotFollow(place, what, value);
    }

    public void UnknownCondition(ExpressionSyntax condition, Value value) =>
        Unknown(condition, "the condition '" + Short(condition) + "'" + (value is UnknownValue { Why: { } why } ? " (" + why + ")" : ""),
            "is not known: costs are those where it holds; give what it depends on a [Typical] value");

    public void Unknown(SyntaxNode place, string what, string remedy)
    {
        if (IsMuted) return;
        var own = Own(place);
        if (own is null ? Unknowns.All(known => known.What != what) : seen.Add((own, what))) Unknowns.Add((own, what, remedy));
    }

    public static string Short(SyntaxNode node) => node.ToString() is { Length: <= 40 } text && text.IndexOf('\n') < 0 ? text : "this";

    private SyntaxNode? Own(SyntaxNode place) => isOwn(place) ? place : calls.FirstOrDefault(isOwn);
}
