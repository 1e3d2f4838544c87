using StageGen.Scheduling.Tests.Browser;

namespace StageGen.Tool.Tests;

/// <summary>Reports in a real browser: what is on them is to be read.</summary>
public sealed class ReportPageTests(PlannedProject project, Chromium browser) : IClassFixture<PlannedProject>, IClassFixture<Chromium>
{
    // Texts on top of each other, boxes on top of each other or of labels, and texts that stick out of their box.
    private const string Overlaps =
        """
        (() => {
          const inside = (r, s) => r.left >= s.left - .5 && r.right <= s.right + .5 && r.top >= s.top - .5 && r.bottom <= s.bottom + .5;
          const named = list => list.map(e => [e.textContent.trim(), e.getBoundingClientRect()]).filter(([, r]) => r.width);
          const texts = named([...document.querySelectorAll('h1, h2, p, th, td, li, text')].filter(e => e.textContent.trim() && !e.closest('.bar')));
          const boxes = named([...document.querySelectorAll('.node, .pill')].map(e => e.closest('g')));
          const apart = list => list.flatMap(([a, r], i) => list.slice(i + 1)
            .filter(([, s]) => r.left < s.right - 1 && s.left < r.right - 1 && r.top < s.bottom - 1 && s.top < r.bottom - 1).map(([b]) => `${a} / ${b}`));
          const out = [...document.querySelectorAll('.node text')].filter(t => !inside(t.getBoundingClientRect(), t.closest('.node').querySelector('rect').getBoundingClientRect()));
          return [...apart(texts), ...apart(boxes), ...out.map(t => 'out: ' + t.textContent)].join();
        })()
        """;

    // Whatever text has less contrast with what it stands on than WCAG asks of text (4.5 to 1).
    private const string Illegible =
        """
        (() => {
          const channels = colour => colour.match(/[\d.]+/g).slice(0, 3).map(c => c / 255).map(c => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4);
          const luminance = colour => { const [r, g, b] = channels(colour); return .2126 * r + .7152 * g + .0722 * b; };
          const ratio = (a, b) => (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
          const body = getComputedStyle(document.body ?? document.documentElement).backgroundColor;
          const paper = document.querySelector('svg > rect.paper') ? getComputedStyle(document.querySelector('svg > rect.paper')).fill : body;
          return [...document.querySelectorAll('h1, h2, p, th, td, li, pre, text')].filter(e => e.textContent.trim()).map(e => {
            const box = e.closest('.node, .bar')?.querySelector('rect:not(.input)'), style = getComputedStyle(e);
            return [e.textContent, ratio(luminance(e instanceof SVGElement ? style.fill : style.color), luminance(box ? getComputedStyle(box).fill : paper))];
          }).filter(([, contrast]) => contrast < 4.5).map(([text, contrast]) => `${text.trim()} ${contrast.toFixed(1)}`).join();
        })()
        """;

    [Theory]
    [InlineData("Lopsided")]
    [InlineData("Towers")]
    [InlineData("Deep")]
    [InlineData("Vague")]
    public async Task All_is_legible_and_nothing_lies_on_anything_else(string model)
    {
        var plan = project.Plan(model);
        foreach (var (name, content) in new[] { ("plan.html", PlanPage.Render([plan])), ("plan.svg", PlanSvg.Render([plan])) })
        {
            project.Write(name, content);
            foreach (bool dark in (bool[])[false, true])
                foreach (int width in name == "plan.svg" ? [1300] : (int[])[1500, 800])
                {
                    await browser.Open(project.In(name), width, dark: dark);
                    Assert.Equal("", await browser.Evaluate<string>(Overlaps));
                    Assert.Equal("", await browser.Evaluate<string>(Illegible));
                    Assert.Equal(PlanGraph.Of(plan).Nodes.Count, await browser.Evaluate<int>("document.querySelectorAll('.node').length"));
                    Assert.Empty(browser.Complaints);
                }
        }
    }

    [Fact]
    public async Task Labels_and_boxes_stay_apart_in_tangled_graphs()
    {
        var random = new Random(7);
        for (int time = 0; time < 12; time++)
        {
            int count = random.Next(3, 30);
            var nodes = Enumerable.Range(0, count)
                .Select(node => new GraphNode($"layer{node}", "Linear · 1.2 k", "12.3 %", node * 4 / count, $"cuda:{node * 4 / count}", ""))
                .ToList();
            var edges = Enumerable.Range(1, count - 1)
                .SelectMany(to =>
                    Enumerable.Range(0, random.Next(1, 4)).Select(_ => (From: random.Next(Math.Max(0, to - 7), to), To: to)).Distinct())
                .Select(edge =>
                    new GraphEdge(edge.From, edge.To, 1, nodes[edge.From].Stage == nodes[edge.To].Stage ? Crossing.None : Crossing.Device,
                        nodes[edge.From].Stage == nodes[edge.To].Stage ? null : "123 KB"))
                .ToList();
            project.Write("tangle.svg", GraphPicture.Draw(new(nodes, edges, ByStages: false)).ToSvg($"<style>{StageColours.Css}</style>"));
            await browser.Open(project.In("tangle.svg"));
            Assert.Equal("", await browser.Evaluate<string>(Overlaps));
            Assert.Equal(edges.Count(edge => edge.Label is not null),
                await browser.Evaluate<int>("document.querySelectorAll('.pill').length"));
        }
    }
}
