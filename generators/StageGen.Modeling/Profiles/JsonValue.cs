using Microsoft.CodeAnalysis.Text;

namespace StageGen.Modeling.Profiles;

internal enum JsonKind
{
    Null,
    Boolean,
    Number,
    Text,
    List,
    Object,
}

/// <summary>A value of a JSON text, and where it stands.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Span">Where.</param>
internal sealed record JsonValue(JsonKind Kind, TextSpan Span)
{
    public double Number { get; init; }

    public string Text { get; init; } = "";

    public IReadOnlyList<JsonValue> Items { get; init; } = [];

    public IReadOnlyList<JsonMember> Members { get; init; } = [];
}

/// <summary>A member of an object.</summary>
/// <param name="Name">Its name.</param>
/// <param name="NameSpan">Where the name stands.</param>
/// <param name="Value">Its value.</param>
internal sealed record JsonMember(string Name, TextSpan NameSpan, JsonValue Value);
