using System.Text.Json;
using StageGen.Scheduling;

namespace StageGen.Tool;

/// <summary>
/// Costs in a file. CSV is what a pipeline writes of what it measured (<see cref="CostsCsv"/>); JSON is an object of lists with one value a
/// stage (a border for transfers), times in one unit. Only <c>forward</c> is needed;
/// <c>inputGradient</c> and <c>weightGradient</c> default to it.
/// </summary>
internal static class CostProfile
{
    private static readonly string[] Known = ["forward", "inputGradient", "weightGradient", "backward", "transfer", "forwardTransfer",
        "backwardTransfer", "optimizer", "activationBytes"];

    public static ScheduleCosts Read(FileInfo file)
    {
        if (!file.Exists) throw new UserException($"There is no profile '{file.FullName}'.");
        if (file.Extension.Equals(".csv", StringComparison.OrdinalIgnoreCase))
            return CostsCsv.Read(File.ReadAllText(file.FullName), file.Name);
        JsonElement root;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(file.FullName));
            root = document.RootElement.Clone();
        }
        catch (JsonException problem)
        {
            throw new UserException($"'{file.Name}' is not JSON: {problem.Message}");
        }
        if (root.ValueKind != JsonValueKind.Object) throw new UserException($"'{file.Name}' is not a JSON object.");
        foreach (var property in root.EnumerateObject())
            if (!Known.Contains(property.Name))
                throw new UserException($"'{file.Name}': '{property.Name}' is not known. Known are {string.Join(", ", Known)}.");

        var forward = List("forward")
            ?? throw new UserException($"'{file.Name}' has no 'forward': the time of each stage's forward, as in \"forward\": [1.2, 1.1].");
        try
        {
            var costs = new ScheduleCosts(forward, List("inputGradient") ?? forward, List("weightGradient") ?? forward);
            if (List("backward") is { } backward) costs = costs with { Backward = backward };
            if ((List("forwardTransfer") ?? List("transfer")) is { } there) costs = costs with { ForwardTransfer = there };
            if ((List("backwardTransfer") ?? List("transfer")) is { } back) costs = costs with { BackwardTransfer = back };
            if (List("optimizer") is { } optimizer) costs = costs with { Optimizer = optimizer };
            if (List("activationBytes") is { } bytes) costs = costs with { ActivationBytes = bytes };
            return costs;
        }
        catch (ArgumentException problem)
        {
            // Which list it is stands in the message already.
            throw new UserException($"'{file.Name}': {problem.Message.Split(" (Parameter")[0]}");
        }

        double[]? List(string name)
        {
            if (!root.TryGetProperty(name, out var list)) return null;
            if (list.ValueKind != JsonValueKind.Array || list.EnumerateArray().Any(value => value.ValueKind != JsonValueKind.Number))
                throw new UserException($"'{file.Name}': '{name}' is not a list of numbers.");
            return list.EnumerateArray().Select(value => value.GetDouble()).ToArray();
        }
    }
}
