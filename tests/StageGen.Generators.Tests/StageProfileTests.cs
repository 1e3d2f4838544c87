using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using StageGen.Analyzers;
using StageGen.Generators.Tests.Support;
using StageGen.Modeling;
using StageGen.Modeling.Costs;
using StageGen.Modeling.Profiles;

namespace StageGen.Generators.Tests;

/// <summary>Profiles are read strictly, matched with their model, and what is wrong is said in their own files, at the line.</summary>
public sealed class StageProfileTests
{
    private const string Model = """
        [Pipeline(Microbatches = 4)]
        public sealed partial class Net : Module<Tensor, Tensor>
        {
            [Stage(0)] private readonly Linear first = Linear(8, 16);
            [Stages(0, 1)] private readonly ModuleList<Linear> blocks = new(Linear(16, 16), Linear(16, 16));
            [Stage(1)] private readonly Linear head = Linear(16, 4);
            public Net() : base(nameof(Net)) => RegisterComponents();
            public override Tensor forward([Shape("batch", 8)] Tensor x)
            {
                x = first.call(x);
                foreach (var block in blocks) x = block.call(x);
                return head.call(x);
            }
        }
        """;

    private static readonly string Fingerprint = PlanOf(Model).Fingerprint;

    private static string Text(string? fingerprint = null, string model = "Net") => $$"""
        {
          "stageprofile": 1,
          "model": "{{model}}",
          "fingerprint": "{{fingerprint ?? Fingerprint}}",
          "devices": ["cpu"],
          "threads": 1,
          "samples": 4,
          "passes": 10,
          "submodules": [
            { "name": "first", "type": "Linear", "calls": 1, "forward_ms": 1, "input_gradient_ms": 0, "weight_gradient_ms": 2, "parameter_bytes": 576, "activation_bytes": 300, "output_bytes": 256 },
            { "name": "blocks.0", "type": "Linear", "calls": 1, "forward_ms": 2, "input_gradient_ms": 1.5, "weight_gradient_ms": 2.5, "parameter_bytes": 1088, "activation_bytes": 400, "output_bytes": 256 },
            { "name": "blocks.1", "type": "Linear", "calls": 1, "forward_ms": 20, "input_gradient_ms": 15, "weight_gradient_ms": 25, "parameter_bytes": 1088, "output_bytes": 256 },
            { "name": "head", "type": "Linear", "calls": 1, "forward_ms": 0.5, "input_gradient_ms": 0.25, "weight_gradient_ms": 0.125, "parameter_bytes": 272, "activation_bytes": 100, "output_bytes": 64 }
          ],
          "loss": { "forward_ms": 0.5, "backward_ms": 0.75 }
        }

        """;

    [Fact]
    public void AProfileIsReadAsItIs()
    {
        var reading = StageProfileReader.Read(Text());
        Assert.Empty(reading.Problems);
        var profile = reading.Profile!;
        Assert.Equal(("Net", Fingerprint, 4), (profile.Model, profile.Fingerprint, profile.Samples));
        Assert.Equal(["first", "blocks.0", "blocks.1", "head"], profile.Submodules.Select(submodule => submodule.Name));
        Assert.Equal(new ProfiledSubmodule("blocks.0", 2, 1.5, 2.5, 1088, 400, 256), profile.Submodules[1]);
        Assert.True(double.IsNaN(profile.Submodules[2].ActivationBytes));
        Assert.Equal((0.5, 0.75), (profile.LossForwardMs, profile.LossBackwardMs));
        // The places are apart: a profile that is only laid out otherwise is the same.
        Assert.Equal(profile, StageProfileReader.Read("\uFEFF" + Text().Replace("\n", "\r\n  ")).Profile);
    }

    [Theory]
    [InlineData("", 1, 1, "it is no JSON: the file ends here, in the middle of something")]
    [InlineData("{", 1, 2, "it is no JSON: a name in quotes was expected here")]
    [InlineData("{}x", 1, 3, "it is no JSON: the end of the file was expected here")]
    [InlineData("{\n  \"model\": \"Net,\n}", 2, 17, "it is no JSON: a text goes on over the end of its line")]
    [InlineData("{ \"a\": 01 }", 1, 9, "it is no JSON: ',' or '}' was expected here")]
    [InlineData("{ \"a\": .5 }", 1, 8, "it is no JSON: a value was expected here")]
    [InlineData("{ \"a\": [1, 2 }", 1, 14, "it is no JSON: ',' or ']' was expected here")]
    [InlineData("{ \"a\": tru }", 1, 8, "it is no JSON: a value was expected here")]
    [InlineData("{ \"a\": \"\\x\" }", 1, 9, "it is no JSON: there is no such escape")]
    [InlineData("{ \"a\": 1, \"a\": 2 }", 1, 11, "it is no JSON: 'a' is here for the second time")]
    [InlineData("{ \"a\": 1 // note\n}", 1, 10, "it is no JSON: ',' or '}' was expected here")]
    [InlineData("[]", 1, 1, "a profile is an object, in braces")]
    public void DamageIsNamedAtItsPlace(string text, int line, int column, string message)
    {
        var reading = StageProfileReader.Read(text);
        Assert.Null(reading.Profile);
        Assert.Equal($"{line}:{column} {message}", Show(text, reading.Problems[0]));
    }

    [Theory]
    [InlineData("\"stageprofile\": 1", "\"stageprofile\": 2", "2:19 it was written by another version of StageGen: measure again")]
    [InlineData("\"samples\": 4", "\"samples\": 0.5", "7:14 'samples' is a whole number of at least 1")]
    [InlineData("\"samples\": 4,", "", "1:1 a profile lacks 'samples'")]
    [InlineData("\"model\": \"Net\"", "\"model\": 7", "3:12 'model' is a text")]
    [InlineData("[\"cpu\"]", "[0]", "5:15 a device is a text")]
    [InlineData("\"forward_ms\": 20", "\"forward_ms\": -20", "12:71 'forward_ms' is a number of at least 0")]
    [InlineData("\"forward_ms\": 20", "\"forward\": 20",
        "12:5 a submodule lacks 'forward_ms'|12:57 a submodule has no 'forward'; it has activation_bytes, calls, forward_ms, input_gradient_ms, name, output_bytes, parameter_bytes, type, weight_gradient_ms")]
    [InlineData("blocks.1", "blocks.0", "12:15 the submodule 'blocks.0' is here for the second time")]
    [InlineData("\"loss\": {", "\"extra\": 1, \"loss\": {",
        "15:3 a profile has no 'extra'; it has devices, fingerprint, loss, model, passes, samples, stageprofile, submodules, threads")]
    [InlineData("\"backward_ms\": 0.75", "\"backward_ms\": \"0.75\"", "15:47 'backward_ms' is a number")]
    public void WhatIsNotInTheFormatIsNamedAtItsPlace(string right, string wrong, string expected)
    {
        string text = Text().Replace(right, wrong, StringComparison.Ordinal);
        var reading = StageProfileReader.Read(text);
        Assert.Null(reading.Profile);
        Assert.Equal(expected, string.Join("|", reading.Problems.Select(problem => Show(text, problem))));
    }

    [Fact]
    public void NoTextBringsTheReaderDown()
    {
        var random = new Random(1);
        string text = Text();
        for (int draw = 0; draw < 3000; draw++)
        {
            char[] letters = text.ToCharArray();
            for (int edit = random.Next(1, 4); edit > 0; edit--)
                letters[random.Next(letters.Length)] = "{}[]\",:0-e\\\n\u0000x"[random.Next(14)];
            string damaged = new string(letters)[..random.Next(text.Length + 1)];
            var reading = StageProfileReader.Read(damaged);
            Assert.True(reading.Profile is null == reading.Problems.Count > 0);
            Assert.All(reading.Problems, problem => Assert.InRange(problem.Span.End, 0, damaged.Length));
        }
        Assert.Contains("nested too deep", StageProfileReader.Read(new string('[', 100_000)).Problems[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AProfileOfTheModelAsItIsHasNothingSaidOfIt() => Assert.Empty(await Said(Model, Text()));

    [Fact]
    public async Task ADamagedFileIsAWarningInTheFile() =>
        Assert.Equal(["Net.stageprofile.json(7,14): warning SG6001: This profile is left out: 'samples' is a whole number of at least 1"],
            await Said(Model, Text().Replace("\"samples\": 4", "\"samples\": 0")));

    [Fact]
    public async Task AProfileOfNoModelIsAWarning() =>
        Assert.Equal(
            ["Net.stageprofile.json(3,12): warning SG6002: This profile is left out: there is no class 'Samples.Gpt' with [Pipeline] in this project"],
            await Said(Model, Text(model: "Samples.Gpt")));

    [Fact]
    public async Task OfTwoProfilesOfAModelTheFirstCounts() => Assert.Equal(
        ["z.stageprofile.json(3,12): warning SG6002: This profile is left out: 'Net.stageprofile.json' is of Net, too; keep one of the two"],
        await Said(Model, [("Net.stageprofile.json", Text()), ("z.stageprofile.json", Text()), ("other.json", "{")]));

    [Theory]
    [InlineData("Linear head =", "Linear last =", "head.call", "last.call", "'last' was not measured, and 'head' is in it no more")]
    [InlineData("Linear first = Linear(8, 16)", "Sequential first = Sequential(Linear(8, 16))", "", "", "a submodule is of another type")]
    public async Task AStaleProfileIsAWarning(string was, string now, string call, string nowCall, string why)
    {
        string model = Model.Replace(was, now);
        if (call.Length > 0) model = model.Replace(call, nowCall);
        Assert.Equal(
            [$"Net.stageprofile.json(4,18): warning SG6003: This profile is left out: Net has changed since it was measured: {why}; measure again"],
            await Said(model, Text()));
    }

    [Fact]
    public async Task CutOtherwiseAModelKeepsItsProfile() =>
        Assert.Empty(await Said(Model.Replace("[Stage(0)]", "[Stage(1)]").Replace("[Stages(0, 1)]", "[Stage(1)]")
            .Replace("[Stage(1)] private readonly Linear first", "[Stage(0)] private readonly Linear first"), Text()));

    [Fact]
    public async Task OtherSizesAreInformation() => Assert.Equal(
        ["Net.stageprofile.json(10,15): info SG6004: 'first' had 576 bytes of parameters when it was measured, and has 1,152 bytes as the source says: measure again, or say the sizes with [Typical]"],
        await Said(Model.Replace("Linear(8, 16)", "Linear(8, 32)").Replace("Linear(16,", "Linear(32,"), Text()));

    [Fact]
    public async Task AnEditorConfigSwitchesItOff()
    {
        var compilation = Compiler.Compile(Model);
        compilation =
            compilation.WithOptions(compilation.Options.WithSpecificDiagnosticOptions([new("SG6002", ReportDiagnostic.Suppress)]));
        Assert.Empty(await Said(compilation, [("Net.stageprofile.json", Text(model: "Gpt"))]));
    }

    [Fact]
    public void WhatWasMeasuredTakesThePlaceOfWhatWasEstimated()
    {
        var (plan, costs) = CostsOf(Model);
        var profiles = StageProfiles.Of([new ProfileText("Net.stageprofile.json", Text())], default);
        var measured = profiles.Apply(plan, costs);
        Assert.Equal([0.001, 0.002, 0.02, 0.001], measured.Submodules.Select(submodule => submodule.Cost.ForwardTime));
        Assert.Equal([0.002, 0.004, 0.04, 0.001125], measured.Submodules.Select(submodule => Math.Round(submodule.Cost.BackwardTime, 9)));
        Assert.Equal(0.0015, measured.Submodules[1].Cost.InputGradientTime);
        Assert.Equal([300, 400, costs.Submodules[2].Cost.SavedBytes.Typical, 100],
            measured.Submodules.Select(submodule => submodule.Cost.SavedBytes.Typical));
        Assert.Equal([256.0, 256, 256], measured.Flows.Where(flow => flow.From >= 0).Select(flow => flow.Bytes.Typical));
        Assert.Equal(costs.Submodules.Select(submodule => submodule.Cost.ForwardFlops),
            measured.Submodules.Select(submodule => submodule.Cost.ForwardFlops));
        Assert.Equal([0.003, 0.021], measured.Stages.Select(stage => Math.Round(stage.Cost.ForwardTime, 9)));

        // The slow block is alone in a stage of the best partition, which the estimates cannot know.
        Assert.Equal([2], ModelPartition.Of(plan, measured)!.Best!.Cuts!);
        Assert.Equal([7, 60 + 1 + 1.125], ModelPartition.Of(plan, measured)!.Declared.Devices
            .Select(device => Math.Round(device.Time * 1000, 6) - (device.Device == 0 ? 2 : 0)));
        Assert.Same(costs, profiles.Apply(PlanOf(Model.Replace("Linear head", "Bilinear head")), costs));
    }

    [Fact]
    public async Task TheRulesGoByWhatWasMeasuredAndSaySo()
    {
        string slowFront = Text()
            .Replace("\"forward_ms\": 20, \"input_gradient_ms\": 15, \"weight_gradient_ms\": 25",
                "\"forward_ms\": 2, \"input_gradient_ms\": 1, \"weight_gradient_ms\": 1", StringComparison.Ordinal)
            .Replace("\"forward_ms\": 1, \"input_gradient_ms\": 0, \"weight_gradient_ms\": 2",
                "\"forward_ms\": 20, \"input_gradient_ms\": 0, \"weight_gradient_ms\": 40", StringComparison.Ordinal)
            .Replace("\"forward_ms\": 2, \"input_gradient_ms\": 1.5, \"weight_gradient_ms\": 2.5",
                "\"forward_ms\": 20, \"input_gradient_ms\": 15, \"weight_gradient_ms\": 25", StringComparison.Ordinal);
        string Imbalance(IEnumerable<Diagnostic> said) =>
            said.Single(one => one.Id == CostRules.Imbalance).GetMessage(CultureInfo.InvariantCulture);
        string measured = Imbalance(await AnalyzerRun.All(Model, slowFront));
        Assert.StartsWith("Stage 0 takes 95 % of the measured time where 50 % would be its share (first, blocks[0])", measured,
            StringComparison.Ordinal);
        Assert.Contains("the best cut, first | blocks, head, has 52 % on the slowest", measured, StringComparison.Ordinal);
        // A stale profile leaves the estimates in force.
        Assert.DoesNotContain(await AnalyzerRun.All(Model, slowFront.Replace(Fingerprint, "0", StringComparison.Ordinal)),
            one => one.GetMessage(CultureInfo.InvariantCulture).Contains("measured time", StringComparison.Ordinal));
    }

    [Fact]
    public async Task MemorySaysWhatOfItWasMeasured()
    {
        string tight = Model.Replace("[Pipeline",
            "[Device(\"cuda:0\", Memory = \"1KB\")]\n[Device(\"cuda:1\", Memory = \"1KB\")]\n[Pipeline", StringComparison.Ordinal);
        // The profile has no bytes of blocks[1], which the second device runs.
        Assert.Equal(["measured", "partly measured"], await Activations(tight, Text()));
        string uncounted = System.Text.RegularExpressions.Regex.Replace(Text(), "\"activation_bytes\": \\d+, ", "");
        Assert.Equal(["", ""], await Activations(tight, uncounted));

        static async Task<string[]> Activations(string model, string profile) =>
            [.. (await AnalyzerRun.All(model, profile)).Where(one => one.Id == CostRules.OverMemory)
                .Select(one => one.GetMessage(CultureInfo.InvariantCulture))
                .Order(StringComparer.Ordinal)
                .Select(
                    message => System.Text.RegularExpressions.Regex.Match(message, @"\(as Adam's\), (.*?) ?activations").Groups[1].Value)];
    }

    [Fact]
    public void ATextThatSaysTheSameIsNotReadAgain()
    {
        var once = StageProfileMemo.Read(SourceText.From(Text()));
        Assert.Same(once, StageProfileMemo.Read(SourceText.From(Text())));
        Assert.NotSame(once, StageProfileMemo.Read(SourceText.From(Text() + " ")));
    }

    private static string Show(string text, ProfileProblem problem)
    {
        var place = SourceText.From(text).Lines.GetLinePosition(problem.Span.Start);
        return $"{place.Line + 1}:{place.Character + 1} {problem.Message}";
    }

    private static Task<IEnumerable<string>> Said(string model, string profile) => Said(model, [("Net.stageprofile.json", profile)]);

    private static Task<IEnumerable<string>> Said(string model, (string Path, string Text)[] files) => Said(Compiler.Compile(model), files);

    private static async Task<IEnumerable<string>> Said(CSharpCompilation compilation, (string Path, string Text)[] files)
    {
        GeneratorRun.NewDriver().RunGeneratorsAndUpdateCompilation(compilation, out var output, out _);
        ImmutableArray<AdditionalText> texts = [.. files.Select(file => new ProfileText(file.Path, file.Text))];
        var said = await output.WithAnalyzers([new StageProfileAnalyzer()], new AnalyzerOptions(texts)).GetAnalyzerDiagnosticsAsync();
        return said.Select(diagnostic => diagnostic.ToString()).Order(StringComparer.Ordinal);
    }

    private static ModelPlan PlanOf(string model) => ReadingOf(model, out _, out _).Plan!;

    private static (ModelPlan, ModelCosts) CostsOf(string model)
    {
        var reading = ReadingOf(model, out var type, out var compilation);
        return (reading.Plan!, CostReader.Read(type, compilation, reading, default).Costs!);
    }

    private static ModelReading ReadingOf(string model, out INamedTypeSymbol type, out CSharpCompilation compilation)
    {
        compilation = Compiler.Compile(model);
        type = compilation.Assembly.GetTypeByMetadataName("Net")!;
        return ModelReader.Read(type, default);
    }
}
