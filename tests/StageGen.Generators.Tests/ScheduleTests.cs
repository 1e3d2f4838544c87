using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using StageGen.Generators.Tests.Support;
using StageGen.Scheduling;

namespace StageGen.Generators.Tests;

/// <summary>The generated loops write down what the library's builder of the same schedule does, to the action.</summary>
public sealed class ScheduleTests
{
    public static TheoryData<PipelineSchedule> Kinds => [.. Schedules.Named.Except(Solved)];

    private static readonly PipelineSchedule[] Solved = [PipelineSchedule.VHalf, PipelineSchedule.VMin, PipelineSchedule.Auto];

    public static TheoryData<PipelineSchedule, int, int> SolvedCases()
    {
        var cases = new TheoryData<PipelineSchedule, int, int>();
        foreach (var kind in Solved)
            foreach (var (devices, microbatches) in new[] { (1, 3), (2, 1), (2, 8), (3, 5), (4, 12) })
                cases.Add(kind, devices, microbatches);
        return cases;
    }

    [Theory]
    [MemberData(nameof(SolvedCases))]
    public void TheTableIsThePlanOfTheLibrary(PipelineSchedule kind, int devices, int microbatches)
    {
        string source = Source($"Schedule = PipelineSchedule.{kind}, Microbatches = {microbatches}", 2 * devices);
        var built = Schedules.Build(kind, devices, microbatches);
        var recorded = Schedules.Record(built.Name, built.Map, microbatches, Compile(source));
        for (int device = 0; device < devices; device++) Assert.Equal(built.Actions[device], recorded.Actions[device]);
        Assert.Contains(
            $"Solved = new(Microbatches: {microbatches}, DeviceOfStage: [{built.Map.ToString().Replace(" ", ", ", StringComparison.Ordinal)}])",
            GeneratorRun.Of(source).Single, StringComparison.Ordinal);
    }

    /// <summary>Beyond 16 devices or 64 microbatches nothing is solved while somebody types.</summary>
    [Fact]
    public void WhatIsTooLargeForATableIsSolvedWhenThePipelineIsMade()
    {
        string source = Source("Schedule = PipelineSchedule.VHalf, Microbatches = 65", 4);
        var built = Schedules.Build(PipelineSchedule.VHalf, 2, 65);
        var recorded = Schedules.Record(built.Name, built.Map, 65, Compile(source));
        for (int device = 0; device < 2; device++) Assert.Equal(built.Actions[device], recorded.Actions[device]);
        Assert.DoesNotContain("Solved = ", GeneratorRun.Of(source).Single, StringComparison.Ordinal);
    }

    [Fact]
    public void AutoDoesWithOneStageADeviceWhereThereAreNoTwo()
        => Assert.Contains("DeviceOfStage: [0, 1, 2]", GeneratorRun.Of(Source(
            "Schedule = PipelineSchedule.Auto, Microbatches = 4), Device(\"cpu\"), Device(\"cpu\"), Device(\"cpu\"", 3)).Single,
            StringComparison.Ordinal);

    /// <summary>
    /// Where shapes tell what the stages cost, the table is the best plan for that, and the bubble in the documentation is by it.
    /// </summary>
    [Fact]
    public void AutoWeighsWhatTheStagesCost()
    {
        string file = GeneratorRun.Of(Models.SlicingModels.Net("""
            [Stage(0)] private readonly Linear one = Linear(64, 512);
            [Stage(1)] private readonly Linear two = Linear(512, 512);
            [Stage(2)] private readonly Linear three = Linear(512, 16);
            [Stage(3)] private readonly Linear four = Linear(16, 1024);
            public override Tensor forward([Shape(64, 64)] Tensor x) => four.call(three.call(two.call(one.call(x))));
            """, "[Pipeline(Schedule = PipelineSchedule.Auto, Microbatches = 6)]")).Single;
        var said = Regex.Match(file, @"Costs = new\(forward: \[(.*)\], inputGradient: \[(.*)\], weightGradient: \[(.*)\]\),");
        Assert.True(said.Success, file);
        var costs = new ScheduleCosts(Numbers(1), Numbers(2), Numbers(3));
        var best = Schedules.Auto(2, 6, 2, costs);
        Assert.NotEqual(Schedules.Build(PipelineSchedule.Auto, 2, 6), best);
        var program = Compile(file, isGenerated: true);
        var recorded = Schedules.Record(best.Name, best.Map, 6, program);
        for (int device = 0; device < 2; device++) Assert.Equal(best.Actions[device], recorded.Actions[device]);
        string bubble = (100 * ScheduleSimulator.Simulate(best, costs.Fuse(best.Stages)).Bubble)
            .ToString("0.0", CultureInfo.InvariantCulture);
        Assert.Contains($"/// Bubble {bubble} % by the stages' costs.", file, StringComparison.Ordinal);

        double[] Numbers(int group)
            => [.. said.Groups[group].Value.Split(", ").Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void TheGeneratedScheduleIsThatOfTheLibrary(PipelineSchedule kind)
    {
        var program = Compile(Source($"Schedule = PipelineSchedule.{kind}", 2));
        foreach (int perDevice in Enumerable.Range(1, 3).Where(stages => Schedules.Allows(kind, stages)))
        {
            for (int devices = 1; devices <= 6; devices++)
            {
                for (int microbatches = 1; microbatches <= 14; microbatches++)
                {
                    var built = Schedules.Build(kind, devices, microbatches, perDevice);
                    var recorded = Schedules.Record(built.Name, built.Map, microbatches, program);
                    for (int device = 0; device < devices; device++) Assert.Equal(built.Actions[device], recorded.Actions[device]);
                }
            }
        }
    }

    /// <summary>The body of the generated method, compiled alone: running a whole pipeline is for the run time's tests.</summary>
    private static Action<DeviceProgram> Compile(string source, bool isGenerated = false)
    {
        string file = isGenerated ? source : GeneratorRun.Of(source).Single;
        var method = CSharpSyntaxTree.ParseText(file).GetRoot().DescendantNodes()
            .OfType<Microsoft.CodeAnalysis.CSharp.Syntax.MethodDeclarationSyntax>()
            .Single(method => method.Identifier.Text == "Schedule");
        var compilation = Compiler.CompileAsWritten(
            $"public static class Program {{ public static void Run({method.ParameterList.Parameters}) {method.Body} }}");
        using var image = new MemoryStream();
        Assert.True(compilation.Emit(image).Success);
        return Assembly.Load(image.ToArray()).GetType("Program")!.GetMethod("Run")!.CreateDelegate<Action<DeviceProgram>>();
    }

    private static string Source(string pipeline, int stages) => Models.SlicingModels.Net($"""
        [Stages(0, {stages - 1})] private readonly Sequential layers = Sequential(Linear(4, 4), Linear(4, 4));
        public override Tensor forward(Tensor x) => layers.call(x);
        """, $"[Pipeline({pipeline})]");
}
