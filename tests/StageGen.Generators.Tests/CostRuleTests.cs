using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using StageGen.Analyzers;
using StageGen.Generators.Tests.Support;
using StageGen.Modeling.Costs;

namespace StageGen.Generators.Tests;

/// <summary>
/// The rules about balance, transfers, memory and shapes: each page's examples, thresholds, suppression, and what the messages say.
/// </summary>
public sealed class CostRuleTests
{
    private const string Lopsided = """
        [Pipeline(Microbatches = 8)]
        public partial class Net : Module<Tensor, Tensor>
        {
            [Stages(0, 1, Split = [6, 2])] private readonly ModuleList<Linear> layers = ModuleList(Enumerable.Range(0, 8).Select(_ => Linear(512, 512)).ToArray());

            public Net() : base("Net") => RegisterComponents();

            public override Tensor forward([Shape(64, 512)] Tensor x)
            {
                foreach (var layer in layers) x = layer.call(x);
                return x;
            }
        }
        """;

    public static TheoryData<string> Rules() => [.. CostDescriptors.All.Keys.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task ThePagesExamplesAreRightAndWrong(string rule)
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "rules", rule + ".md")).ReplaceLineEndings("\n");
        string[] examples = [.. Regex.Matches(page, "```csharp\n(.*?)```", RegexOptions.Singleline).Select(match => match.Groups[1].Value)];

        Assert.Equal(2, examples.Length);
        Assert.Equal([rule], (await Diagnostics(examples[0])).Select(diagnostic => diagnostic.Id).Distinct());
        Assert.Empty(await Diagnostics(examples[1]));
    }

    [Fact]
    public async Task AnUnbalancedCutIsSaidWithTheBestOne()
    {
        var diagnostic = Assert.Single(await Diagnostics(Lopsided));

        Assert.Equal(CostRules.Imbalance, diagnostic.Id);
        Assert.Equal("Pipeline(Microbatches = 8)", diagnostic.Location.SourceTree!.ToString()
            .Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length));
        Assert.Equal("Stages(0, 1)", diagnostic.Properties["layers"]);
        // Six of eight layers, equal but for the first, which owes nobody a gradient.
        var said = Regex.Match(diagnostic.GetMessage(),
            @"^Stage 0 takes 7\d % of the time where 50 % would be its share \(layers\[0–5\]\), and the pipeline is as slow as its slowest device; "
            + @"the best cut, layers\[0–3\] \| layers\[4–7\], has 5\d % on the slowest: a step would take (\d+) % less$");
        Assert.True(said.Success, diagnostic.GetMessage());
        Assert.InRange(int.Parse(said.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture), 15, 33);
    }

    [Theory]
    [InlineData("stagegen_imbalance_threshold", "40", true)]
    [InlineData("stagegen_imbalance_threshold", "60", false)]
    [InlineData("stagegen_imbalance_threshold", "a lot", true)]
    public async Task TheThresholdOfImbalance(string option, string value, bool reported) =>
        Assert.Equal(reported, (await Diagnostics(Lopsided, (option, value))).Any(diagnostic => diagnostic.Id == CostRules.Imbalance));

    [Fact]
    public async Task SuppressedByAPragma() =>
        Assert.Empty(await Diagnostics("#pragma warning disable SG1002\n" + Lopsided));

    /// <summary>
    /// Modules whose source is elsewhere cost something that nobody knows, and that is no reason to call the others' share too large.
    /// </summary>
    [Fact]
    public async Task NothingIsSaidOfBalanceWhereAModuleIsUnknown()
    {
        const string Elsewhere = """
            public abstract class Part : Module<Tensor, Tensor> { protected Part() : base("Part") { } }

            [Pipeline(Microbatches = 8)]
            [Typical("batch", 512)]
            public partial class Net : Module<Tensor, Tensor>
            {
                [Stage(0)] private readonly Linear first = Linear(512, 512);
                [Stage(1)] private readonly Part part;

                public Net(Part part) : base("Net") { this.part = part; RegisterComponents(); }

                public override Tensor forward([Shape("batch", 512)] Tensor x) => part.call(first.call(x));
            }
            """;

        Assert.Equal([CostRules.UnknownCost], (await Diagnostics(Elsewhere)).Select(diagnostic => diagnostic.Id).Distinct());
    }

    [Fact]
    public async Task WhatWouldFitIsSaid()
    {
        var diagnostics = await Diagnostics(Example(CostRules.OverMemory, 0));

        Assert.All(diagnostics, diagnostic => Assert.Equal(CostRules.OverMemory, diagnostic.Id));
        string message = diagnostics[0].GetMessage();
        Assert.Contains("weights 1 MB, gradients 1 MB, optimizer state 2 MB", message, StringComparison.Ordinal);
        Assert.Contains("of up to 8 microbatches", message, StringComparison.Ordinal);
        Assert.DoesNotContain("no cut fits", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EachWayOutOfTooLittleMemoryIsSaid()
    {
        const string Tight = """
            [Pipeline(Microbatches = 8)]
            [Typical("batch", 16384)]
            [Device("cuda:0", Memory = "22MB")]
            [Device("cuda:1", Memory = "22MB")]
            public partial class Net : Module<Tensor, Tensor>
            {
                [Stages(0, 1)] private readonly ModuleList<Linear> layers = ModuleList(Linear(512, 512), Linear(512, 512), Linear(512, 512), Linear(512, 512));

                public Net() : base("Net") => RegisterComponents();

                public override Tensor forward([Shape("batch", 512)] Tensor x)
                {
                    foreach (var layer in layers) x = layer.call(x);
                    return x;
                }
            }
            """;

        // A layer has 1 MB of weights, as much of gradients and twice that of the optimizer, and keeps 4 MB of a microbatch. With one
        // layer, one and two, three devices hold 3, 2 and 1 microbatches: 4 + 12, 4 + 8 and 8 + 8 MB, and the last what forward returns,
        // 4 MB, which the loss reads; biases are 16 KB or so.
        Assert.EndsWith(
            "; with 16 microbatches of the same batch a cut fits; with more stages, on 3 devices of 22 MB or more, a cut fits, with 20.02 MB on the fullest",
            (await Diagnostics(Tight)).First(diagnostic => diagnostic.Id == CostRules.OverMemory).GetMessage(), StringComparison.Ordinal);
        Assert.Contains("; no cut fits, not under another schedule, in smaller microbatches or on twice as many devices: ",
            (await Diagnostics(Tight.Replace("22MB", "5MB", StringComparison.Ordinal)))
                .First(diagnostic => diagnostic.Id == CostRules.OverMemory).GetMessage(),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("5", true)]
    [InlineData("0.01", false)]
    public async Task TheThresholdOfAnIdleDevice(string percent, bool reported) =>
        Assert.Equal(reported, (await Diagnostics(Example(CostRules.IdleDevice, 0), ("stagegen_idle_threshold", percent)))
            .Any(diagnostic => diagnostic.Id == CostRules.IdleDevice));

    [Fact]
    public async Task AnIdleDeviceIsSaidWithWhatAStepWouldTakeWithoutIt()
    {
        var diagnostic = Assert.Single(await Diagnostics(Example(CostRules.IdleDevice, 0)));

        Assert.Matches(
            @"^cpu \(stage 1\) works for \d(\.\d)? % of the time that the slowest device does \(head\); "
            + @"without it \(body, head\) a step would take [\d.]+ % more: leave it out, or give it more of the work$",
            diagnostic.GetMessage());
        Assert.Equal(1, diagnostic.Location.SourceTree!.ToString()[..diagnostic.Location.SourceSpan.Start].Split("Device(").Length - 1);
    }

    [Fact]
    public async Task SharedWeightsThatNeedNotBeOnTwoDevices()
    {
        var diagnostic = Assert.Single(await Diagnostics(Example(CostRules.SplitWeights, 0)));

        Assert.Matches(
            @"^'late' and 'early' share 16 KB of weights and are on two devices, stage 1 and stage 0, which take turns in the backward and hand over 16 KB of gradients for each of 8 microbatches; "
            + @"with both in stage 0 \(first, early, late \| second\) the slowest device would take .*$", diagnostic.GetMessage());
        Assert.Equal("Stage(0)", diagnostic.Properties["late"]);
    }

    [Theory]
    [InlineData("functional.relu(", "Middle(",
        "[Stage(0)] private readonly Linear one = Linear(2048, 2048); [Stage(1)] private readonly Linear two = Linear(2048, 2048); private Tensor Middle(Tensor x) => two.call(one.call(x));")]
    [InlineData("late.weight = early.weight;", "", "")]
    [InlineData("[Stage(1)] private readonly LayerNorm late", "[Stage(0)] private readonly LayerNorm late", "")]
    public async Task SharedWeightsThatAreAsGoodWhereTheyAre(string what, string with, string member)
    {
        string source = Example(CostRules.SplitWeights, 0).Replace(what, with, StringComparison.Ordinal)
            .Replace("    public Net()", member + " public Net()", StringComparison.Ordinal);
        Assert.DoesNotContain(await Diagnostics(source), diagnostic => diagnostic.Id == CostRules.SplitWeights);
    }

    [Theory]
    [InlineData("stagegen_ping_pong_threshold", "1", true)]
    [InlineData("stagegen_ping_pong_threshold", "99", false)]
    [InlineData("stagegen_link_gigabytes", "100000", false)]
    public async Task TheThresholdOfPingPong(string option, string value, bool reported) =>
        Assert.Equal(reported,
            (await Diagnostics(Example(CostRules.PingPong, 0), (option, value))).Any(diagnostic => diagnostic.Id == CostRules.PingPong));

    [Fact]
    public async Task PingPongIsSaidWithWhatCrosses()
    {
        var diagnostic = Assert.Single(await Diagnostics(Example(CostRules.PingPong, 0)));

        Assert.Matches(
            @"^Under Interleaved 1F1B each microbatch crosses between devices 3 times, from cuda:0 to cuda:1 and back, with 768 KB; under 1F1B it is 1, with 256 KB, and at 12 GB/s a step would take \d+ % less$",
            diagnostic.GetMessage());
    }

    [Theory]
    [InlineData("stagegen_link_gigabytes", "100000", false)]
    [InlineData("stagegen_device_teraflops", "0.001", false)]
    [InlineData("stagegen_transfer_threshold", "1", true)]
    public async Task TheRatesOfATransfer(string option, string value, bool reported) =>
        Assert.Equal(reported, (await Diagnostics(Example(CostRules.CostlyTransfer, 0), (option, value)))
            .Any(diagnostic => diagnostic.Id == CostRules.CostlyTransfer));

    [Theory]
    [InlineData("3", true)]
    [InlineData("4", false)]
    public async Task TheThresholdOfASkip(string stages, bool reported) =>
        Assert.Equal(reported, (await Diagnostics(Example(CostRules.LongSkip, 0), ("stagegen_skip_threshold", stages)))
            .Any(diagnostic => diagnostic.Id == CostRules.LongSkip));

    [Fact]
    public async Task AShapeThatDoesNotFitIsSaidAtItsCall()
    {
        var diagnostic = Assert.Single(await Diagnostics(Example(CostRules.ShapeMismatch, 0)));

        Assert.Contains("512", diagnostic.GetMessage(), StringComparison.Ordinal);
        Assert.Contains("256", diagnostic.GetMessage(), StringComparison.Ordinal);
        Assert.StartsWith("b.call(", diagnostic.Location.SourceTree!.ToString()[diagnostic.Location.SourceSpan.Start..],
            StringComparison.Ordinal);
    }

    private static string Example(string rule, int which) => Regex.Matches(
        File.ReadAllText(Path.Combine(Repository.Root, "docs", "rules", rule + ".md")).ReplaceLineEndings("\n"), "```csharp\n(.*?)```",
        RegexOptions.Singleline)[which].Groups[1].Value;

    private static async Task<IReadOnlyList<Diagnostic>> Diagnostics(string source, params (string Name, string Value)[] options)
    {
        var compilation = Compiler.Compile(source);
        GeneratorRun.NewDriver().RunGeneratorsAndUpdateCompilation(compilation, out var output, out _);
        Assert.DoesNotContain(output.GetDiagnostics(), diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        var all = await output.WithAnalyzers([new CostAnalyzer()], new AnalyzerOptions([], new Settings(options)))
            .GetAnalyzerDiagnosticsAsync();
        return [.. all.OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start)];
    }

    /// <summary>An <c>.editorconfig</c> that says the same of every file.</summary>
    private sealed class Settings((string Name, string Value)[] options) : AnalyzerConfigOptionsProvider
    {
        private readonly Values values = new(options.ToImmutableDictionary(option => option.Name, option => option.Value));

        public override AnalyzerConfigOptions GlobalOptions => values;

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => values;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => values;

        private sealed class Values(ImmutableDictionary<string, string> options) : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value) =>
                options.TryGetValue(key, out value);
        }
    }
}
