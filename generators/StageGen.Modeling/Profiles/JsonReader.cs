using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace StageGen.Modeling.Profiles;

/// <summary>
/// Reads JSON as RFC 8259 has it and not a bit more, and keeps the place of everything. A compiler that loads an analyzer may have any
/// System.Text.Json or none, so this is our own.
/// </summary>
internal sealed class JsonReader
{
    /// <summary>Deeper nesting than any of our files has; beyond it the stack would be at stake.</summary>
    private const int MostNested = 32;

    private readonly string text;
    private int at;

    private JsonReader(string text) => this.text = text;

    /// <summary>Reads a whole text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="problem">Where it is no JSON, what is wrong and where.</param>
    public static JsonValue? Read(string text, out (TextSpan Span, string Message) problem)
    {
        var reader = new JsonReader(text);
        problem = default;
        try
        {
            if (text.StartsWith("\uFEFF", StringComparison.Ordinal)) reader.at = 1;
            var value = reader.Value(0);
            reader.Blank();
            if (reader.at < text.Length) throw reader.Fails("the end of the file was expected here");
            return value;
        }
        catch (Damage damage)
        {
            problem = (damage.Span, damage.Message);
            return null;
        }
    }

    private JsonValue Value(int depth)
    {
        Blank();
        if (depth > MostNested) throw Fails("it is nested too deep");
        if (at == text.Length) throw Fails("the file ends here, in the middle of something");
        int start = at;
        switch (text[at])
        {
            case '{':
                return new JsonValue(JsonKind.Object, default) { Members = Members(depth) } with { Span = From(start) };
            case '[':
                return new JsonValue(JsonKind.List, default) { Items = Items(depth) } with { Span = From(start) };
            case '"':
                return new JsonValue(JsonKind.Text, default) { Text = String() } with { Span = From(start) };
            case 't':
                return Word("true", JsonKind.Boolean);
            case 'f':
                return Word("false", JsonKind.Boolean);
            case 'n':
                return Word("null", JsonKind.Null);
            default:
                return Number();
        }
    }

    private List<JsonMember> Members(int depth)
    {
        var members = new List<JsonMember>();
        at++;
        Blank();
        if (Skip('}')) return members;
        do
        {
            Blank();
            int start = at;
            if (at == text.Length || text[at] != '"') throw Fails("a name in quotes was expected here");
            string name = String();
            var span = From(start);
            if (members.Any(member => member.Name == name)) throw new Damage(span, "'" + name + "' is here for the second time");
            Blank();
            if (!Skip(':')) throw Fails("':' was expected here");
            members.Add(new JsonMember(name, span, Value(depth + 1)));
            Blank();
        }
        while (Skip(','));
        if (!Skip('}')) throw Fails("',' or '}' was expected here");
        return members;
    }

    private List<JsonValue> Items(int depth)
    {
        var items = new List<JsonValue>();
        at++;
        Blank();
        if (Skip(']')) return items;
        do
        {
            items.Add(Value(depth + 1));
            Blank();
        }
        while (Skip(','));
        if (!Skip(']')) throw Fails("',' or ']' was expected here");
        return items;
    }

    private string String()
    {
        var content = new StringBuilder();
        int start = at++;
        while (at < text.Length && text[at] != '"')
        {
            char letter = text[at++];
            if (letter < ' ') throw new Damage(new TextSpan(at - 1, 1), "a text goes on over the end of its line");
            if (letter != '\\')
            {
                _ = content.Append(letter);
                continue;
            }
            if (at == text.Length) break;
            int escape = "\"\\/bfnrt".IndexOf(text[at]);
            if (escape >= 0)
            {
                _ = content.Append("\"\\/\b\f\n\r\t"[escape]);
                at++;
            }
            else if (text[at] == 'u' && at + 5 <= text.Length
                && ushort.TryParse(text.Substring(at + 1, 4), NumberStyles.AllowHexSpecifier,
                    CultureInfo.InvariantCulture, out ushort code))
            {
                _ = content.Append((char)code);
                at += 5;
            }
            else throw new Damage(new TextSpan(at - 1, 2), "there is no such escape");
        }
        if (at == text.Length) throw new Damage(TextSpan.FromBounds(start, at), "a text has no end");
        at++;
        return content.ToString();
    }

    private JsonValue Number()
    {
        int start = at;
        _ = Skip('-');
        if (!Skip('0')) Digits();
        if (Skip('.')) Digits();
        if (Skip('e') || Skip('E'))
        {
            if (!Skip('-')) _ = Skip('+');
            Digits();
        }
        return new JsonValue(JsonKind.Number, From(start))
        {
            Number = double.TryParse(text.Substring(start, at - start), NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
                ? number
                : double.PositiveInfinity,
        };
    }

    private void Digits()
    {
        int start = at;
        while (at < text.Length && text[at] is >= '0' and <= '9') at++;
        if (at == start) throw Fails("a value was expected here");
    }

    private JsonValue Word(string word, JsonKind kind)
    {
        if (string.CompareOrdinal(text, at, word, 0, word.Length) != 0) throw Fails("a value was expected here");
        at += word.Length;
        return new JsonValue(kind, new TextSpan(at - word.Length, word.Length)) { Text = word };
    }

    private bool Skip(char letter)
    {
        if (at == text.Length || text[at] != letter) return false;
        at++;
        return true;
    }

    private void Blank()
    {
        while (at < text.Length && text[at] is ' ' or '\t' or '\n' or '\r') at++;
    }

    private TextSpan From(int start) => TextSpan.FromBounds(start, at);

    private Damage Fails(string message) => new(new TextSpan(at, at < text.Length ? 1 : 0), message);

    private sealed class Damage(TextSpan span, string message) : Exception(message)
    {
        public TextSpan Span { get; } = span;
    }
}
