using System.Globalization;
using System.Net;

namespace StageGen.Tool;

/// <summary>A piece of SVG and the room it takes.</summary>
/// <param name="Width">How wide it is.</param>
/// <param name="Height">How high it is.</param>
/// <param name="Body">What is drawn, from the point (0, 0).</param>
internal sealed record Picture(double Width, double Height, string Body)
{
    /// <summary>About how wide a letter is, for a size of the font.</summary>
    public static double Letter(double size) => size * 0.58;

    public static string N(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    public static string Escape(string text) => WebUtility.HtmlEncode(text);

    /// <summary>Text that is not longer than there is room.</summary>
    public static string Fit(string text, double width, double size)
    {
        int most = Math.Max(1, (int)(width / Letter(size)));
        return text.Length <= most ? text : text[..(most - 1)] + "…";
    }

    public static string Text(double x, double y, string text, string colour, string more = "") =>
        text.Length == 0 ? "" : $"<text x=\"{N(x)}\" y=\"{N(y)}\" class=\"{colour}\"{more}>{Escape(text)}</text>\n";

    /// <summary>The picture elsewhere in another one.</summary>
    public string At(double x, double y) => $"<g transform=\"translate({N(x)} {N(y)})\">\n{Body}</g>\n";

    /// <summary>The picture by itself.</summary>
    /// <param name="head">What stands before it, as its styles.</param>
    public string ToSvg(string head = "") =>
        $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{N(Width)}\" height=\"{N(Height)}\" viewBox=\"0 0 {N(Width)} {N(Height)}\" "
        + $"font-family=\"system-ui, sans-serif\" font-size=\"12\">\n{head}{Body}</svg>\n";
}
