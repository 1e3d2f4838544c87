using System.Text;
using static StageGen.Tool.Picture;

namespace StageGen.Tool;

/// <summary>
/// Draws a model's data flow from top to bottom: layers in the colours of their stages, what goes to another stage with its bytes,
/// what goes to another device bold.
/// </summary>
internal sealed class GraphPicture
{
    private const double Margin = 4, Lane = 8, LabelHeight = 17, LabelSize = 11, Port = 22, Turn = 24, Head = 6, Narrowest = 170,
        Widest = 290, Bold = 15;
    // More nodes than this are drawn with less in them, that they may be seen at once.
    private const int MostFull = 36;
    private readonly PlanGraph graph;
    private readonly GraphRows layout;
    private readonly bool isFull;
    private readonly double nodeWidth, nodeHeight, leastGap;
    private readonly StringBuilder lines = new(), boxes = new();

    private GraphPicture(PlanGraph graph)
    {
        this.graph = graph;
        isFull = graph.Nodes.Count <= MostFull;
        (nodeHeight, leastGap) = isFull ? (40, 26) : (24, 18);
        nodeWidth = Math.Clamp(graph.Nodes.Max(WidthOf), Narrowest, Widest);
        // What is read again earlier (a layer that runs twice) is laid out as if it went forwards.
        layout = new(graph.Nodes.Count, [.. graph.Edges.Select(edge => (Math.Min(edge.From, edge.To), Math.Max(edge.From, edge.To)))],
            nodeWidth, Lane);
    }

    private double WidthOf(GraphNode node)
    {
        double second = isFull ? (node.Type.Length + node.Device.Length) * Letter(11) : 0;
        return 64 + Math.Max(node.Name.Length * Letter(Bold) + node.Share.Length * Letter(12), second);
    }

    public static Picture Draw(PlanGraph graph) => new GraphPicture(graph).Draw();

    private Picture Draw()
    {
        double y = Margin;
        var rows = layout.Rows;
        for (int row = 0; row < rows.Count; row++)
        {
            foreach (var item in rows[row])
            {
                if (item.IsLane) Line(item.X, y - .5, item.X, y + nodeHeight + .5, Kind(item));
                else Box(item, y);
            }
            y += nodeHeight;
            if (row < rows.Count - 1) y += Between(rows[row], y);
        }
        return new(layout.Width + 2 * Margin, y + Margin, $"<g transform=\"translate({N(Margin)} 0)\">\n{lines}{boxes}</g>\n");
    }

    /// <summary>Draws what flows from a row to the next; gives how far apart they are.</summary>
    private double Between(List<GraphItem> row, double top)
    {
        var strands =
            row.SelectMany(above => above.Below.Select(below => new Strand(above, below, PortOf(above, below), EdgeOf(above, below))))
                .ToList();
        var labelled = strands.Where(strand => strand.Edge?.Label is not null).OrderBy(strand => strand.From + strand.To).ToList();
        // What goes far to the side needs room to turn.
        double gap = leastGap + Math.Min(Turn, strands.Select(strand => Math.Abs(strand.From - strand.To)).DefaultIfEmpty(0).Max() / 8),
            height = gap;
        int tiers = 0;
        List<(Strand Strand, double X, int Tier)> labels = [];
        if (labelled.Count > 0)
            for (tiers = 1; ; tiers++)
            {
                height = gap + 4 + tiers * LabelHeight;
                if (TryPlace(labelled, tiers, height, out labels)) break;
            }
        double bottom = top + height;
        foreach (var strand in strands.OrderBy(strand => strand.Kind == Crossing.Device))
        {
            bool ends = !strand.Below.IsLane;
            Curve(strand, top, bottom - (ends ? Head - 1 : 0));
            if (ends && strand.Edge is { } edge && edge.From < edge.To) Arrow(strand.To, bottom, down: true, strand.Kind);
            if (ends && strand.Edge is { } back && back.From > back.To) Arrow(strand.From, top, down: false, strand.Kind);
        }
        foreach (var (strand, x, tier) in labels)
        {
            double width = strand.Edge!.Label!.Length * Letter(LabelSize) + 12, y = top + Tier(tier, height, tiers);
            _ = boxes.Append($"<g><title>{Escape(Hint(strand.Edge))}</title>")
                .Append($"<rect x=\"{N(x - width / 2)}\" y=\"{N(y - LabelHeight / 2 + .5)}\" width=\"{N(width)}\" height=\"{N(LabelHeight - 1)}\" rx=\"8\" class=\"pill\"/>")
                .Append(Text(x, y + 4, strand.Edge.Label, "ink", $" text-anchor=\"middle\" font-size=\"{N(LabelSize)}\"")).Append("</g>\n");
        }
        return height;
    }

    private static double Tier(int tier, double height, int tiers) => height / 2 - 2 + (tier - (tiers - 1) / 2.0) * LabelHeight;

    /// <summary>Gives each label a tier in which it stands beside the others and on its own line.</summary>
    private static bool TryPlace(List<Strand> labelled, int tiers, double height, out List<(Strand Strand, double X, int Tier)> placed)
    {
        placed = [];
        double[] taken = Enumerable.Repeat(double.NegativeInfinity, tiers).ToArray();
        foreach (var strand in labelled)
        {
            double half = strand.Edge!.Label!.Length * Letter(LabelSize) / 2 + 8;
            int tier = Enumerable.Range(0, tiers).FirstOrDefault(tier => At(tier) - half >= taken[tier], -1);
            if (tier < 0) return false;
            placed.Add((strand, At(tier), tier));
            taken[tier] = At(tier) + half;

            double At(int at) => strand.At(Tier(at, height, tiers) / height);
        }
        return true;
    }

    /// <summary>Where what comes into a node ends: what comes straight down in the middle, all else to its side, in order.</summary>
    private static double PortOf(GraphItem above, GraphItem below)
    {
        if (below.IsLane) return below.X;
        var all = below.Above.OrderBy(item => item.X).ToList();
        int own = all.IndexOf(above), straight = all.FindIndex(item => Math.Abs(item.X - below.X) < 1);
        double middle = straight >= 0 ? straight : (all.Count - 1) / 2.0;
        double step = Math.Min(Port, (below.Width - 24) / 2 / Math.Max(1, Math.Max(middle, all.Count - 1 - middle)));
        return below.X + (own - middle) * step;
    }

    private GraphEdge? EdgeOf(GraphItem above, GraphItem below) => below.IsLane ? null : EdgeBetween(above.Node, below.Node);

    private GraphEdge? EdgeBetween(int one, int other) =>
        graph.Edges.FirstOrDefault(edge => (edge.From == one && edge.To == other) || (edge.From == other && edge.To == one));

    /// <summary>A lane looks like what it becomes at its furthest reader.</summary>
    private Crossing Kind(GraphItem lane)
    {
        while (lane.Below.FirstOrDefault(item => item.IsLane) is { } further) lane = further;
        return lane.Below.Select(item => EdgeBetween(lane.Node, item.Node)?.Crossing ?? Crossing.None).DefaultIfEmpty(Crossing.None).Max();
    }

    private void Curve(Strand strand, double top, double bottom)
    {
        strand.Kind = strand.Edge?.Crossing ?? Kind(strand.Below);
        if (Math.Abs(strand.From - strand.To) < .5)
        {
            Line(strand.From, top, strand.To, bottom, strand.Kind);
            return;
        }
        double middle = (top + bottom) / 2;
        _ = lines.Append(
            $"<path class=\"flow{Class(strand.Kind)}\" d=\"M{N(strand.From)} {N(top)}C{N(strand.From)} {N(middle)} {N(strand.To)} {N(middle)} {N(strand.To)} {N(bottom)}\"/>\n");
    }

    private void Line(double x1, double y1, double x2, double y2, Crossing kind) =>
        lines.Append($"<path class=\"flow{Class(kind)}\" d=\"M{N(x1)} {N(y1)}L{N(x2)} {N(y2)}\"/>\n");

    private void Arrow(double x, double y, bool down, Crossing kind)
    {
        double from = down ? y - Head - 1 : y + Head + 1;
        _ = lines.Append($"<path class=\"head{Class(kind)}\" d=\"M{N(x)} {N(y)}L{N(x - 4)} {N(from)}L{N(x + 4)} {N(from)}Z\"/>\n");
    }

    private void Box(GraphItem item, double y)
    {
        var node = graph.Nodes[item.Node];
        double left = item.X - nodeWidth / 2, right = item.X + nodeWidth / 2;
        _ = boxes.Append($"<g class=\"node\"><title>{Escape(node.Hint)}</title>");
        if (node.IsInput)
        {
            double width = Math.Min(nodeWidth, Math.Max(60, node.Name.Length * Letter(13) + 28));
            _ = boxes.Append(
                $"<rect x=\"{N(item.X - width / 2)}\" y=\"{N(y + nodeHeight - 24)}\" width=\"{N(width)}\" height=\"24\" rx=\"12\" class=\"input\"/>")
                .Append(Text(item.X, y + nodeHeight - 8, Fit(node.Name, width - 20, 13), "ink", " text-anchor=\"middle\" font-size=\"13\""))
                .Append("</g>\n");
            return;
        }
        string stage = node.Stage < 0 ? "–" : node.Stage.ToString(System.Globalization.CultureInfo.InvariantCulture);
        double middle = y + nodeHeight / 2, first = isFull ? y + 17 : middle + 5;
        _ = boxes.Append(
            $"<rect x=\"{N(left)}\" y=\"{N(y)}\" width=\"{N(nodeWidth)}\" height=\"{N(nodeHeight)}\" rx=\"5\" class=\"{StageColours.ClassOf(node.Stage)}\"/>")
            .Append($"<path d=\"M{N(left + 28)} {N(y)}H{N(left + 5)}a5 5 0 0 0 -5 5V{N(y + nodeHeight - 5)}a5 5 0 0 0 5 5H{N(left + 28)}Z\" class=\"number\"/>")
            .Append(Text(left + 14, middle + 5, stage, "on-stage", " text-anchor=\"middle\" font-size=\"14\" font-weight=\"600\""))
            .Append(Text(left + 36, first, Fit(node.Name, nodeWidth - 52 - node.Share.Length * Letter(12), Bold), "on-stage",
                " font-size=\"13\" font-weight=\"600\""))
            .Append(Text(right - 8, first, node.Share, "on-stage", " text-anchor=\"end\" font-size=\"12\""));
        if (isFull)
            _ = boxes.Append(Text(left + 36, y + 33, Fit(node.Type, nodeWidth - 52 - node.Device.Length * Letter(11), 11), "on-stage-dim",
                " font-size=\"11\""))
                .Append(Text(right - 8, y + 33, node.Device, "on-stage-dim", " text-anchor=\"end\" font-size=\"11\""));
        _ = boxes.Append("</g>\n");
    }

    private string Hint(GraphEdge edge)
    {
        var (from, to) = (graph.Nodes[edge.From], graph.Nodes[edge.To]);
        return $"{from.Name} → {to.Name}: {Modeling.Costs.PlanNumbers.Bytes(edge.Bytes)} a microbatch, from stage {from.Stage} to stage {to.Stage}";
    }

    private static string Class(Crossing kind) => kind switch { Crossing.None => "", Crossing.Stage => " border", _ => " device" };

    /// <summary>What goes from an item to one in the next row.</summary>
    private sealed record Strand(GraphItem Above, GraphItem Below, double To, GraphEdge? Edge)
    {
        public double From => Above.X;

        public Crossing Kind { get; set; }

        /// <summary>Where it is, from left to right, at a part of its way down.</summary>
        public double At(double part)
        {
            double low = 0, high = 1;
            for (int step = 0; step < 20; step++)
            {
                double t = (low + high) / 2, y = 1.5 * t * (1 - t) * (1 - t) + 1.5 * t * t * (1 - t) + t * t * t;
                if (y < part) low = t;
                else high = t;
            }
            return From + (To - From) * (3 * low * low - 2 * low * low * low);
        }
    }
}
