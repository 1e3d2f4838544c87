using System.Xml.Linq;

namespace StageGen.Tool.Tests;

public sealed class ReportTests(PlannedProject project) : IClassFixture<PlannedProject>
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        int code = ToolCommand.Create().Parse(arguments).Invoke(new() { Output = output, Error = error });
        return (code, output.ToString(), error.ToString());
    }

    [Fact]
    public void Reports_are_written_beside_the_table()
    {
        string[] files = [project.In("out/plan.md"), project.In("out/plan.html"), project.In("out/plan.svg")];
        var (code, output, error) = Run("plan", project.In("Models/Towers.cs"), "--model", "Lopsided", "--markdown", files[0], "--html",
            files[1], "--svg", files[2]);
        Assert.True(code == 0, error);
        Assert.Contains("1F1B over 4 microbatch(es)", output, StringComparison.Ordinal);
        Assert.All(files, file => Assert.Contains($"wrote {file}", output, StringComparison.Ordinal));
        Assert.Equal(files.Order(), Directory.GetFiles(project.In("out")).Order());
        Assert.All(files, file => Assert.Contains("App.Lopsided", File.ReadAllText(file), StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_refused_before_anything_is_built()
    {
        _ = Directory.CreateDirectory(project.In("taken"));
        var (code, output, error) = Run("plan", project.Folder, "--svg", project.In("taken"));
        Assert.Equal((1, ""), (code, output));
        Assert.Contains($"'{project.In("taken")}' cannot be written: ", error, StringComparison.Ordinal);
        Assert.Contains("Choose another place", error, StringComparison.Ordinal);
        project.Write("taken/file", "");
        Assert.Contains("cannot be written", Run("plan", project.Folder, "--html", project.In("taken/file/plan.html")).Error,
            StringComparison.Ordinal);

        (code, _, error) = Run("plan", project.Folder, "--svg", project.In("taken/plan"), "--html", project.In("taken/../taken/plan"));
        Assert.Equal(1, code);
        Assert.StartsWith("--html and --svg are one file", error, StringComparison.Ordinal);
        Assert.Equal([project.In("taken/file")], Directory.GetFiles(project.In("taken")));
    }

    [Fact]
    public void A_report_is_not_touched_by_a_plan_that_fails()
    {
        project.Write("kept.html", "as it was");
        var (code, _, error) = Run("plan", project.Folder, "--model", "Nobody", "--html", project.In("kept.html"));
        Assert.Equal(1, code);
        Assert.Contains("There is no class 'Nobody'", error, StringComparison.Ordinal);
        Assert.Equal("as it was", File.ReadAllText(project.In("kept.html")));
        Assert.Equal([project.In("kept.html")], Directory.GetFiles(project.Folder, "kept.*"));
    }

    [Fact]
    public void The_graph_has_the_layers_in_order_with_their_stages_and_what_passes_borders()
    {
        var graph = PlanGraph.Of(project.Plan("Towers"));
        Assert.Equal(["image", "text", "image1", "image2", "textWithAVeryLongNameIndeed", "join", "left", "right"],
            graph.Nodes.Select(node => node.Name));
        Assert.Equal([-1, -1, 0, 0, 1, 2, 3, 3], graph.Nodes.Select(node => node.Stage));
        Assert.Equal(["", "", "cuda:0", "cuda:0", "cuda:1", "cuda:0", "cuda:1", "cuda:1"], graph.Nodes.Select(node => node.Device));
        Assert.Equal("Linear · 8.32 k", graph.Nodes[2].Type);
        string[] edges = [.. graph.Edges.Select(
            edge => $"{graph.Nodes[edge.From].Name} {edge.Crossing} {graph.Nodes[edge.To].Name} {edge.Label}".TrimEnd())];
        Assert.Contains("image None image1", edges);
        Assert.Contains("image1 None image2", edges);
        // 16 samples of 128 numbers. What both read in stage 3 is sent there once.
        Assert.Contains("join Device left 8 KB", edges);
        Assert.Contains("join Device right", edges);
        Assert.Contains(
            edges, edge => edge.StartsWith("image2 ", StringComparison.Ordinal) && edge.EndsWith("8 KB", StringComparison.Ordinal));
    }

    [Fact]
    public void Stages_of_one_device_have_a_border_and_no_way_between_devices()
    {
        var graph = PlanGraph.Of(project.Plan("Lopsided", "--devices 1 --schedule looped-bfs"));
        Assert.Equal(Crossing.Stage, Assert.Single(graph.Edges, edge => edge.Label is not null).Crossing);
    }

    [Fact]
    public void Of_many_layers_those_alike_are_one_node_a_stage()
    {
        var graph = PlanGraph.Of(project.Plan("Deep"));
        Assert.Equal(["x", "first", "layers[0–19]", "layers[20–29]", "layers[30–46]", "layers[47–58]", "layers[59]", "last"],
            graph.Nodes.Select(node => node.Name));
        Assert.Equal("20 × Linear · 330 k", graph.Nodes[2].Type);
        Assert.Equal("4 KB", Assert.Single(graph.Edges, edge => graph.Nodes[edge.From].Name == "layers[20–29]").Label);
        // What puts the two together runs behind the last layer of the list and counts with it, which sets that apart.
        var skip = Assert.Single(graph.Edges, edge => graph.Nodes[edge.From].Name == "first" && graph.Nodes[edge.To].Name == "layers[59]");
        Assert.Equal((Crossing.Device, 8 * 128 * 4.0), (skip.Crossing, skip.Bytes));
    }

    [Fact]
    public void Where_costs_are_not_known_what_is_known_is_drawn()
    {
        var plan = project.Plan("Vague");
        var graph = PlanGraph.Of(plan);
        Assert.Equal(["x", "first", "second"], graph.Nodes.Select(node => node.Name));
        Assert.Equal("?", Assert.Single(graph.Edges, edge => edge.Crossing == Crossing.Device).Label);
        Assert.Contains("A step, were all stages alike", PlanMarkdown.Render([plan]), StringComparison.Ordinal);
        string page = PlanPage.Render([plan]);
        Assert.Contains("Not known", page, StringComparison.Ordinal);
        Assert.Contains("&#39;width&#39; has no default value", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_the_flow_between_layers_is_not_known_stages_are_drawn()
    {
        var plan = project.Plan("Opaque");
        var graph = PlanGraph.Of(plan);
        Assert.True(graph.ByStages);
        Assert.Equal(["x", "first", "inner", "last"], graph.Nodes.Select(node => node.Name));
        Assert.Equal([(0, 1), (1, 2), (2, 3)], graph.Edges.Select(edge => (edge.From, edge.To)));
        Assert.Contains("The stages, for what flows between the layers is not known.", PlanSvg.Render([plan]), StringComparison.Ordinal);
    }

    [Fact]
    public void Markdown_has_a_chart_tables_and_the_staircase()
    {
        string text = PlanMarkdown.Render([project.Plan("Lopsided")]);
        Assert.Matches(
            """```mermaid\nflowchart TD\n  n0\(\["x"\]\)\n  n1\["<b>one</b><br/>Linear · 65\.8 k<br/>stage 0 on cuda:0 · \d+\.\d %"\]:::stage0\n""",
            text);
        Assert.Contains("  n3 ==>|16 KB| n4\n", text, StringComparison.Ordinal);
        Assert.Contains("| stage | device | parameters |", text, StringComparison.Ordinal);
        Assert.Matches(@"A better cut: one, two \\\| three, four has \d\.\d % more than the mean", text);
        Assert.Contains("```csharp\n[Stage(0)] one, two\n[Stage(1)] three, four\n```", text, StringComparison.Ordinal);
        Assert.Contains("cuda:0  F0 F1 ·· B0 F2 B1 F3 B2 ·· B3\ncuda:1  ·· F0 B0 F1 B1 F2 B2 F3 B3 ··\n", text, StringComparison.Ordinal);
        Assert.Matches(@"\| cuda:0 \| 0 \| 7\d\.\d % \|", text);
    }

    [Fact]
    public void Pages_and_pictures_load_nothing_and_are_well_formed()
    {
        var models = new[] { project.Plan("Towers"), project.Plan("Deep"), project.Plan("Vague") };
        var picture = XDocument.Parse(PlanSvg.Render(models));
        Assert.Equal(Svg + "svg", picture.Root!.Name);
        Assert.Contains(picture.Descendants(Svg + "text"), text => text.Value == "layers[20–29]");
        Assert.Contains(picture.Descendants(Svg + "text"), text => text.Value.EndsWith(": too much", StringComparison.Ordinal));
        string page = PlanPage.Render(models);
        foreach (string text in (string[])[page, picture.ToString()])
        {
            string without = text.Replace(Svg.NamespaceName, "", StringComparison.Ordinal);
            Assert.DoesNotContain("http", without, StringComparison.Ordinal);
            Assert.DoesNotContain("url(", without, StringComparison.Ordinal);
            Assert.DoesNotContain("<script", without, StringComparison.Ordinal);
            Assert.DoesNotContain("NaN", without, StringComparison.Ordinal);
            Assert.Contains("prefers-color-scheme:dark", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_cut_that_makes_a_step_longer_is_no_better_one()
    {
        var plan = project.Plan("Lopsided");
        Assert.NotNull(plan.Better);
        Assert.True(plan.Gain > 0);
        // Interleaved, the least bottleneck of the towers has a longer step.
        var towers = project.Plan("Towers", "--memory 4MB");
        Assert.True(towers.Better is null || towers.Gain > 0);
    }
}
