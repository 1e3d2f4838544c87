namespace StageGen;

/// <summary>The forms a profile can be written in, told by the end of the file's name.</summary>
internal static class ProfileFormat
{
    private static readonly (string Extension, Func<PipelineProfile, string> Render)[] Formats =
    [
        (".html", profile => profile.ToHtml()),
        (".svg", profile => profile.ToSvg()),
        (".json", profile => profile.ToTrace()),
        (".csv", profile => profile.ToCsv()),
    ];

    /// <summary>How to write a profile to a file of this name.</summary>
    /// <exception cref="ArgumentException">The name ends in nothing that is known.</exception>
    public static Func<PipelineProfile, string> Of(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        string extension = Path.GetExtension(path);
        foreach ((string known, Func<PipelineProfile, string> render) in Formats)
        {
            if (known.Equals(extension, StringComparison.OrdinalIgnoreCase))
            {
                return render;
            }
        }

        throw new ArgumentException(
            $"A profile cannot be written to '{path}': the name ends in '{extension}'. End it in .html (a page to zoom in), .svg (a picture), "
            + ".json (a trace for ui.perfetto.dev) or .csv (the measured costs, for dotnet stagegen simulate --profile).");
    }
}
