using System.Text;
using System.Xml;

namespace Samples.Text;

/// <summary>Turns an XML documentation file into the English in it: one line a summary, parameter, return value or exception.</summary>
public static class XmlDocumentation
{
    /// <summary>
    /// The paragraphs of an XML documentation file, in the file's order: tags stripped, entities decoded, whitespace folded;
    /// a reference (<c>see cref</c>, <c>paramref</c> …) reads as the name it points to.
    /// </summary>
    public static IEnumerable<string> Paragraphs(TextReader xml)
    {
        // doc / members / member / summary, param, returns …: a paragraph is what is at this depth.
        const int paragraph = 3;
        using var reader = XmlReader.Create(xml, new XmlReaderSettings { IgnoreComments = true, DtdProcessing = DtdProcessing.Ignore });
        var text = new StringBuilder();
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element when reader.IsEmptyElement && reader.Depth > paragraph:
                    text.Append(Reference(reader) ?? " ");
                    break;
                case XmlNodeType.Element when reader.Depth > paragraph && reader.Name is "para" or "item" or "description":
                    text.Append(' ');
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace
                    when reader.Depth > paragraph:
                    text.Append(reader.Value);
                    break;
                case XmlNodeType.EndElement when reader.Depth == paragraph:
                    if (Folded(text) is { Length: > 0 } line) yield return line;
                    text.Clear();
                    break;
            }
        }
    }

    private static string? Reference(XmlReader element)
    {
        if (element.GetAttribute("langword") is { } word) return word;
        if (element.GetAttribute("name") is { } name) return name;
        return element.GetAttribute("cref") is { } member ? ShortName(member) : element.GetAttribute("href");
    }

    /// <summary><c>M:System.String.Join``1(System.String,…)</c> reads as <c>Join</c>.</summary>
    private static string ShortName(string member)
    {
        var end = member.AsSpan().IndexOfAny('(', '`', '~');
        // The tick of a generic type may stand before the member's own name: T:List`1.Enumerator
        while (end >= 0 && member[end] == '`' && member.IndexOf('.', end) is var dot and > 0)
        {
            var next = member.AsSpan(dot).IndexOfAny('(', '`', '~');
            if (member.IndexOf('(', end) is var open and >= 0 && open < dot) break;
            end = next < 0 ? -1 : dot + next;
        }
        var path = end < 0 ? member : member[..end];
        return path[(path.LastIndexOfAny(['.', ':']) + 1)..].Replace("#ctor", "constructor", StringComparison.Ordinal);
    }

    private static string Folded(StringBuilder text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var chunk in text.GetChunks())
        {
            foreach (var c in chunk.Span)
            {
                if (!char.IsWhiteSpace(c)) folded.Append(c);
                else if (folded.Length > 0 && folded[^1] != ' ') folded.Append(' ');
            }
        }
        return folded.ToString().TrimEnd();
    }
}
