using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.Text;

namespace StageGen.Generators.Tests.Support;

/// <summary>A source with the places where diagnostics belong marked in it: <c>{|SG0016:code|}</c>.</summary>
internal sealed record Marked(string Source, IReadOnlyList<(string Rule, TextSpan Span)> Places)
{
    private static readonly Regex Mark = new(@"\{\|(?<rule>SG\d{4}):|\|\}", RegexOptions.CultureInvariant);

    public static Marked Parse(string text)
    {
        text = text.ReplaceLineEndings("\n");
        var source = new StringBuilder();
        var open = new Stack<(string Rule, int Start)>();
        var places = new List<(string, TextSpan)>();
        int last = 0;
        foreach (Match match in Mark.Matches(text))
        {
            source.Append(text, last, match.Index - last);
            last = match.Index + match.Length;
            if (match.Groups["rule"].Success) open.Push((match.Groups["rule"].Value, source.Length));
            else
            {
                var (rule, start) = open.Pop();
                places.Add((rule, TextSpan.FromBounds(start, source.Length)));
            }
        }
        Assert.Empty(open);
        return new Marked(source.Append(text, last, text.Length - last).ToString(), places);
    }
}
