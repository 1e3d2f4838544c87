using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace StageGen.GeneratorBenchmarks;

/// <summary>A measured profile of one model as an editor holds it: each version is the last one with a change.</summary>
internal sealed partial class ProfileFile(SourceText text) : AdditionalText
{
    private const string FirstTime = "\"forward_ms\": 0.5";

    public override string Path => "Model0.stageprofile.json";

    public override SourceText GetText(CancellationToken cancellationToken = default) => text;

    /// <summary>A profile that fits the first model: its fingerprint is read from what the generator wrote of it.</summary>
    public static ProfileFile Of(GeneratorDriver driver, int layers)
    {
        string pipeline = driver.GetRunResult().GeneratedTrees.Select(tree => tree.ToString())
            .First(file => file.Contains("class Model0", StringComparison.Ordinal) && Written().IsMatch(file));
        var json = new StringBuilder();
        json.AppendLine($$"""
            {
              "stageprofile": 1, "model": "Benchmark.Model0", "fingerprint": "{{Written().Match(pipeline).Groups[1].Value}}",
              "devices": ["cpu"], "threads": 1, "samples": 8, "passes": 10,
              "submodules": [
            """);
        for (int i = 0; i < layers; i++)
        {
            json.AppendLine($$"""
                { "name": "layer{{i}}", "type": "Linear", "calls": 1, {{FirstTime}}, "input_gradient_ms": 0.5, "weight_gradient_ms": 0.5, "parameter_bytes": 16640, "output_bytes": 2048 }{{(i + 1 < layers ? "," : "")}}
            """);
        }

        json.AppendLine("""
              ],
              "loss": { "forward_ms": 0.5, "backward_ms": 0.75 }
            }
            """);
        return new ProfileFile(SourceText.From(json.ToString(), Encoding.UTF8));
    }

    /// <summary>The profile with another time for its first layer.</summary>
    public ProfileFile Edit(int number)
    {
        int at = text.ToString().IndexOf(FirstTime, StringComparison.Ordinal);
        string time = FirstTime + number.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return new ProfileFile(text.WithChanges(new TextChange(new TextSpan(at, FirstTime.Length), time)));
    }

    [GeneratedRegex("Fingerprint = \"([0-9a-f]+)\"")]
    private static partial Regex Written();
}
