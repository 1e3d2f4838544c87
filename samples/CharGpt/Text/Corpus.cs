using System.Text;

namespace Samples.Text;

/// <summary>The text a model is trained on.</summary>
/// <param name="Source">Where it comes from, for people to read.</param>
/// <param name="Text">The text itself, lines ended by <c>\n</c>.</param>
public sealed record Corpus(string Source, string Text)
{
    /// <summary>How much of a text is read: enough for hours of training, and loaded in a second.</summary>
    public const int MaxCharacters = 16_000_000;

    /// <summary>Reads <paramref name="path"/>, or the .NET SDK's reference documentation when it is null.</summary>
    /// <exception cref="UserException">There is no text to be had; the message names the file.</exception>
    public static Corpus Load(string? path) => path is null ? ReferenceDocumentation.Load() : FromFile(path);

    /// <summary>Reads a UTF-8 file, up to <see cref="MaxCharacters"/>.</summary>
    public static Corpus FromFile(string path)
    {
        if (Directory.Exists(path)) throw new UserException($"'{path}' is a directory; --text takes one text file.");
        try
        {
            using var reader = new StreamReader(path, new UTF8Encoding(false, throwOnInvalidBytes: true));
            var text = new StringBuilder();
            var buffer = new char[1 << 16];
            int read;
            while (text.Length < MaxCharacters && (read = reader.ReadBlock(buffer)) > 0) text.Append(buffer, 0, read);
            var name = Path.GetFileName(path);
            if (text.Length >= MaxCharacters) name += $" (its first {MaxCharacters:N0} characters)";
            var content = text.ToString(0, Math.Min(text.Length, MaxCharacters)).ReplaceLineEndings("\n");
            return string.IsNullOrWhiteSpace(content)
                ? throw new UserException($"'{path}' is empty; give --text a file with text in it, or leave --text out.")
                : new Corpus(name, content);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UserException($"There is no file '{path}'; give --text an existing one, or leave --text out.", e);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException or NotSupportedException)
        {
            throw new UserException($"'{path}' cannot be read: {e.Message.TrimEnd('.')}. Give --text a file you may read.", e);
        }
        catch (DecoderFallbackException e)
        {
            throw new UserException($"'{path}' is not UTF-8 text; convert it (iconv -t utf-8), or give --text another file.", e);
        }
        catch (ArgumentException e)
        {
            throw new UserException($"'{path}' is no file name; give --text the path of a text file.", e);
        }
    }
}
