using Microsoft.CodeAnalysis;
using StageGen.Generators.Tests.Support;
using StageGen.Modeling;
using StageGen.Scheduling;

namespace StageGen.Generators.Tests;

/// <summary>What the rules about schedules and microbatches say, and where: every number is the simulator's.</summary>
public sealed class ScheduleRuleTests
{
    private static string Net(string pipeline, int stages, string attributes = "", string shape = "\"batch\", 8", int devices = 0) => $$"""
        [Pipeline({{pipeline}})]
        {{attributes}}{{string.Concat(Enumerable.Range(0, devices).Select(device => $"[Device(\"cuda:{device}\")]"))}}
        public sealed partial class Net : Module<Tensor, Tensor>
        {
            [Stages(0, {{stages - 1}})] private readonly Sequential layers = Sequential({{string.Join(", ", Enumerable.Repeat("Linear(8, 8)", stages))}});

            public Net() : base(nameof(Net)) => RegisterComponents();

            public override Tensor forward([Shape({{shape}})] Tensor x) => layers.call(x);
        }
        """;

    [Theory]
    [InlineData("OneForwardOneBackward", 4, 4, "16", "ZeroBubbleH1")]
    [InlineData("GPipe", 4, 6, "12", "ZeroBubbleH1")]
    [InlineData("ZeroBubbleH1", 8, 8, "16", null)]
    public async Task ALargeBubbleIsSaidWithWhatEachRemedyGives(string kind, int stages, int microbatches, string more, string? instead)
    {
        var diagnostic = Assert.Single(await Said(
            Net($"Schedule = PipelineSchedule.{kind}, Microbatches = {microbatches}", stages, devices: stages),
            "stagegen_bubble_threshold = 20"));

        Assert.Equal(ScheduleRules.LargeBubble, diagnostic.Id);
        Assert.Equal($"Microbatches = {microbatches}", TextAt(diagnostic));
        Assert.Equal(more, diagnostic.Properties["Microbatches"]);
        Assert.Equal(instead, diagnostic.Properties.GetValueOrDefault("Schedule"));
        var declared = Enum.Parse<PipelineSchedule>(kind);
        string message = diagnostic.GetMessage();
        Assert.StartsWith(
            $"Under {Schedules.Title(declared)} with {microbatches} microbatches the {stages} devices stand idle for {Bubble(declared, stages, microbatches, 1)} of a step, where stages cost the same: "
            + $"{more} microbatches make it {Bubble(declared, stages, int.Parse(more, System.Globalization.CultureInfo.InvariantCulture), 1)}",
            message, StringComparison.Ordinal);
        // The model has a stage for each device: a schedule that wants more says how many.
        if (instead is null) return;
        Assert.Contains(
            $"{Schedules.Title(PipelineSchedule.Interleaved)}, cut in {2 * stages} stages, makes it {Bubble(PipelineSchedule.Interleaved, stages, microbatches, 2)}",
            message, StringComparison.Ordinal);
        Assert.Contains(
            $"{Schedules.Title(PipelineSchedule.ZeroBubbleH1)} makes it {Bubble(PipelineSchedule.ZeroBubbleH1, stages, microbatches, 1)}",
            message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(-1, true)]
    public async Task TheThresholdOfABubble(int more, bool said)
    {
        double bubble = 100 * ScheduleSimulator.Simulate(Schedules.Build(PipelineSchedule.OneForwardOneBackward, 4, 16, 1)).Bubble;
        string threshold = (bubble + more / 1000.0).ToString(System.Globalization.CultureInfo.InvariantCulture);

        Assert.Equal(said, (await Said(Net("Microbatches = 16", 4, devices: 4), "stagegen_bubble_threshold = " + threshold))
            .Any(diagnostic => diagnostic.Id == ScheduleRules.LargeBubble));
    }

    [Fact]
    public async Task AThresholdThatIsNoNumberIsNone() =>
        Assert.Empty(await Said(Net("Microbatches = 16", 4, devices: 4), "stagegen_bubble_threshold = very large"));

    [Fact]
    public async Task FewMicrobatchesAreSaidInsteadOfTheBubble()
    {
        var diagnostic = Assert.Single(await Said(Net("Microbatches = 2", 4)));

        Assert.Equal(ScheduleRules.FewMicrobatches, diagnostic.Id);
        Assert.StartsWith(
            $"2 microbatches cannot keep 4 devices busy, no more than 2 of them work at a time, and they stand idle for {Bubble(PipelineSchedule.OneForwardOneBackward, 4, 2, 1)} of a step: ",
            diagnostic.GetMessage(), StringComparison.Ordinal);
    }

    /// <summary>More microbatches than there are samples are no remedy.</summary>
    [Fact]
    public async Task ABatchBoundsTheMicrobatches()
    {
        var diagnostic = Assert.Single(await Said(Net("Microbatches = 4", 4, "[Typical(\"batch\", 4)]", devices: 4)));

        Assert.DoesNotContain("microbatches make", diagnostic.GetMessage(), StringComparison.Ordinal);
        Assert.False(diagnostic.Properties.ContainsKey("Microbatches"));
    }

    [Theory]
    [InlineData("Microbatches = 8", 3, 3)]
    [InlineData("Schedule = PipelineSchedule.ForwardOnly, Microbatches = 16", 3, 3)]
    [InlineData("Microbatches = 1", 1, 1)]
    [InlineData("", 4, 4)]
    [InlineData("Microbatches = 4", 4, 1)]
    [InlineData("Microbatches = 4", 4, 0)]
    public async Task ASmallBubbleIsNotSaid(string pipeline, int stages, int devices) =>
        Assert.Empty(await Said(Net(pipeline, stages, devices: devices)));

    /// <summary>Two towers that read nothing from each other run at once; the simulator knows.</summary>
    [Fact]
    public async Task TheBubbleIsThatOfTheModelsOwnGraph()
    {
        const string Towers = """
            [Pipeline(Microbatches = 4)]
            [Device("cuda:0"), Device("cuda:1"), Device("cuda:2")]
            public sealed partial class Net : Module<Tensor, Tensor, Tensor>
            {
                [Stage(0)] private readonly Linear left = Linear(8, 8);
                [Stage(1)] private readonly Linear right = Linear(8, 8);
                [Stage(2)] private readonly Bilinear head = Bilinear(8, 8, 8);

                public Net() : base(nameof(Net)) => RegisterComponents();

                public override Tensor forward(Tensor a, Tensor b) => head.call(left.call(a), right.call(b));
            }
            """;
        var graph = StageGraph.Of([[], [], [0, 1]]);
        var schedule = Schedules.Build(PipelineSchedule.OneForwardOneBackward, 3, 4, 1);
        string towers = Percent(ScheduleSimulator.Simulate(schedule.WithGraph(graph)).Bubble),
            chain = Percent(ScheduleSimulator.Simulate(schedule).Bubble);
        Assert.NotEqual(chain, towers);

        var diagnostic = Assert.Single(await Said(Towers, "stagegen_bubble_threshold = 1"));

        Assert.Contains($"stand idle for {towers} of a step", diagnostic.GetMessage(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(20, 8, ScheduleRules.UnevenMicrobatches,
        "A batch of 20 does not divide into 8 microbatches: some are of 3 samples and some of 2, and the devices wait for the larger ones; a batch of 24 takes as long",
        "10")]
    [InlineData(9, 8, ScheduleRules.UnevenMicrobatches,
        "A batch of 9 does not divide into 8 microbatches: some are of 2 samples and some of 1, and the devices wait for the larger ones; a batch of 16 takes as long",
        "9")]
    [InlineData(6, 8, ScheduleRules.SmallBatch,
        "A batch of 6 cannot be cut into 8 microbatches, and TrainStep would refuse it: set Microbatches to at most 6, or train on larger batches",
        "6")]
    public async Task ABatchThatDoesNotDivide(int batch, int microbatches, string rule, string message, string instead)
    {
        var diagnostic = Assert.Single(await Said(Net($"Microbatches = {microbatches}", 2, $"[Typical(\"batch\", {batch})]")));

        Assert.Equal((rule, message), (diagnostic.Id, diagnostic.GetMessage()));
        Assert.Equal($"Microbatches = {microbatches}", TextAt(diagnostic));
        Assert.Equal(instead, diagnostic.Properties["Microbatches"]);
    }

    [Theory]
    [InlineData("Microbatches = 8", 16)]
    [InlineData("", 7)]
    public async Task ABatchThatDivides(string pipeline, int batch) =>
        Assert.Empty(await Said(Net(pipeline, 2, $"[Typical(\"batch\", {batch})]")));

    [Fact]
    public async Task AnInputThatIsNoBatchIsSaidAtItsShape()
    {
        var diagnostic = Assert.Single(await Said(Net("", 2, shape: "64, 8")));

        Assert.Equal((ScheduleRules.NoBatch, "Shape(64, 8)"), (diagnostic.Id, TextAt(diagnostic)));
        Assert.Equal(
            "No input of Net is cut into microbatches, and every step would refuse its batch: name the first dimension of 'x' \"batch\"",
            diagnostic.GetMessage());
    }

    [Fact]
    public async Task ARoundOfOneStageIsSaid()
    {
        var diagnostic = Assert.Single(await Said(Net("Schedule = PipelineSchedule.Interleaved, StagesPerDevice = 1", 2)));

        Assert.Equal((ScheduleRules.OneStagePerDevice, "StagesPerDevice = 1"), (diagnostic.Id, TextAt(diagnostic)));
        Assert.Equal("OneForwardOneBackward", diagnostic.Properties["Schedule"]);
    }

    private static async Task<IReadOnlyList<Diagnostic>> Said(string source, params string[] settings) =>
        [.. (await AnalyzerRun.All(source, settings)).Where(diagnostic => diagnostic.Id.StartsWith("SG4", StringComparison.Ordinal))];

    private static string TextAt(Diagnostic diagnostic) =>
        diagnostic.Location.SourceTree!.ToString().Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length);

    private static string Bubble(PipelineSchedule kind, int devices, int microbatches, int stagesPerDevice) =>
        Percent(ScheduleSimulator.Simulate(Schedules.Build(kind, devices, microbatches, stagesPerDevice)).Bubble);

    private static string Percent(double share) =>
        (100 * share).ToString(share < 0.0995 ? "0.#" : "0", System.Globalization.CultureInfo.InvariantCulture) + " %";
}
