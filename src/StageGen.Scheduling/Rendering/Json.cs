using System.Text;

namespace StageGen.Scheduling;

/// <summary>Text as JSON, safe inside a script element too.</summary>
internal static class Json
{
    public static string Text(string text)
    {
        var json = new StringBuilder("\"");
        foreach (var letter in text)
        {
            _ = letter switch
            {
                '"' => json.Append("\\\""),
                '\\' => json.Append("\\\\"),
                < ' ' or '<' or '>' or '&' or '\u2028' or '\u2029' =>
                    json.Append("\\u").Append(((int)letter).ToString("x4", System.Globalization.CultureInfo.InvariantCulture)),
                _ => json.Append(letter),
            };
        }
        return json.Append('"').ToString();
    }
}
