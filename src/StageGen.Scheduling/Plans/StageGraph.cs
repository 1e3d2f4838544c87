namespace StageGen.Scheduling;

/// <summary>
/// Which stage reads what which other computes: activations go along its edges, gradients come back along them. Stages that do not
/// read from each other, directly or over others, may run at the same time.
/// </summary>
public sealed class StageGraph : IEquatable<StageGraph>
{
    private readonly int[][] sources;
    private readonly int[][] readers;

    private StageGraph(int[][] sources)
    {
        this.sources = sources;
        readers = Enumerable.Range(0, sources.Length)
            .Select(stage => Enumerable.Range(0, sources.Length).Where(reader => sources[reader].Contains(stage)).ToArray()).ToArray();
    }

    /// <summary>Every stage reads from the one before it: what a plan takes for granted unless told otherwise.</summary>
    /// <param name="stages">How many stages, at least 1.</param>
    public static StageGraph Chain(int stages)
    {
        if (stages < 1) throw new ArgumentOutOfRangeException(nameof(stages), stages, "A pipeline needs at least one stage.");
        return new(Enumerable.Range(0, stages).Select(stage => stage == 0 ? [] : new[] { stage - 1 }).ToArray());
    }

    /// <summary>A graph from its edges: stage s reads from <paramref name="sources"/>[s], all of them earlier stages.</summary>
    /// <exception cref="ArgumentException">No stage, or one that reads from itself, from a later stage, or from one that is not
    /// there.</exception>
    public static StageGraph Of(IEnumerable<IEnumerable<int>> sources)
    {
        if (sources is null) throw new ArgumentNullException(nameof(sources));
        var edges = sources.Select(list => list.Distinct().OrderBy(stage => stage).ToArray()).ToArray();
        if (edges.Length == 0) throw new ArgumentException("A pipeline needs at least one stage.", nameof(sources));
        for (var stage = 0; stage < edges.Length; stage++)
            foreach (var source in edges[stage])
                if (source < 0 || source >= stage)
                    throw new ArgumentException(
                        $"Stage {stage} reads from stage {source}. A stage reads from earlier stages, counted from 0.", nameof(sources));
        return new(edges);
    }

    /// <summary>How many stages there are.</summary>
    public int Stages => sources.Length;

    /// <summary>The stages that a stage reads from, ascending.</summary>
    public IReadOnlyList<int> SourcesOf(int stage) => sources[stage];

    /// <summary>The stages that read from a stage, ascending.</summary>
    public IReadOnlyList<int> ReadersOf(int stage) => readers[stage];

    /// <inheritdoc />
    public bool Equals(StageGraph? other) => other is not null && Stages == other.Stages
        && sources.Zip(other.sources, (mine, theirs) => mine.SequenceEqual(theirs)).All(same => same);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as StageGraph);

    /// <inheritdoc />
    public override int GetHashCode() =>
        sources.Aggregate(17, (hash, list) => unchecked(hash * 31 + list.Aggregate(list.Length, (inner, stage) => inner * 31 + stage)));

    /// <summary>Each stage that reads from others and what it reads, as in <c>2 ← 0 1</c>.</summary>
    public override string ToString() =>
        string.Join(", ", Enumerable.Range(0, Stages).Where(stage => sources[stage].Length > 0)
            .Select(stage => $"{stage} ← {string.Join(" ", sources[stage])}"));

    /// <summary>The stages whose actions of the same pass one on <paramref name="stage"/> waits for.</summary>
    internal int[] Needs(int stage, bool forward) => forward ? sources[stage] : readers[stage];

    /// <summary>The stages whose actions of the same pass wait for one on <paramref name="stage"/>.</summary>
    internal int[] Feeds(int stage, bool forward) => forward ? readers[stage] : sources[stage];
}
