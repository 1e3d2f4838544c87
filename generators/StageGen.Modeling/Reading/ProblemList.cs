using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace StageGen.Modeling.Reading;

/// <summary>Gathers problems while a class is read, all of them, so that its author sees everything at once.</summary>
internal sealed class ProblemList
{
    private readonly ImmutableArray<SyntaxReference> parts;
    private readonly List<Problem> problems = [];
    private readonly HashSet<(string Rule, int Part, TextSpan Span)> seen = [];
    private readonly (int Part, TextSpan Span) home;

    private ProblemList(ProblemList other) => (parts, home) = (other.parts, other.home);

    public ProblemList(INamedTypeSymbol type, AttributeData? pipeline)
    {
        parts = type.PartsWithBases();
        var tree = pipeline?.ApplicationSyntaxReference?.SyntaxTree ?? parts.FirstOrDefault()?.SyntaxTree;
        var name = type.Locations.FirstOrDefault(location => location.SourceTree == tree) ?? type.Locations.FirstOrDefault();
        home = (Math.Max(0, PartOf(name?.SourceTree)), name?.SourceSpan ?? default);
    }

    public bool StopGeneration => problems.Any(problem => Rules.StopsGeneration(problem.Rule));

    /// <summary>The first argument of each problem of a rule: what it is about.</summary>
    public IEnumerable<string> ArgumentsOf(string rule) =>
        problems.Where(problem => problem.Rule == rule).Select(problem => problem.Arguments[0]);

    /// <summary>An empty list for the same class.</summary>
    public ProblemList Fork() => new(this);

    public void Add(IEnumerable<Problem> others)
    {
        foreach (var problem in others)
            if (seen.Add((problem.Rule, problem.Part, problem.Span))) problems.Add(problem);
    }

    public EquatableArray<Problem> ToEquatableArray() => problems.ToEquatableArray();

    /// <summary>Adds a problem of the class as a whole, on its name.</summary>
    public void AddOnClass(string rule, params string[] arguments) => Add(rule, home.Part, home.Span, arguments);

    public void Add(string rule, Location? location, params string[] arguments) =>
        Add(rule, location?.SourceTree, location?.SourceSpan ?? default, arguments);

    public void Add(string rule, SyntaxReference? reference, params string[] arguments) =>
        Add(rule, reference?.SyntaxTree, reference?.Span ?? default, arguments);

    public void Add(string rule, SyntaxNode node, params string[] arguments) => Add(rule, node.SyntaxTree, node.Span, arguments);

    public void Add(string rule, SyntaxTree? tree, TextSpan span, params string[] arguments)
    {
        int part = PartOf(tree);
        // What is in no file of the class or of its base classes cannot carry its problem: its name does.
        if (part < 0) (part, span) = home;
        Add(rule, part, span, arguments);
    }

    /// <summary>The index of the declaration in <paramref name="tree"/>, of the class or of a base class, or −1.</summary>
    public int PartOf(SyntaxTree? tree)
    {
        for (int i = 0; i < parts.Length; i++)
            if (parts[i].SyntaxTree == tree) return i;
        return -1;
    }

    public void Add(string rule, int part, TextSpan span, params string[] arguments)
    {
        if (seen.Add((rule, part, span))) problems.Add(new Problem(rule, part, span, arguments.ToEquatableArray()));
    }
}
