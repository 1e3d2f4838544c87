namespace StageGen;

/// <summary>Files that are there wholly or not at all: written beside their place, then moved into it.</summary>
internal static class AtomicFile
{
    /// <summary>Writes a file, making its folder if need be; an older one is replaced only once the new one is complete.</summary>
    /// <exception cref="IOException">It cannot be written; what was there before is still there.</exception>
    public static void Write(string path, string content)
    {
        string full = Path.GetFullPath(path);
        string beside = Beside(full);
        Explained(path, () =>
        {
            _ = Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            try
            {
                File.WriteAllText(beside, content);
                File.Move(beside, full, overwrite: true);
            }
            catch
            {
                File.Delete(beside);
                throw;
            }
        });
    }

    /// <summary>Finds out whether a file could be written, without touching one that is there.</summary>
    /// <exception cref="IOException">It could not.</exception>
    public static void CheckWritable(string path)
    {
        string full = Path.GetFullPath(path);
        string beside = Beside(full);
        Explained(path, () =>
        {
            if (Directory.Exists(full))
            {
                throw new IOException("It is a folder.");
            }

            _ = Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllText(beside, "");
            File.Delete(beside);
        });
    }

    private static string Beside(string full) => $"{full}.{Environment.ProcessId}.tmp";

    private static void Explained(string path, Action write)
    {
        try
        {
            write();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            string why = $"'{path}' cannot be written: {exception.Message} Choose another place, or make this one writable.";
            throw new IOException(why, exception);
        }
    }
}
