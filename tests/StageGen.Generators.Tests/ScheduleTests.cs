using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using StageGen.Generators.Tests.Support;
using StageGen.Scheduling;

namespace StageGen.Generators.Tests;

/// <summary>The generated loops write down what the library's builder of the same schedule does, to the action.</summary>
public sealed class ScheduleTests
{
    public static TheoryData<PipelineSchedule> Kinds => [.. Schedules.Named];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void TheGeneratedScheduleIsThatOfTheLibrary(PipelineSchedule kind)
    {
        var program = Compile(kind);
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
    private static Action<DeviceProgram> Compile(PipelineSchedule kind)
    {
        string file = GeneratorRun.Of(Models.SlicingModels.Net("""
            [Stages(0, 1)] private readonly Sequential layers = Sequential(Linear(4, 4), Linear(4, 4));
            public override Tensor forward(Tensor x) => layers.call(x);
            """, $"[Pipeline(Schedule = PipelineSchedule.{kind})]")).Single;
        var method = CSharpSyntaxTree.ParseText(file).GetRoot().DescendantNodes().OfType<Microsoft.CodeAnalysis.CSharp.Syntax.MethodDeclarationSyntax>()
            .Single(method => method.Identifier.Text == "Schedule");
        var compilation = Compiler.CompileAsWritten($"public static class Program {{ public static void Run({method.ParameterList.Parameters}) {method.Body} }}");
        using var image = new MemoryStream();
        Assert.True(compilation.Emit(image).Success);
        return Assembly.Load(image.ToArray()).GetType("Program")!.GetMethod("Run")!.CreateDelegate<Action<DeviceProgram>>();
    }
}
