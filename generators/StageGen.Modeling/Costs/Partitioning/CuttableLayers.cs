using StageGen.Scheduling;

namespace StageGen.Modeling.Costs;

/// <summary>
/// What automatic stages are made of: the submodules in the order in which <c>forward</c> runs them, of a list each element, and the places
/// between them where a cut would be one that attributes can declare and along which every value flows onward.
/// </summary>
internal sealed class CuttableLayers
{
    private readonly bool[] mayCut;

    private CuttableLayers(IReadOnlyList<SubmoduleCosts> units, IReadOnlyList<int> layers,
        IReadOnlyList<PartitionLayer> costs, bool[] mayCut)
    {
        (Units, Layers, Costs) = (units, layers, costs);
        this.mayCut = mayCut;
        Pieces = mayCut.Count(may => may) + 1;
    }

    /// <summary>The submodules and elements that need a stage, whether they run or not.</summary>
    public IReadOnlyList<SubmoduleCosts> Units { get; }

    /// <summary>Those that run, in order: indices into <see cref="Units"/>.</summary>
    public IReadOnlyList<int> Layers { get; }

    /// <summary>What each layer costs, cuts that may not be made with infinitely many bytes.</summary>
    public IReadOnlyList<PartitionLayer> Costs { get; }

    /// <summary>In how many stages they can be cut at most.</summary>
    public int Pieces { get; }

    /// <summary>The pieces that cannot be cut further, for people: <c>tokens | blocks[0] | blocks[1] | head</c>.</summary>
    public string Names
    {
        get
        {
            var pieces = new List<string>();
            for (int start = 0, layer = 0; layer < Layers.Count; layer++)
            {
                if (layer < Layers.Count - 1 && !mayCut[layer]) continue;
                pieces.Add(SubmoduleNames.Of(Units, Layers.Skip(start).Take(layer + 1 - start)));
                start = layer + 1;
            }
            return string.Join(" | ", pieces);
        }
    }

    /// <summary>In how many stages some neighbouring layers can be cut.</summary>
    public int PiecesIn(int start, int end) => Enumerable.Range(start, end - 1 - start).Count(layer => mayCut[layer]) + 1;

    /// <summary>The same layers, and no cut from one to the other.</summary>
    public CuttableLayers Together(int first, int last)
    {
        bool[] may = [.. mayCut];
        Forbid(may, first, last);
        return new CuttableLayers(Units, Layers, WithCuts(Costs, may), may);
    }

    /// <summary>The layers of a model; null where it is not known which of its submodules run, and in which order.</summary>
    /// <param name="fields">The submodules that need a stage.</param>
    /// <param name="costs">What the model costs.</param>
    /// <param name="basis">What to go by.</param>
    /// <param name="keepLists">Whether lists stay whole.</param>
    public static CuttableLayers? Of(EquatableArray<UncutField> fields, ModelCosts costs, StageBasis basis, bool keepLists)
    {
        var dealable = fields.ToDictionary(field => field.Field, field => field.IsDealable && !keepLists);
        int[] placesOfUnits = [.. Enumerable.Range(0, costs.Submodules.Count)
            .Where(place => dealable.ContainsKey(costs.Submodules[place].Field))];
        var units = placesOfUnits.Select(place => costs.Submodules[place]).ToList();
        int[] layers = [.. Enumerable.Range(0, units.Count).Where(unit => units[unit].Runs)];
        if (layers.Length == 0) return null;
        // What does not run is left out by a condition, unless something is unknown: of a list nobody may know how many it has.
        bool isFollowed = costs.IsComplete && costs.Unknown.Count == 0;
        if (fields.Any(field => !field.MayBeNull && !units.Exists(unit => unit.Field == field.Field && (unit.Runs || isFollowed))))
            return null;

        var homes = new LayerHomes(costs, layers.Select(layer => placesOfUnits[layer]).ToList());
        bool[] mayCut = [.. Enumerable.Repeat(true, layers.Length - 1)];
        foreach (var (from, to, _, _) in homes.Flows)
            if (from > to) Forbid(mayCut, to, from);
        var positions = Enumerable.Range(0, layers.Length).GroupBy(layer => units[layers[layer]].Field).ToList();
        ForbidInRounds(mayCut, [.. positions.Where(field => dealable[field.Key])], layer => units[layers[layer]].Element);
        foreach (var field in positions)
        {
            if (!dealable[field.Key]) Forbid(mayCut, field.Min(), field.Max());
            // Elements go to stages in their order: of two that run the other way round no cut may be between.
            int[] byElement = [.. field.OrderBy(layer => units[layers[layer]].Element)];
            foreach (var (one, next) in byElement.Zip(byElement.Skip(1), (one, next) => (one, next)))
                if (next < one) Forbid(mayCut, next, one);
        }
        return new CuttableLayers(units, layers, WithCuts(homes.Costs(basis), mayCut), mayCut);
    }

    /// <summary>
    /// Of lists that run in turn, as in a loop that goes through several by one index, elements of one number stay together.
    /// </summary>
    private static void ForbidInRounds(bool[] mayCut, IReadOnlyList<IEnumerable<int>> lists, Func<int, int> elementOf)
    {
        var inTurn = lists.Where(list => lists.Any(other => other != list && list.Min() < other.Max() && other.Min() < list.Max()));
        foreach (var round in inTurn.SelectMany(list => list).GroupBy(elementOf)) Forbid(mayCut, round.Min(), round.Max());
    }

    private static PartitionLayer[] WithCuts(IReadOnlyList<PartitionLayer> costs, bool[] mayCut) =>
        [.. costs.Select((cost, layer) => layer < mayCut.Length && !mayCut[layer]
            ? cost with { CutBytes = double.PositiveInfinity }
            : cost)];

    private static void Forbid(bool[] mayCut, int first, int last)
    {
        for (int layer = first; layer < last; layer++) mayCut[layer] = false;
    }
}
