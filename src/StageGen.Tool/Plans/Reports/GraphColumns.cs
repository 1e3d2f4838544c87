namespace StageGen.Tool;

/// <summary>
/// Where the items of a graph's rows stand: a lane straight down, a node straight below the one node it reads from,
/// if that has no other reader beside it; all as far left as the order of the rows lets them, and as far right,
/// and then in the middle between.
/// </summary>
internal static class GraphColumns
{
    private const double Gap = 26, LaneGap = 12;

    public static void Place(List<List<GraphItem>> rows)
    {
        var columns = Columns(rows);
        var left = Pack(rows, columns, item => item.Width / 2);
        double width = rows.SelectMany(row => row).Max(item => left[columns[item]] + item.Width / 2);
        // Seen in a mirror, as far left is as far right.
        var mirrored = rows.Select(row => Enumerable.Reverse(row).ToList()).ToList();
        var right = Pack(mirrored, columns, item => item.Width / 2);
        foreach (var item in rows.SelectMany(row => row)) item.X = (left[columns[item]] + width - right[columns[item]]) / 2;
    }

    /// <summary>The column of each item: those in one column stand below each other.</summary>
    private static Dictionary<GraphItem, int> Columns(List<List<GraphItem>> rows)
    {
        var columns = new Dictionary<GraphItem, int>();
        int count = 0;
        foreach (var item in rows[0]) columns[item] = count++;
        for (int row = 1; row < rows.Count; row++)
        {
            // Two columns must not cross: lanes are straight before anything else.
            var kept = new List<(int Above, int Below)>();
            foreach (var item in rows[row].OrderBy(item => item.IsLane ? 0 : 1))
            {
                if (Leader(item) is { } above
                    && kept.All(other => other.Above != above.Place && (other.Above < above.Place) == (other.Below < item.Place)))
                {
                    kept.Add((above.Place, item.Place));
                    columns[item] = columns[above];
                }
                else columns[item] = count++;
            }
        }
        return columns;
    }

    private static GraphItem? Leader(GraphItem item)
    {
        if (item.IsLane) return item.Above[0].IsLane ? item.Above[0] : null;
        var nodes = item.Above.Where(above => !above.IsLane).ToList();
        return nodes is [var only] && only.Below.Count(below => !below.IsLane) == 1 ? only : null;
    }

    private static Dictionary<int, double> Pack(List<List<GraphItem>> rows, Dictionary<GraphItem, int> columns,
        Func<GraphItem, double> least)
    {
        var places = columns.GroupBy(pair => pair.Value).ToDictionary(column => column.Key, column => column.Max(pair => least(pair.Key)));
        // A column that moves may move others in rows above.
        for (bool moved = true; moved;)
        {
            moved = false;
            foreach (var row in rows)
            {
                for (int place = 1; place < row.Count; place++)
                {
                    var (one, next) = (row[place - 1], row[place]);
                    double from = places[columns[one]] + (one.Width + next.Width) / 2 + (one.IsLane && next.IsLane ? LaneGap : Gap);
                    if (places[columns[next]] >= from - 1e-9) continue;
                    places[columns[next]] = from;
                    moved = true;
                }
            }
        }
        return places;
    }
}
