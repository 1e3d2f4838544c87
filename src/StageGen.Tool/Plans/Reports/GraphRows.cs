namespace StageGen.Tool;

/// <summary>
/// A graph laid out in rows: each node below all that it reads from, and where something is read further down,
/// a lane that it goes down in beside the nodes of the rows between. The order within rows has few crossings.
/// </summary>
internal sealed class GraphRows
{
    private const int Sweeps = 12;
    private readonly double nodeWidth, laneWidth;

    public GraphRows(int nodes, IReadOnlyList<(int From, int To)> edges, double nodeWidth, double laneWidth)
    {
        (this.nodeWidth, this.laneWidth) = (nodeWidth, laneWidth);
        int[] rowOf = RowsOf(nodes, edges);
        Rows = [.. Enumerable.Range(0, rowOf.Max() + 1).Select(_ => new List<GraphItem>())];
        Nodes = [.. rowOf.Select((row, node) => Add(node, isLane: false, row))];
        foreach (var source in edges.GroupBy(edge => edge.From)) Join(source.Key, [.. source.Select(edge => edge.To).Distinct()]);
        Order();
        GraphColumns.Place(Rows);
    }

    /// <summary>The rows, each from left to right.</summary>
    public List<List<GraphItem>> Rows { get; }

    /// <summary>The items of the nodes.</summary>
    public IReadOnlyList<GraphItem> Nodes { get; }

    public double Width => Rows.SelectMany(row => row).Max(item => item.X + item.Width / 2);

    private static int[] RowsOf(int nodes, IReadOnlyList<(int From, int To)> edges)
    {
        int[] rows = new int[nodes];
        foreach (var (from, to) in edges.OrderBy(edge => edge.To)) rows[to] = Math.Max(rows[to], rows[from] + 1);
        // What reads from nothing stands right above its first reader.
        for (int node = 0; node < nodes; node++)
            if (edges.All(edge => edge.To != node)
                && edges.Where(edge => edge.From == node).Select(edge => rows[edge.To]).DefaultIfEmpty(0).Min() is > 0 and var first)
                rows[node] = first - 1;
        return rows;
    }

    private GraphItem Add(int node, bool isLane, int row)
    {
        var item = new GraphItem(node, isLane, row, isLane ? laneWidth : nodeWidth) { Place = Rows[row].Count };
        Rows[row].Add(item);
        return item;
    }

    /// <summary>Joins a node with its readers, those far below by a lane.</summary>
    private void Join(int source, List<int> readers)
    {
        var from = Nodes[source];
        int last = readers.Max(reader => Nodes[reader].Row);
        for (int row = from.Row + 1; row <= last; row++)
        {
            foreach (int reader in readers.Where(reader => Nodes[reader].Row == row)) Link(from, Nodes[reader]);
            if (row == last) return;
            var lane = Add(source, isLane: true, row);
            Link(from, lane);
            from = lane;
        }

        static void Link(GraphItem above, GraphItem below)
        {
            above.Below.Add(below);
            below.Above.Add(above);
        }
    }

    private void Order()
    {
        long fewest = Crossings();
        int[][] best = Places();
        for (int sweep = 0; sweep < Sweeps && fewest > 0; sweep++)
        {
            foreach (var row in sweep % 2 == 0 ? Rows : Enumerable.Reverse(Rows))
                Sort(row, item => sweep % 2 == 0 ? item.Above : item.Below);
            if (Crossings() is var crossings && crossings >= fewest) continue;
            (fewest, best) = (crossings, Places());
        }
        for (int row = 0; row < Rows.Count; row++)
        {
            var keys = Rows[row].Zip(best[row]).OrderBy(pair => pair.Second).Select(pair => pair.First).ToList();
            Rows[row] = keys;
            Number(keys);
        }

        // The places of the items in the order in which rows hold them now.
        int[][] Places() => [.. Rows.Select(row => row.Select(item => item.Place).ToArray())];
    }

    private static void Number(List<GraphItem> row)
    {
        for (int place = 0; place < row.Count; place++) row[place].Place = place;
    }

    /// <summary>
    /// Puts each item below (or above) the middle of what it is joined with; what is joined with nothing stays where it is.
    /// </summary>
    private static void Sort(List<GraphItem> row, Func<GraphItem, List<GraphItem>> joined)
    {
        var wanted = row.ToDictionary(item => item,
            item => joined(item) is { Count: > 0 } others ? others.Average(other => other.Place) : item.Place);
        int place = 0;
        foreach (var item in row.OrderBy(item => wanted[item]).ThenBy(item => item.Place)) item.Place = place++;
    }

    private long Crossings() => Rows.Sum(row =>
    {
        var pairs = row.SelectMany(item => item.Below.Select(below => (item.Place, Below: below.Place))).ToArray();
        long crossings = 0;
        for (int one = 0; one < pairs.Length; one++)
            for (int other = one + 1; other < pairs.Length; other++)
                if ((pairs[one].Place - pairs[other].Place) * (pairs[one].Below - pairs[other].Below) < 0) crossings++;
        return crossings;
    });
}
