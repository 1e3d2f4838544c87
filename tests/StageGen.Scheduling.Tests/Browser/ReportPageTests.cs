namespace StageGen.Scheduling.Tests.Browser;

/// <summary>The report in a real browser: what is seen, and what happens on hovering, zooming and moving.</summary>
public sealed class ReportPageTests(Chromium browser) : IClassFixture<Chromium>, IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("stagegen").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    public static TheoryData<PipelineSchedule, bool> Looks => new()
    {
        { PipelineSchedule.OneForwardOneBackward, false }, { PipelineSchedule.OneForwardOneBackward, true },
        { PipelineSchedule.Interleaved, false }, { PipelineSchedule.Interleaved, true },
        { PipelineSchedule.ZeroBubbleV, false }, { PipelineSchedule.ZeroBubbleV, true },
    };

    [Theory]
    [MemberData(nameof(Looks))]
    public async Task Every_action_is_seen_and_every_label_is_legible_and_in_its_bar(PipelineSchedule kind, bool dark)
    {
        var schedule = Schedules.Build(kind, 4, 8, kind == PipelineSchedule.Interleaved ? 4 : null);
        foreach (var (name, content) in new[] { ("page.html", Page(schedule)), ("picture.svg", Picture(schedule)) })
        {
            await Open(name, content, dark);
            Assert.Equal(2 * schedule.ActionCount,
                await browser.Evaluate<int>("[...document.querySelectorAll('.bar rect')].filter(r => r.getBBox().width > 1).length"));
            Assert.Equal("", await browser.Evaluate<string>(
                """
                [...document.querySelectorAll('.bar')].filter(bar => {
                  const [rect, text] = ['rect', 'text'].map(name => bar.querySelector(name)?.getBoundingClientRect());
                  return text && text.width > 0 && (text.left < rect.left || text.right > rect.right || text.top < rect.top || text.bottom > rect.bottom);
                }).map(bar => bar.textContent).join()
                """));
            Assert.True(await browser.Evaluate<int>("[...document.querySelectorAll('.bar text')].filter(t => t.textContent).length")
                > schedule.ActionCount);
            Assert.Equal("", await browser.Evaluate<string>(Overlaps));
            Assert.Equal("", await browser.Evaluate<string>(Illegible));
            Assert.Empty(browser.Complaints);
        }
    }

    [Fact]
    public async Task Hovering_over_an_action_shows_what_it_costs_in_every_panel()
    {
        await Open("page.html", Page(Schedules.Build(PipelineSchedule.OneForwardOneBackward, 3, 4)));
        var (x, y) = await Middle("1B2");
        await browser.Mouse("mouseMoved", x, y);

        Assert.Equal(
            "1B2: backward, stage 1, microbatch 2\nPredicted: 2 ms, from 11 to 13 ms\nMeasured: 3 ms (+50 %), from 16.5 to 19.5 ms",
            await browser.Evaluate<string>("tip.hidden ? '' : tip.textContent"));
        Assert.Equal("", await browser.Evaluate<string>(
            "bars.filter(b => b.classList.contains('same') !== (b.dataset.m === '2')).map(b => b.dataset.k).join()"));
        Assert.Equal("1B2,1B2",
            await browser.Evaluate<string>("bars.filter(b => b.classList.contains('here')).map(b => b.dataset.k).join()"));

        // In the last corner of the page, too, all of it is to be read.
        (x, y) = await Middle("0B3", panel: 1);
        await browser.Mouse("mouseMoved", x, y);
        Assert.StartsWith("0B3", await browser.Evaluate<string>("tip.textContent"));
        Assert.True(await browser.Evaluate<bool>(
            "(r => r.left >= 0 && r.top >= 0 && r.right <= innerWidth && r.bottom <= innerHeight)(tip.getBoundingClientRect())"));

        await browser.Mouse("mouseMoved", 5, 5);
        Assert.True(await browser.Evaluate<bool>("tip.hidden && !document.body.classList.contains('following')"));
    }

    [Fact]
    public async Task The_wheel_zooms_about_the_pointer_in_all_panels_and_a_double_click_shows_all_again()
    {
        await Open("page.html", Page(Schedules.Build(PipelineSchedule.OneForwardOneBackward, 3, 4)));
        var (x, y) = await Middle("1B1");
        var (width, twin, first) = (await Width("1B1"), await Width("1B1", panel: 1), await Ticks());
        await browser.Wheel(x, y, -600);
        await browser.Wait("to - from < longest");

        var factor = await Width("1B1") / width;
        Assert.InRange(factor, 2, 3);
        Assert.Equal(factor, await Width("1B1", panel: 1) / twin, 3);
        Assert.Equal(x, (await Middle("1B1")).X, 1.0);
        Assert.NotEqual(first, await Ticks());

        await Click(x, y, clicks: 1);
        await Click(x, y, clicks: 2);
        await browser.Wait("to - from === longest");
        Assert.Equal(width, await Width("1B1"), 3);
        Assert.Equal(first, await Ticks());
    }

    [Fact]
    public async Task Dragging_moves_and_never_past_the_ends()
    {
        await Open("page.html", Page(Schedules.Build(PipelineSchedule.OneForwardOneBackward, 3, 4)));
        var (x, y) = await Middle("1B1");
        await browser.Wheel(x, y, -600);
        await browser.Wait("to - from < longest");
        await Drag(x, y, -50);
        Assert.Equal(x - 50, (await Middle("1B1")).X, 1.0);
        for (var time = 0; time < 4; time++) await Drag(200, y, 800);
        Assert.Equal(0, await browser.Evaluate<double>("from"));
        for (var time = 0; time < 4; time++) await Drag(1000, y, -800);
        Assert.Equal(0, await browser.Evaluate<double>("longest - to"), 9);
    }

    [Fact]
    public async Task Keys_and_buttons_do_the_same()
    {
        await Open("page.html", Page(Schedules.Build(PipelineSchedule.OneForwardOneBackward, 3, 4)));
        var width = await Width("1B1");
        await browser.Key("+");
        Assert.Equal(width / 0.7, await Width("1B1"), 3);
        await browser.Key("-");
        Assert.Equal(width, await Width("1B1"), 3);
        await Press("in");
        await Press("in");
        Assert.Equal(width / 0.49, await Width("1B1"), 3);
        await Press("out");
        Assert.Equal(width / 0.7, await Width("1B1"), 3);
        await browser.Key("0");
        Assert.Equal(width, await Width("1B1"), 3);
        await Press("in");
        await Press("all");
        Assert.Equal(width, await Width("1B1"), 3);
    }

    [Fact]
    public async Task The_critical_path_is_outlined_when_asked_for()
    {
        const string outlined =
            "bars.filter(b => parseFloat(getComputedStyle(b.firstChild).strokeWidth) > 2).map(b => b.dataset.k).join(' ')";
        var result = ScheduleSimulator.Simulate(Schedules.Build(PipelineSchedule.GPipe, 2, 2));
        await Open("page.html", TimelineHtml.Render("GPipe", [ReportPanel.Of(result, "Predicted")]));
        Assert.Equal("", await browser.Evaluate<string>(outlined));
        await Press("critical");
        Assert.Equal(result.CriticalPath.Select(timed => timed.Action.ToString()).Order(),
            (await browser.Evaluate<string>(outlined)).Split(' ').Order());
    }

    // Whatever text stands on top of another, of those that are not in a bar.
    private const string Overlaps =
        """
        (() => {
          const texts = [...document.querySelectorAll('h1, h2, .legend, .controls, .help, .name, .idle-share, td, th, text')]
            .filter(e => e.textContent.trim() && !e.closest('.bar')).map(e => [e.textContent.trim(), e.getBoundingClientRect()]).filter(([, r]) => r.width);
          return texts.flatMap(([a, r], i) => texts.slice(i + 1)
            .filter(([, s]) => r.left < s.right - 1 && s.left < r.right - 1 && r.top < s.bottom - 1 && s.top < r.bottom - 1)
            .map(([b]) => `${a} / ${b}`)).join();
        })()
        """;

    // Whatever text has less contrast with what it stands on than WCAG asks of text (4.5 to 1).
    private const string Illegible =
        """
        (() => {
          const channels = colour => colour.match(/[\d.]+/g).slice(0, 3).map(c => c / 255).map(c => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4);
          const luminance = colour => { const [r, g, b] = channels(colour); return .2126 * r + .7152 * g + .0722 * b; };
          const ratio = (a, b) => (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
          const paper = document.querySelector('.paper') ? getComputedStyle(document.querySelector('.paper')).fill : getComputedStyle(document.body).backgroundColor;
          return [...document.querySelectorAll('h1, h2, small, .legend, .help, .name, .idle-share, td, th, text, button')].filter(e => e.textContent.trim()).map(e => {
            const bar = e.closest('.bar'), style = getComputedStyle(e);
            const ink = e instanceof SVGElement ? style.fill : style.color;
            return [e.textContent, ratio(luminance(ink), luminance(bar ? getComputedStyle(bar.querySelector('rect')).fill : paper))];
          }).filter(([, contrast]) => contrast < 4.5).map(([text, contrast]) => `${text.trim()} ${contrast.toFixed(1)}`).join();
        })()
        """;

    private static ReportPanel[] Panels(Schedule schedule)
    {
        var predicted = ScheduleSimulator.Simulate(schedule, ScheduleCosts.Uniform(schedule.Stages, activationBytes: 3 << 20));
        return [ReportPanel.Of(predicted, "Predicted"), new("Measured", predicted.Timeline.Scale(1.5))];
    }

    private static string Page(Schedule schedule) => TimelineHtml.Render($"A model: {schedule.Name}", Panels(schedule), unit: "ms");

    private static string Picture(Schedule schedule) =>
        TimelineSvg.Render(Panels(schedule), unit: "ms", heading: $"A model: {schedule.Name}");

    private async Task Open(string name, string content, bool dark = false)
    {
        var file = Path.Combine(folder, name);
        await File.WriteAllTextAsync(file, content);
        await browser.Open(file, dark: dark);
    }

    private async Task<(double X, double Y)> Middle(string action, int panel = 0)
    {
        var place = await browser.Evaluate<double[]>(
            $"(r => [r.x + r.width / 2, r.y + r.height / 2])(twins.get('{action}')[{panel}].firstChild.getBoundingClientRect())");
        return (place[0], place[1]);
    }

    private Task<double> Width(string action, int panel = 0) =>
        browser.Evaluate<double>($"twins.get('{action}')[{panel}].firstChild.width.baseVal.value");

    private Task<string> Ticks() => browser.Evaluate<string>("scales[0].textContent");

    private async Task Click(double x, double y, int clicks)
    {
        await browser.Mouse("mousePressed", x, y, clicks);
        await browser.Mouse("mouseReleased", x, y, clicks);
    }

    private async Task Drag(double x, double y, double by)
    {
        await browser.Mouse("mousePressed", x, y);
        await browser.Mouse("mouseMoved", x + by, y);
        await browser.Mouse("mouseReleased", x + by, y);
    }

    private async Task Press(string id)
    {
        var place = await browser.Evaluate<double[]>(
            $"(r => [r.x + r.width / 2, r.y + r.height / 2])(document.getElementById('{id}').getBoundingClientRect())");
        await Click(place[0], place[1], clicks: 1);
    }
}
