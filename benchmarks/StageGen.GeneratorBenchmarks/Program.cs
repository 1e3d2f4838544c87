using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using StageGen.Analyzers;
using StageGen.GeneratorBenchmarks;

// What a keystroke costs: the generator's own time (as the compiler accounts it) and the analyzers', edit after edit.
int pipelines = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 10;
int layers = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 50;
const int Edits = 60;
const int WarmUp = 150;
const int AnalyzerWarmUp = 20;

Project project = Project.Of(pipelines, layers);
GeneratorDriver empty = Drivers.Of(new EmptyGenerator()).RunGenerators(project.Compilation);
GeneratorDriver driver = Drivers.OfStageGen();
driver = driver.RunGenerators(project.Compilation);
ProfileFile profile = ProfileFile.Of(driver, layers);
Console.WriteLine(
    "Times are the generator's own, as the compiler's driver accounts them (GetTimingInfo). They contain Roslyn's finding of the");
Console.WriteLine("attributed classes; 'finding only' is a generator that does nothing else, so the difference is StageGen's.");
Console.WriteLine(FormattableString.Invariant(
    $"{pipelines} pipelines of {layers} layers; first run {Drivers.Spent(driver):f1} ms; then the median of {Edits} edits:"));

Report("a body in an unrelated file", i => project.Edit(Project.Unrelated, "=> 0", $"=> {i + 1}"), ref driver);
Report("the same, finding only", i => project.Edit(Project.Unrelated, "=> 0", $"=> {i + 1}"), ref empty);
Report("a declaration in an unrelated file", i => project.Edit(Project.Unrelated, "int Number", $"int Number{i + WarmUp}"), ref driver);
Report("a comment in a model", i => project.Edit("Model0.cs", "return x;", $"/* {i} */ return x;"), ref driver);
Report("a line in a model", i => project.Edit("Model0.cs", "return x;", $"x = x + {i}; return x;"), ref driver);
Report("a line above a model", i => project.Edit("Model0.cs", "[Pipeline", "// a line\n[Pipeline"), ref driver);
ReportProfile();
Console.WriteLine(FormattableString.Invariant($"Cold build, {layers} layers each:"));
foreach (int count in new[] { 1, 10, 100 }) ColdBuild.Report(count, layers);
Console.WriteLine("Analyzers' own time:");
await ReportAnalyzers("all analyzers, one model edited", i => project.Edit("Model0.cs", "return x;", $"x = x + {i}; return x;"),
    _ => profile);
await ReportAnalyzers("all analyzers, its profile edited", _ => project, profile.Edit);

void Report(string what, Func<int, Project> edited, ref GeneratorDriver driver)
{
    var times = new List<double>();
    for (int i = -WarmUp; i < Edits; i++)
    {
        driver = driver.RunGenerators(edited(i).Compilation);
        if (i >= 0)
        {
            times.Add(Drivers.Spent(driver));
        }
    }

    driver = driver.RunGenerators(project.Compilation);
    Print(what, times);
}

void ReportProfile()
{
    string before = string.Concat(driver.GetRunResult().GeneratedTrees);
    var times = new List<double>();
    GeneratorDriver profiled = driver.AddAdditionalTexts([profile]).RunGenerators(project.Compilation);
    ProfileFile last = profile;
    for (int i = -WarmUp; i < Edits; i++)
    {
        ProfileFile next = profile.Edit(i + WarmUp);
        profiled = profiled.ReplaceAdditionalText(last, next).RunGenerators(project.Compilation);
        last = next;
        if (i >= 0) times.Add(Drivers.Spent(profiled));
    }

    if (string.Concat(profiled.GetRunResult().GeneratedTrees) == before)
        throw new InvalidOperationException("The profile was not gone by: its model does not speak of it.");
    Print("a time in a model's profile", times);
}

async Task ReportAnalyzers(string what, Func<int, Project> edited, Func<int, ProfileFile> measured)
{
    ImmutableArray<DiagnosticAnalyzer> analyzers = [.. typeof(PipelineAnalyzer).Assembly.GetTypes()
        .Where(t => !t.IsAbstract && t.IsSubclassOf(typeof(DiagnosticAnalyzer)))
        .Select(t => (DiagnosticAnalyzer)Activator.CreateInstance(t)!)];
    var times = analyzers.ToDictionary(analyzer => analyzer, _ => new List<double>());
    var sums = new List<double>();
    for (int i = -AnalyzerWarmUp; i < Edits / 2; i++)
    {
        driver = driver.RunGeneratorsAndUpdateCompilation(edited(i).Compilation, out Compilation whole, out _);
        var result = await whole.WithAnalyzers(analyzers, new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([measured(i + AnalyzerWarmUp)]), null, concurrentAnalysis: true, logAnalyzerExecutionTime: true))
            .GetAnalysisResultAsync(CancellationToken.None).ConfigureAwait(false);
        if (i < 0) continue;
        foreach (var (analyzer, telemetry) in result.AnalyzerTelemetryInfo) times[analyzer].Add(telemetry.ExecutionTime.TotalMilliseconds);
        sums.Add(result.AnalyzerTelemetryInfo.Values.Sum(t => t.ExecutionTime.TotalMilliseconds));
    }

    Print(what, sums);
    foreach (var (analyzer, own) in times) Print("  " + analyzer.GetType().Name, own);
}

static void Print(string what, List<double> times)
{
    times.Sort();
    Console.WriteLine(
        FormattableString.Invariant($"  {what,-40} {times[times.Count / 2],8:f2} ms   (min {times[0]:f2}, max {times[^1]:f2})"));
}
