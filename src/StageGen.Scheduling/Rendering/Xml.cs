namespace StageGen.Scheduling;

/// <summary>Escaping for SVG and HTML.</summary>
internal static class Xml
{
    public static string Text(string text) =>
        text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;").Replace("\"", "&quot;").Replace("'", "&#39;");
}
