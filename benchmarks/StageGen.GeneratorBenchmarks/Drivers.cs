using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace StageGen.GeneratorBenchmarks;

/// <summary>Drivers as the compiler makes them, and the generator time they account.</summary>
internal static class Drivers
{
    public static GeneratorDriver Of(IIncrementalGenerator generator)
        => CSharpGeneratorDriver.Create([generator.AsSourceGenerator()], parseOptions: new CSharpParseOptions(LanguageVersion.Latest));

    /// <summary>Milliseconds that the driver's last run counts as the generator's, <c>GetTimingInfo</c>.</summary>
    public static double Spent(GeneratorDriver driver) => driver.GetTimingInfo().GeneratorTimes.Sum(t => t.ElapsedTime.TotalMilliseconds);
}
