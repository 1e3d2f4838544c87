namespace StageGen.Scheduling;

/// <summary>Orders in which layers may stand, each after those it reads from: what is cut as a chain.</summary>
internal static class TopologicalOrders
{
    /// <summary>
    /// As declared; tower by tower, heavy or light ones first; level by level; and so that as little as possible is alive at each place.
    /// </summary>
    public static IReadOnlyList<int[]> Of(LayerGraph graph, double[] work)
    {
        var depth = new int[graph.Layers];
        var weight = new double[graph.Layers];
        for (var layer = 0; layer < graph.Layers; layer++)
        {
            var sources = graph.SourcesOf(layer);
            depth[layer] = sources.Count == 0 ? 0 : sources.Max(source => depth[source]) + 1;
            weight[layer] = work[layer] + (sources.Count == 0 ? 0 : sources.Max(source => weight[source]));
        }
        var declared = Enumerable.Range(0, graph.Layers).ToArray();
        int[][] orders =
        [
            declared,
            Towers(graph, layer => -weight[layer]),
            Towers(graph, layer => weight[layer]),
            [.. declared.OrderBy(layer => depth[layer])],
            [.. declared.OrderBy(layer => weight[layer])],
            LeastAlive(graph),
        ];
        var different = new List<int[]>();
        foreach (var order in orders)
            if (!different.Any(other => other.SequenceEqual(order))) different.Add(order);
        return different;
    }

    /// <summary>Orders drawn by lot, the same ones each time.</summary>
    public static IEnumerable<int[]> Drawn(LayerGraph graph, int count)
    {
        var random = new Random(1);
        for (var draw = 0; draw < count; draw++)
        {
            var missing = Enumerable.Range(0, graph.Layers).Select(layer => graph.SourcesOf(layer).Count).ToArray();
            var ready = new List<int>(Enumerable.Range(0, graph.Layers).Where(layer => missing[layer] == 0));
            var order = new int[graph.Layers];
            for (var at = 0; at < order.Length; at++)
            {
                var drawn = random.Next(ready.Count);
                order[at] = ready[drawn];
                ready.RemoveAt(drawn);
                foreach (var reader in graph.ReadersOf(order[at]))
                    if (--missing[reader] == 0) ready.Add(reader);
            }
            yield return order;
        }
    }

    /// <summary>Each layer directly after what only it reads, as far as can be.</summary>
    private static int[] Towers(LayerGraph graph, Func<int, double> first)
    {
        var order = new List<int>();
        var placed = new bool[graph.Layers];
        var open = new Stack<(int Layer, bool Ready)>();
        foreach (var sink in Enumerable.Range(0, graph.Layers).Where(layer => graph.ReadersOf(layer).Count == 0).OrderBy(first))
        {
            open.Push((sink, false));
            while (open.Count > 0)
            {
                var (layer, ready) = open.Pop();
                if (placed[layer]) continue;
                if (ready)
                {
                    placed[layer] = true;
                    order.Add(layer);
                    continue;
                }
                open.Push((layer, true));
                foreach (var source in graph.SourcesOf(layer).OrderByDescending(first)) open.Push((source, false));
            }
        }
        return [.. order];
    }

    /// <summary>At each place the layer after which the fewest bytes are still to be read.</summary>
    private static int[] LeastAlive(LayerGraph graph)
    {
        var (missing, unread) = (new int[graph.Layers], new int[graph.Layers]);
        for (var layer = 0; layer < graph.Layers; layer++)
            (missing[layer], unread[layer]) = (graph.SourcesOf(layer).Count, graph.ReadersOf(layer).Count);
        var ready = new List<int>(Enumerable.Range(0, graph.Layers).Where(layer => missing[layer] == 0));
        var order = new List<int>();
        while (ready.Count > 0)
        {
            var next = ready.OrderBy(Growth).ThenBy(layer => layer).First();
            _ = ready.Remove(next);
            order.Add(next);
            foreach (var source in graph.SourcesOf(next)) unread[source]--;
            foreach (var reader in graph.ReadersOf(next))
                if (--missing[reader] == 0) ready.Add(reader);
        }
        return [.. order];

        double Growth(int layer) => (unread[layer] > 0 ? graph.OutputBytesOf(layer) : 0)
            - graph.SourcesOf(layer).Where(source => unread[source] == 1).Sum(graph.OutputBytesOf);
    }
}
