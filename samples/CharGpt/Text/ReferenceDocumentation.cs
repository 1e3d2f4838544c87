using System.Diagnostics;
using System.Text;
using System.Xml;

namespace Samples.Text;

/// <summary>
/// The corpus every machine that can build this program has: the XML reference documentation of .NET itself, which ships in the
/// SDK's reference packs. Many megabytes of English on <c>summary</c>, <c>param</c>, <c>returns</c> and <c>exception</c>.
/// </summary>
public static class ReferenceDocumentation
{
    private const string Pack = "Microsoft.NETCore.App.Ref";

    /// <summary>Reads the newest reference pack of this machine's SDK.</summary>
    /// <exception cref="UserException">No SDK with a reference pack is found.</exception>
    public static Corpus Load()
    {
        var tried = new List<string>();
        foreach (var root in SdkRoots())
        {
            if (tried.Contains(root)) continue;
            tried.Add(root);
            if (NewestPack(root) is { } pack) return Read(pack);
        }
        throw new UserException(
            $"No XML documentation was found in the .NET SDK's packs/{Pack} (looked in: {string.Join(", ", tried)}). " +
            "Give a text of your own: --text PATH, or set DOTNET_ROOT to the SDK's directory.");
    }

    /// <summary>
    /// The distinct paragraphs of all files under <paramref name="pack"/>, file by file in ordinal order, up to
    /// <see cref="Corpus.MaxCharacters"/>. Distinct, as thousands of members share a sentence: a model that has learnt those by
    /// heart would shine on the validation text for no merit.
    /// </summary>
    public static Corpus Read(string pack)
    {
        var text = new StringBuilder();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in Files(pack).Order(StringComparer.Ordinal))
        {
            using var reader = File.OpenText(file);
            try
            {
                foreach (var paragraph in XmlDocumentation.Paragraphs(reader))
                {
                    if (text.Length + paragraph.Length >= Corpus.MaxCharacters) break;
                    if (seen.Add(paragraph)) text.Append(paragraph).Append('\n');
                }
            }
            catch (XmlException e)
            {
                throw new UserException($"'{file}' is not well-formed XML: {e.Message} Give a text of your own: --text PATH.", e);
            }
        }
        if (text.Length == 0)
            throw new UserException($"The documentation files under '{pack}' hold no text. Give a text of your own: --text PATH.");
        return new Corpus($".NET reference documentation {Path.GetFileName(pack)}", text.ToString());
    }

    /// <summary>
    /// Where the SDK may be, most telling first: what the environment says, what runs this program, what <c>dotnet</c> says.
    /// </summary>
    private static IEnumerable<string> SdkRoots()
    {
        if (Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } variable) yield return Path.GetFullPath(variable);
        // dotnet run and dotnet test tell where their host is.
        if (Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host) yield return Directory(host);
        if (Environment.ProcessPath is { } process && Path.GetFileNameWithoutExtension(process) == "dotnet")
            yield return Directory(process);
        // The core library is in ROOT/shared/Microsoft.NETCore.App/VERSION.
        if (typeof(object).Assembly.Location is { Length: > 0 } library)
            yield return Path.GetFullPath(Path.Combine(library, "..", "..", "..", ".."));
        foreach (var root in ListedSdks()) yield return root;

        static string Directory(string file) =>
            Path.GetDirectoryName(File.ResolveLinkTarget(file, true)?.FullName ?? Path.GetFullPath(file))!;
    }

    /// <summary>The roots in <c>dotnet --list-sdks</c>, whose lines read <c>10.0.100 [/usr/share/dotnet/sdk]</c>.</summary>
    private static IReadOnlyList<string> ListedSdks()
    {
        try
        {
            using var dotnet = Process.Start(new ProcessStartInfo("dotnet", "--list-sdks") { RedirectStandardOutput = true })!;
            var lines = dotnet.StandardOutput.ReadToEnd()
                .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            return [.. lines.Where(l => l.EndsWith(']')).Select(l => Path.GetDirectoryName(l[(l.IndexOf('[') + 1)..^1])!).Reverse()];
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or IOException)
        {
            return []; // no dotnet on the path
        }
    }

    private static string? NewestPack(string root)
    {
        var packs = Path.Combine(root, "packs", Pack);
        if (!Directory.Exists(packs)) return null;
        return Directory.EnumerateDirectories(packs).Where(p => Files(p).Any()).MaxBy(p => Version(Path.GetFileName(p)));
    }

    /// <summary><c>10.0.2</c> before <c>10.0.12</c>, and <c>11.0.0-preview.1</c> before <c>11.0.0</c>.</summary>
    private static (Version, int) Version(string name)
    {
        var dash = name.IndexOf('-');
        var number = System.Version.TryParse(dash < 0 ? name : name[..dash], out var version) ? version : new Version();
        return (number, dash < 0 ? 1 : 0);
    }

    private static IEnumerable<string> Files(string pack)
    {
        var reference = Path.Combine(pack, "ref");
        return Directory.Exists(reference) ? Directory.EnumerateFiles(reference, "*.xml", SearchOption.AllDirectories) : [];
    }
}
