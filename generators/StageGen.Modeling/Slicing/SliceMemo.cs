using Microsoft.CodeAnalysis;
using StageGen.Modeling.Reading;

namespace StageGen.Modeling.Slicing;

/// <summary>
/// Cuts a <c>forward</c>, or remembers how it was cut: while its syntax, the submodules and the members it names are the same.
/// </summary>
internal static class SliceMemo
{
    // A class whose stages are chosen is cut twice: as one stage, and in those.
    private static readonly TreeMemo<Entry> Cut = new(), Uncut = new();

    public static Outcome Slice(INamedTypeSymbol type, Forward forward, IReadOnlyList<Submodule> submodules, bool isUncut,
        ProblemList problems, CancellationToken cancellation)
    {
        var memo = isUncut ? Uncut : Cut;
        var question = new Question(
            ClassParts.Of(type), (forward.Syntax.SyntaxTree, forward.Syntax.SpanStart), submodules.ToEquatableArray(),
            forward.Inputs.ToEquatableArray(), forward.InputTypes.ToEquatableArray(), forward.Tensor, problems.StopGeneration);
        var members = new Members(type, forward.Syntax, forward.Tensor, submodules);
        // A forward in a base class may be cut for several classes.
        var (tree, position) = question.Parts.Places.Count == 0 ? question.Forward : question.Parts.Places[0];
        if (memo.Find(tree, position) is { } known && known.Question == question
            && known.Lookups.All(lookup => members.Describe(lookup.Key) == lookup.Value))
            return known.Outcome;

        var own = problems.Fork();
        var sliced = new Slicer(forward, submodules, members, new Names(type, forward.Syntax), own, problems.StopGeneration)
            .Slice(cancellation);
        var outcome = new Outcome(sliced, own.ToEquatableArray());
        memo.Keep(tree, position, new Entry(question, members.Lookups, outcome));
        return outcome;
    }

    internal sealed record Outcome(SlicedForward? Sliced, EquatableArray<Problem> Problems);

    private sealed record Entry(Question Question, IReadOnlyDictionary<string, MemberLookup> Lookups, Outcome Outcome);

    private sealed record Question(
        ClassParts Parts,
        (SyntaxTree Tree, int Start) Forward,
        EquatableArray<Submodule> Submodules,
        EquatableArray<InputPlan> Inputs,
        EquatableArray<CodeType> InputTypes,
        string Tensor,
        bool HasProblems);
}
