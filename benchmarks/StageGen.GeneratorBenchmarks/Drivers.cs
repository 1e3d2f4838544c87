using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using StageGen.Generators;

namespace StageGen.GeneratorBenchmarks;

/// <summary>Drivers as the compiler makes them, and the generator time they account.</summary>
internal static class Drivers
{
    public static GeneratorDriver OfStageGen() => Of(new PipelineGenerator());

    public static GeneratorDriver Of(params IIncrementalGenerator[] generators)
        => CSharpGeneratorDriver.Create(generators.Select(generator => generator.AsSourceGenerator()),
            parseOptions: new CSharpParseOptions(LanguageVersion.Latest));

    /// <summary>Milliseconds that the driver's last run counts as the generator's, <c>GetTimingInfo</c>.</summary>
    public static double Spent(GeneratorDriver driver) => driver.GetTimingInfo().GeneratorTimes.Sum(t => t.ElapsedTime.TotalMilliseconds);
}
