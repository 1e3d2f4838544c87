using System.Diagnostics;
using Microsoft.CodeAnalysis;

namespace StageGen.GeneratorBenchmarks;

/// <summary>The first run over a project nobody has seen yet: what a build pays once, and what stays in memory between edits.</summary>
internal static class ColdBuild
{
    private const int Runs = 3;

    /// <summary>Prints the best of a few runs, each over a project parsed anew, with the compiled generator already in memory.</summary>
    public static void Report(int pipelines, int layers)
    {
        double generator = double.MaxValue, finding = double.MaxValue, wall = double.MaxValue;
        for (int i = 0; i < Runs; i++)
        {
            finding = Math.Min(finding,
                Drivers.Spent(Drivers.Of(new EmptyGenerator()).RunGenerators(Project.Of(pipelines, layers).Compilation)));
            Project project = Project.Of(pipelines, layers);
            var clock = Stopwatch.StartNew();
            GeneratorDriver driver = Drivers.OfStageGen().RunGenerators(project.Compilation);
            wall = Math.Min(wall, clock.Elapsed.TotalMilliseconds);
            generator = Math.Min(generator, Drivers.Spent(driver));
        }

        Console.WriteLine(FormattableString.Invariant(
            $"  {pipelines,4} pipelines {generator,10:f1} ms   (finding only {finding:f1} ms; wall time of the run {wall:f1} ms; held {Held(pipelines, layers):f2} MB)"));
    }

    /// <summary>Megabytes that the driver's cache, the memos and the generated files keep, beyond the project's own syntax.</summary>
    private static double Held(int pipelines, int layers)
    {
        Project project = Project.Of(pipelines, layers);
        foreach (SyntaxTree tree in project.Compilation.SyntaxTrees) tree.GetRoot();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        GeneratorDriver driver = Drivers.OfStageGen().RunGenerators(project.Compilation.Clone());
        long after = GC.GetTotalMemory(forceFullCollection: true);
        GC.KeepAlive(driver);
        GC.KeepAlive(project);
        return (after - before) / 1e6;
    }
}
