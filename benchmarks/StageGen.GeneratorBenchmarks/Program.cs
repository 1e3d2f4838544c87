using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using StageGen.Analyzers;
using StageGen.Generators;
using StageGen.GeneratorBenchmarks;

// What a keystroke costs: the generator's own time (as the compiler accounts it) and the analyzers', edit after edit.
int pipelines = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 10;
int layers = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 50;
const int Edits = 60;
const int WarmUp = 150;

Project project = Project.Of(pipelines, layers);
GeneratorDriver empty = DriverOf(new EmptyGenerator()).RunGenerators(project.Compilation);
GeneratorDriver driver = DriverOf(new PipelineGenerator());
driver = driver.RunGenerators(project.Compilation);
Console.WriteLine(FormattableString.Invariant($"{pipelines} pipelines of {layers} layers; first run {Spent(driver):f1} ms; then the median of {Edits} edits:"));

Report("an unrelated file, finding only", i => project.Edit(Project.Unrelated, "=> 0", $"=> {i + 1}"), ref empty);
Report("an unrelated file", i => project.Edit(Project.Unrelated, "=> 0", $"=> {i + 1}"), ref driver);
Report("a comment in a model", i => project.Edit("Model0.cs", "return x;", $"/* {i} */ return x;"), ref driver);
Report("a line in a model", i => project.Edit("Model0.cs", "return x;", $"x = x + {i}; return x;"), ref driver);
Report("a line above a model", i => project.Edit("Model0.cs", "[Pipeline", "// a line\n[Pipeline"), ref driver);
await ReportAnalyzers("all analyzers, one model edited", i => project.Edit("Model0.cs", "return x;", $"x = x + {i}; return x;"));

void Report(string what, Func<int, Project> edited, ref GeneratorDriver driver)
{
    var times = new List<double>();
    for (int i = -WarmUp; i < Edits; i++)
    {
        driver = driver.RunGenerators(edited(i).Compilation);
        if (i >= 0)
        {
            times.Add(Spent(driver));
        }
    }

    driver = driver.RunGenerators(project.Compilation);
    Print(what, times);
}

async Task ReportAnalyzers(string what, Func<int, Project> edited)
{
    ImmutableArray<DiagnosticAnalyzer> analyzers = [.. typeof(PipelineAnalyzer).Assembly.GetTypes()
        .Where(t => !t.IsAbstract && t.IsSubclassOf(typeof(DiagnosticAnalyzer))).Select(t => (DiagnosticAnalyzer)Activator.CreateInstance(t)!)];
    var times = new List<double>();
    for (int i = 0; i < Edits / 4; i++)
    {
        driver = driver.RunGeneratorsAndUpdateCompilation(edited(i).Compilation, out Compilation whole, out _);
        var result = await whole.WithAnalyzers(analyzers, new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), null, concurrentAnalysis: true, logAnalyzerExecutionTime: true))
            .GetAnalysisResultAsync(CancellationToken.None).ConfigureAwait(false);
        times.Add(result.AnalyzerTelemetryInfo.Values.Sum(t => t.ExecutionTime.TotalMilliseconds));
    }

    Print(what, times);
}

static GeneratorDriver DriverOf(IIncrementalGenerator generator)
    => CSharpGeneratorDriver.Create([generator.AsSourceGenerator()], parseOptions: new CSharpParseOptions(LanguageVersion.Latest));

static double Spent(GeneratorDriver driver) => driver.GetTimingInfo().GeneratorTimes.Sum(t => t.ElapsedTime.TotalMilliseconds);

static void Print(string what, List<double> times)
{
    times.Sort();
    Console.WriteLine(FormattableString.Invariant($"  {what,-40} {times[times.Count / 2],8:f2} ms   (min {times[0]:f2}, max {times[^1]:f2})"));
}
