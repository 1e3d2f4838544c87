namespace StageGen.Tool.Tests;

public sealed class GraphRowsTests
{
    private const double Node = 200, Lane = 8;

    private static GraphRows Rows(int nodes, params (int From, int To)[] edges) => new(nodes, edges, Node, Lane);

    [Fact]
    public void A_chain_is_straight()
    {
        var rows = Rows(60, [.. Enumerable.Range(0, 59).Select(node => (node, node + 1))]);
        Assert.Equal(Enumerable.Range(0, 60), rows.Nodes.Select(node => node.Row));
        Assert.Equal([Node / 2], rows.Nodes.Select(node => node.X).Distinct());
        Assert.Equal(Node, rows.Width);
    }

    [Fact]
    public void A_skip_goes_down_beside_the_layers_it_leaves_out()
    {
        var rows = Rows(5, (0, 1), (1, 2), (2, 3), (3, 4), (0, 4), (1, 3));
        Assert.Single(rows.Nodes.Select(node => node.X).Distinct());
        var lanes = rows.Rows.SelectMany(row => row).Where(item => item.IsLane).ToList();
        Assert.Equal([(0, 1), (0, 2), (1, 2), (0, 3)],
            lanes.Select(lane => (lane.Node, lane.Row)).OrderBy(lane => lane.Row).ThenBy(lane => lane.Node));
        Assert.Single(lanes.Where(lane => lane.Node == 0).Select(lane => lane.X).Distinct());
        Assert.True(lanes.All(lane => lane.X > rows.Nodes[0].X + Node / 2));
        // The skip that lasts longer is outside.
        Assert.True(lanes.First(lane => lane is { Node: 0, Row: 2 }).X > lanes.First(lane => lane.Node == 1).X);
    }

    [Fact]
    public void Towers_stand_beside_each_other_and_what_joins_them_between()
    {
        var rows = Rows(5, (0, 1), (2, 3), (1, 4), (3, 4));
        Assert.Equal([0, 1, 0, 1, 2], rows.Nodes.Select(node => node.Row));
        Assert.Equal(rows.Nodes[0].X, rows.Nodes[1].X);
        Assert.Equal(rows.Nodes[2].X, rows.Nodes[3].X);
        Assert.Equal((rows.Nodes[0].X + rows.Nodes[2].X) / 2, rows.Nodes[4].X, 6);
    }

    [Fact]
    public void What_reads_from_nothing_stands_right_above_its_reader() =>
        Assert.Equal(1, Rows(4, (0, 1), (1, 3), (2, 3)).Nodes[2].Row);

    [Fact]
    public void No_box_lies_on_another_and_readers_lie_below_what_they_read()
    {
        var random = new Random(20261128);
        for (int time = 0; time < 300; time++)
        {
            int nodes = random.Next(1, 40);
            var edges = Enumerable.Range(1, nodes - 1)
                .SelectMany(to => Enumerable.Range(0, random.Next(0, 4)).Select(_ => (From: random.Next(Math.Max(0, to - 8), to), To: to)))
                .Distinct().ToArray();
            var rows = Rows(nodes, edges);
            Assert.All(edges, edge => Assert.True(rows.Nodes[edge.From].Row < rows.Nodes[edge.To].Row));
            Assert.Equal(nodes, rows.Rows.Sum(row => row.Count(item => !item.IsLane)));
            Assert.All(rows.Rows, row =>
            {
                Assert.All(row.Zip(row.Skip(1)),
                    pair => Assert.True(pair.First.X + pair.First.Width / 2 + 8 <= pair.Second.X - pair.Second.Width / 2));
                Assert.All(row, item => Assert.InRange(item.X, item.Width / 2 - 1e-6, rows.Width - item.Width / 2 + 1e-6));
            });
        }
    }
}
