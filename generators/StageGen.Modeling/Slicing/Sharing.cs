using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using StageGen.Modeling.Reading;

namespace StageGen.Modeling.Slicing;

/// <summary>A tensor changed in place while other variables see the same memory.</summary>
/// <param name="Before">What it was.</param>
/// <param name="Sharers">The versions of other variables that change with it.</param>
/// <param name="Span">Where it is changed.</param>
internal sealed record SharedChange(Version Before, IReadOnlyList<Version> Sharers, TextSpan Span);

/// <summary>
/// Which variables may see the same memory: <c>var heads = x.view(…)</c> sees that of x. A stage that changes a tensor it did
/// not make changes a copy, and whoever sees the original would not notice: then the model is refused rather than cut wrong.
/// </summary>
internal sealed class Sharing(Members members)
{
    private static readonly HashSet<string> Views =
    [
        "view", "view_as", "reshape", "reshape_as", "flatten", "unflatten", "transpose", "permute", "squeeze", "unsqueeze",
        "narrow", "select", "slice", "expand", "expand_as", "t", "T", "mT", "H", "mH", "swapaxes", "swapdims", "movedim", "moveaxis",
        "diagonal", "unfold", "chunk", "split", "tensor_split", "hsplit", "vsplit", "unbind", "contiguous", "alias", "detach", "to", "type",
        "cpu", "cuda", "real", "imag",
    ];

    private readonly Dictionary<Variable, object> memory = [];

    /// <summary>Notes that a variable was given an expression's value.</summary>
    public void Give(Variable variable, ExpressionSyntax value, Func<string, Variable?> find) =>
        memory[variable] = Source(value) is { } source && find(source) is { } seen ? MemoryOf(seen) : new object();

    /// <summary>Notes that an element was put into a list.</summary>
    public void Join(Variable list, Variable element)
    {
        object own = MemoryOf(element), joined = MemoryOf(list);
        foreach (var variable in memory.Where(pair => pair.Value == own).Select(pair => pair.Key).ToList()) memory[variable] = joined;
    }

    /// <summary>The other variables that may see the same memory.</summary>
    public IEnumerable<Variable> With(Variable variable)
    {
        object own = MemoryOf(variable);
        return memory.Where(pair => pair.Key != variable && pair.Value == own).Select(pair => pair.Key);
    }

    /// <summary>
    /// Refuses what a cut would make wrong: a tensor of another stage that is changed here and seen under another name later.
    /// </summary>
    public static void Check(IReadOnlyList<Step> steps, Forward forward, ProblemList problems)
    {
        for (int i = 0; i < steps.Count; i++)
        {
            foreach (var change in steps[i].SharedChanges)
            {
                int stage = steps[i].Stage;
                // Where one stage makes both and changes them, it hands both on changed, but for what another stage was to read before.
                bool IsRead(IEnumerable<Step> where, Version sharer, bool elsewhere) =>
                    where.Any(step => (!elsewhere || step.Stage != stage) && step.Reads.Any(read => read.Version == sharer));
                bool isCopy = change.Sharers.Any(sharer => (change.Before.FirstReader != stage || sharer.FirstReader != stage)
                    && IsRead(steps.Skip(i + 1), sharer, elsewhere: false));
                var before = change.Sharers.Where(sharer => sharer.Stage == stage && IsRead(steps.Take(i), sharer, elsewhere: true))
                    .ToList();
                steps[i].KeptBefore.AddRange(before);
                if (isCopy || before.Exists(sharer => IsRead(steps.Skip(i + 1), sharer, elsewhere: true)))
                    problems.Add(Rules.NotSupportedYet, steps[i].Origin?.SourceTree ?? forward.Syntax.SyntaxTree, change.Span,
                        "'" + change.Before.Variable.Name + "', changed in place while '" + change.Sharers[0].Variable.Name
                            + "' sees the same memory,",
                        "use the method without '_', or change it in the stage that makes it");
            }
        }
    }

    private object MemoryOf(Variable variable)
    {
        if (!memory.TryGetValue(variable, out object? own)) memory[variable] = own = new object();
        return own;
    }

    /// <summary>The name whose memory an expression sees, or null where it makes its own.</summary>
    private string? Source(ExpressionSyntax value) => value switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        ParenthesizedExpressionSyntax parenthesized => Source(parenthesized.Expression),
        ElementAccessExpressionSyntax element => Source(element.Expression),
        // relu.call(x), in place, gives x itself.
        InvocationExpressionSyntax
        {
            Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "call" or "forward" } call
        } invocation
            when invocation.ArgumentList.Arguments.Count == 1 && NameOf(call.Expression) is { } module
                && members.Submodule(module) is { WorksInPlace: true } =>
            Source(invocation.ArgumentList.Arguments[0].Expression),
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } when Shares(access.Name.Identifier.ValueText) =>
            Source(access.Expression),
        MemberAccessExpressionSyntax access when Shares(access.Name.Identifier.ValueText) => Source(access.Expression),
        _ => null,
    };

    private static string? NameOf(ExpressionSyntax target) => target switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } access => access.Name.Identifier.ValueText,
        _ => null,
    };

    /// <summary>Whether a method or property of a tensor gives what sees its memory.</summary>
    public static bool SeesTheSame(string member) => Views.Contains(member) || TorchNames.IsInPlace(member);

    private static bool Shares(string member) => SeesTheSame(member) || IsTupleElement(member);

    private static bool IsTupleElement(string member) => member.Length == 5 && member.StartsWith("Item", StringComparison.Ordinal);
}
