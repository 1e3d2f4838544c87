using System.Text.Json;
using System.Text.Json.Nodes;

namespace StageGen;

/// <summary>What <c>dotnet stagegen profile</c> asks of a program's process.</summary>
internal sealed record ProfileRequest
{
    /// <summary>The environment variable that the request comes in, as JSON.</summary>
    public const string Variable = "STAGEGEN_PROFILE_REQUEST";

    /// <summary>The assembly that has the model.</summary>
    public required string Assembly { get; init; }

    /// <summary>The metadata name of the model's class.</summary>
    public required string Model { get; init; }

    /// <summary>The file to write.</summary>
    public required string File { get; init; }

    /// <summary>The inputs of <c>forward</c> that hold whole numbers: indices into a table.</summary>
    public IReadOnlyList<string> WholeNumbers { get; init; } = [];

    /// <summary>The samples of a batch; null for what <c>[Typical("batch", …)]</c> says.</summary>
    public int? Batch { get; init; }

    /// <summary>The devices; null for those that a run without options would have.</summary>
    public IReadOnlyList<string>? Devices { get; init; }

    // A program may have switched off the serializer's reflection.
    public string ToJson() => new JsonObject
    {
        ["assembly"] = Assembly,
        ["model"] = Model,
        ["file"] = File,
        ["wholeNumbers"] = List(WholeNumbers),
        ["batch"] = Batch,
        ["devices"] = Devices is null ? null : List(Devices),
    }.ToJsonString();

    /// <exception cref="JsonException">It is no request.</exception>
    public static ProfileRequest Of(string json)
    {
        JsonNode request = JsonNode.Parse(json) ?? throw new JsonException($"{Variable} is empty.");
        return new ProfileRequest
        {
            Assembly = Text(request, "assembly"),
            Model = Text(request, "model"),
            File = Text(request, "file"),
            WholeNumbers = Texts(request["wholeNumbers"]) ?? [],
            Batch = request["batch"]?.GetValue<int>(),
            Devices = Texts(request["devices"]),
        };
    }

    private static string Text(JsonNode request, string name) =>
        request[name]?.GetValue<string>() ?? throw new JsonException($"{Variable} has no '{name}'.");

    private static List<string>? Texts(JsonNode? list) => list?.AsArray().Select(item => item!.GetValue<string>()).ToList();

    private static JsonArray List(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)JsonValue.Create(text))]);
}
