using System.Globalization;
using Microsoft.CodeAnalysis.Text;

namespace StageGen.Modeling.Profiles;

/// <summary>Takes the members of an object one by one, and says what is missing, of the wrong kind, or not known.</summary>
internal sealed class ProfileMembers
{
    private readonly JsonValue value;
    private readonly string what;
    private readonly List<ProfileProblem> problems;
    private readonly HashSet<string> taken = [];

    public ProfileMembers(JsonValue value, string what, List<ProfileProblem> problems)
    {
        (this.value, this.what, this.problems) = (value, what, problems);
        if (value.Kind != JsonKind.Object) Wrong(value.Span, what + " is an object, in braces");
    }

    public string Text(string name, out TextSpan span)
    {
        var member = Take(name, JsonKind.Text, "a text");
        span = member?.Span ?? value.Span;
        return member?.Text ?? "";
    }

    public IReadOnlyList<JsonValue> List(string name) => Take(name, JsonKind.List, "a list")?.Items ?? [];

    public JsonValue? Object(string name) => Take(name, JsonKind.Object, "an object");

    /// <summary>A number of at least 0; NaN where it is missing though it may be.</summary>
    public double Number(string name, bool mayBeMissing = false)
    {
        if (mayBeMissing && value.Members.All(member => member.Name != name))
        {
            _ = taken.Add(name);
            return double.NaN;
        }
        if (Take(name, JsonKind.Number, "a number") is not { } found) return 0;
        if (found.Number < 0 || double.IsInfinity(found.Number)) Wrong(found.Span, "'" + name + "' is a number of at least 0");
        return found.Number;
    }

    public int Whole(string name, int least)
    {
        double number = Number(name);
        if (number == Math.Floor(number) && number >= least && number <= int.MaxValue) return (int)number;
        if (value.Members.FirstOrDefault(member => member.Name == name) is { Value.Kind: JsonKind.Number } member)
            Wrong(member.Value.Span, "'" + name + "' is a whole number of at least " + least.ToString(CultureInfo.InvariantCulture));
        return least;
    }

    /// <summary>Says which members nobody has taken.</summary>
    public void NoMore()
    {
        foreach (var member in value.Members.Where(member => !taken.Contains(member.Name)))
            Wrong(member.NameSpan,
                what + " has no '" + member.Name + "'; it has " + string.Join(", ", taken.OrderBy(name => name, StringComparer.Ordinal)));
    }

    private JsonValue? Take(string name, JsonKind kind, string said)
    {
        _ = taken.Add(name);
        if (value.Kind != JsonKind.Object) return null;
        if (value.Members.FirstOrDefault(member => member.Name == name)?.Value is not { } found)
        {
            Wrong(new TextSpan(value.Span.Start, 1), what + " lacks '" + name + "'");
            return null;
        }
        if (found.Kind == kind) return found;
        Wrong(found.Span, "'" + name + "' is " + said);
        return null;
    }

    private void Wrong(TextSpan span, string message) => problems.Add(new ProfileProblem(span, message));
}
