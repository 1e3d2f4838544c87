using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Classification;
using Microsoft.CodeAnalysis.Text;

namespace StageGen.Ide.Tests.Pictures;

/// <summary>
/// Draws what an editor shows of a diagnostic, as an SVG: the source as the compiler classifies it,
/// a wavy line under the diagnostic's span, and below that line the message with the rule and the fix, as editors show a problem when one
/// goes to it. It follows the reader's light or dark mode.
/// </summary>
internal sealed class EditorPicture
{
    private const double Width = 940;
    private const double CharacterWidth = 7.8;
    private const double LineHeight = 21;
    private const double Bar = 38;
    private const double Gutter = 66;
    private const double Margin = 14;
    private const double MessageHeight = 19;
    private const int MessageColumns = 122;

    // Colours of the two modes, by what the compiler says a piece of text is.
    private const string Css = """
        .paper{fill:#ffffff}.bar{fill:#f0f0f0}.edge{stroke:#d4d4d4}.number{fill:#9a9a9a}.ink{fill:#1f1f1f}.dim{fill:#6a6a6a}.panel{fill:#fbf6e8;stroke:#c78c00}.wave{stroke:#bf8803}
        .warn{fill:#bf8803}.link{fill:#0563c1}.keyword{fill:#0000ff}.control{fill:#8f08c4}.type{fill:#267f99}.method{fill:#795e26}.name{fill:#001080}.constant{fill:#098658}.string{fill:#a31515}
        .comment{fill:#008000}
        @media (prefers-color-scheme:dark){.paper{fill:#1e1e1e}.bar{fill:#2d2d2d}.edge{stroke:#3c3c3c}.number{fill:#6e7681}.ink{fill:#d4d4d4}.dim{fill:#9d9d9d}.panel{fill:#2b2617;stroke:#cca700}
        .wave{stroke:#cca700}.warn{fill:#cca700}.link{fill:#4daafc}.keyword{fill:#569cd6}.control{fill:#c586c0}.type{fill:#4ec9b0}.method{fill:#dcdcaa}.name{fill:#9cdcfe}.constant{fill:#b5cea8}
        .string{fill:#ce9178}.comment{fill:#6a9955}}
        """;

    private readonly StringBuilder svg = new();
    private readonly SourceText text;
    private readonly string?[] classes;

    private EditorPicture(SourceText text, IEnumerable<ClassifiedSpan> spans)
    {
        this.text = text;
        classes = new string?[text.Length];
        foreach (ClassifiedSpan span in spans)
            if (Class(span.ClassificationType) is { } name) Array.Fill(classes, name, span.TextSpan.Start, span.TextSpan.Length);
    }

    /// <param name="document">The file.</param>
    /// <param name="diagnostic">What is shown, on one line of it.</param>
    /// <param name="fix">What the light bulb offers.</param>
    /// <param name="lines">The lines that are shown, from 0, both included.</param>
    public static async Task<string> Draw(Document document, Diagnostic diagnostic, string fix, (int First, int Last) lines)
    {
        SourceText text = await document.GetTextAsync();
        var picture = new EditorPicture(text, await Classifier.GetClassifiedSpansAsync(document, new TextSpan(0, text.Length)));
        return picture.Draw(document.Name, diagnostic, fix, lines);
    }

    private string Draw(string file, Diagnostic diagnostic, string fix, (int First, int Last) lines)
    {
        LinePositionSpan place = diagnostic.Location.GetLineSpan().Span;
        double y = Bar + 12;
        for (int line = lines.First; line <= lines.Last; line++, y += LineHeight)
        {
            Source(line, y);
            if (line != place.Start.Line) continue;
            Wave(place, y + 18);
            Bulb(y);
            y = Message(diagnostic, fix, y + LineHeight + 4);
        }

        double height = y + 12;
        string size = $"width=\"{N(Width)}\" height=\"{N(height)}\" viewBox=\"0 0 {N(Width)} {N(height)}\"";
        return $"<svg xmlns=\"http://www.w3.org/2000/svg\" {size} font-family=\"ui-monospace, 'Cascadia Code', Consolas, 'DejaVu Sans Mono', monospace\" font-size=\"13\">\n"
            + $"<title>{Escape($"{file}: {diagnostic.Id}: {diagnostic.GetMessage(CultureInfo.InvariantCulture)}")}</title>\n<style>{Css.ReplaceLineEndings("")}</style>\n"
            + $"<rect width=\"100%\" height=\"100%\" rx=\"8\" class=\"paper\"/>\n<path d=\"M0 {N(Bar)}V8a8 8 0 0 1 8-8H{N(Width - 8)}a8 8 0 0 1 8 8V{N(Bar)}z\" class=\"bar\"/>\n"
            + $"<rect x=\"{N(Margin)}\" y=\"7\" width=\"{N(file.Length * CharacterWidth + 32)}\" height=\"{N(Bar - 7)}\" rx=\"4\" class=\"paper\"/>\n"
            + $"{Text(Margin + 16, 27, "ink", file)}{svg}"
            + $"<rect x=\"0.5\" y=\"0.5\" width=\"{N(Width - 1)}\" height=\"{N(height - 1)}\" rx=\"8\" fill=\"none\" class=\"edge\"/>\n</svg>\n";
    }

    private void Source(int line, double y)
    {
        string number = (line + 1).ToString(CultureInfo.InvariantCulture);
        _ = svg.Append(Text(Gutter - 22 - number.Length * CharacterWidth, y + 15, "number", number));
        TextLine source = text.Lines[line];
        string content = source.ToString();
        int indent = content.Length - content.TrimStart().Length;
        if (indent == content.Length) return;

        // The width is said, so that the wavy line fits whatever font there is.
        string width = N((content.TrimEnd().Length - indent) * CharacterWidth);
        _ = svg.Append(
            $"<text x=\"{N(Gutter + indent * CharacterWidth)}\" y=\"{N(y + 15)}\" textLength=\"{width}\" xml:space=\"preserve\" class=\"ink\">");
        for (int start = indent; start < content.TrimEnd().Length;)
        {
            string? name = classes[source.Start + start];
            int end = start + 1;
            while (end < content.Length && (classes[source.Start + end] == name || content[end] == ' ')) end++;
            string piece = Escape(content[start..end]);
            _ = svg.Append(name is null ? piece : $"<tspan class=\"{name}\">{piece}</tspan>");
            start = end;
        }

        _ = svg.Append("</text>\n");
    }

    private void Wave(LinePositionSpan place, double y)
    {
        double from = Gutter + place.Start.Character * CharacterWidth, to = Gutter + place.End.Character * CharacterWidth;
        _ = svg.Append(CultureInfo.InvariantCulture, $"<path d=\"M{N(from)} {N(y)}");
        for (double x = from; x + 3 <= to; x += 6) _ = svg.Append("q1.5-3 3 0t3 0");
        _ = svg.Append("\" fill=\"none\" stroke-width=\"1.3\" class=\"wave\"/>\n");
    }

    private void Bulb(double y) => svg.Append(CultureInfo.InvariantCulture,
        $"<path d=\"M{N(Gutter - 12)} {N(y + 5)}a4 4 0 0 1 2.5 7v2h-5v-2a4 4 0 0 1 2.5-7zm-2 10.500h4\" class=\"warn\"/>\n");

    private double Message(Diagnostic diagnostic, string fix, double top)
    {
        var lines = Wrap(diagnostic.GetMessage(CultureInfo.InvariantCulture));
        double height = (lines.Count + 1) * MessageHeight + 18;
        _ = svg.Append(
            $"<rect x=\"{N(Gutter)}\" y=\"{N(top)}\" width=\"{N(Width - Gutter - Margin)}\" height=\"{N(height)}\" rx=\"3\" class=\"panel\"/>\n")
            .Append("<g font-family=\"system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif\">\n");
        double y = top + 22;
        string severity = diagnostic.Severity == DiagnosticSeverity.Error ? "error" : "warning";
        _ = svg.Append(Text(Gutter + 12, y, "warn", "⚠"))
            .Append($"<text x=\"{N(Gutter + 32)}\" y=\"{N(y)}\"><tspan class=\"dim\">{severity} </tspan><tspan class=\"link\">{diagnostic.Id}</tspan>")
            .Append($"<tspan class=\"dim\" dx=\"24\">Quick fix: </tspan><tspan class=\"link\">{Escape(fix)}</tspan></text>\n");
        foreach (string line in lines) _ = svg.Append(Text(Gutter + 32, y += MessageHeight, "ink", line));
        _ = svg.Append("</g>\n");
        return top + height - LineHeight + 6;
    }

    private static List<string> Wrap(string message)
    {
        var lines = new List<string> { "" };
        foreach (string word in message.Split(' '))
        {
            if (lines[^1].Length + word.Length >= MessageColumns) lines.Add("");
            lines[^1] += lines[^1].Length == 0 ? word : " " + word;
        }

        return lines;
    }

    private static string? Class(string classification) => classification switch
    {
        ClassificationTypeNames.Keyword => "keyword",
        ClassificationTypeNames.ControlKeyword => "control",
        ClassificationTypeNames.ClassName or ClassificationTypeNames.StructName or ClassificationTypeNames.EnumName => "type",
        ClassificationTypeNames.InterfaceName or ClassificationTypeNames.DelegateName => "type",
        ClassificationTypeNames.MethodName or ClassificationTypeNames.ExtensionMethodName => "method",
        ClassificationTypeNames.FieldName or ClassificationTypeNames.PropertyName => "name",
        ClassificationTypeNames.ParameterName or ClassificationTypeNames.LocalName => "name",
        ClassificationTypeNames.NumericLiteral or ClassificationTypeNames.EnumMemberName or ClassificationTypeNames.ConstantName =>
            "constant",
        ClassificationTypeNames.StringLiteral or ClassificationTypeNames.VerbatimStringLiteral => "string",
        ClassificationTypeNames.Comment => "comment",
        _ => null,
    };

    private static string Text(double x, double y, string name, string content) =>
        $"<text x=\"{N(x)}\" y=\"{N(y)}\" class=\"{name}\">{Escape(content)}</text>\n";

    private static string Escape(string content) => System.Security.SecurityElement.Escape(content);

    private static string N(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
