using System.Globalization;
using System.Text.Json;
using StageGen.Modeling.Costs;

namespace StageGen.Tool;

/// <summary>What a profile says, as text.</summary>
internal static class MeasuredTable
{
    public static void Write(TextWriter output, string model, string file)
    {
        using var profile = JsonDocument.Parse(File.ReadAllText(file));
        var root = profile.RootElement;
        output.WriteLine(
            $"{model}: a microbatch of {root.GetProperty("samples")} sample(s) on {string.Join(", ", root.GetProperty("devices").EnumerateArray())}, {root.GetProperty("threads")} thread(s), medians of {root.GetProperty("passes")}");
        output.WriteLine();
        TextTable.Write(output,
            ["submodule", "type", "calls", "forward", "input gradient", "weight gradient", "parameters", "keeps", "returns"],
            root.GetProperty("submodules").EnumerateArray().Select(submodule => (IReadOnlyList<string>)
            [
                submodule.GetProperty("name").GetString()!, submodule.GetProperty("type").GetString()!,
                submodule.GetProperty("calls").ToString(),
                Time(submodule, "forward_ms"), Time(submodule, "input_gradient_ms"), Time(submodule, "weight_gradient_ms"),
                Bytes(submodule, "parameter_bytes"), Bytes(submodule, "activation_bytes"), Bytes(submodule, "output_bytes"),
            ]), left: [0, 1]);
        output.WriteLine();
        output.WriteLine($"wrote {file}");
    }

    private static string Time(JsonElement submodule, string name) =>
        submodule.GetProperty(name).GetDouble().ToString("0.###", CultureInfo.InvariantCulture) + " ms";

    private static string Bytes(JsonElement submodule, string name) =>
        PlanNumbers.Bytes(submodule.TryGetProperty(name, out var bytes) ? bytes.GetDouble() : double.NaN);
}
