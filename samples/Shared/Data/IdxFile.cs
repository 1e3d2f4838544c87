using System.Buffers.Binary;
using System.IO.Compression;

namespace Samples.Data;

/// <summary>
/// Reads arrays of bytes in the IDX format of the MNIST databases (LeCun, Cortes and Burges, "The MNIST database"): two zero bytes,
/// the element type, the number of dimensions, each dimension as a big-endian int32, then the elements. Gzipped or not.
/// </summary>
/// <param name="Shape">The dimensions, slowest first.</param>
/// <param name="Elements">The elements, row by row.</param>
public sealed record IdxFile(IReadOnlyList<int> Shape, byte[] Elements)
{
    private const byte UnsignedByte = 0x08;
    private const int MostElements = 1 << 30;

    /// <summary>Reads a file that must have so many dimensions.</summary>
    /// <exception cref="UserException">The file cannot be read, or is not what it should be; the message names it.</exception>
    public static IdxFile Read(string path, int dimensions)
    {
        try
        {
            using var file = File.OpenRead(path);
            using Stream stream = IsGzip(file) ? new GZipStream(file, CompressionMode.Decompress) : file;
            return Read(stream, path, dimensions);
        }
        catch (EndOfStreamException e)
        {
            throw new UserException($"'{path}' ends too early: its header promises more. Fetch the file again.", e);
        }
        catch (InvalidDataException e)
        {
            throw new UserException($"'{path}' is damaged and cannot be unpacked: {e.Message} Fetch the file again.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"'{path}' cannot be read: {e.Message}", e);
        }
    }

    private static bool IsGzip(FileStream file)
    {
        var gzip = file.ReadByte() == 0x1f && file.ReadByte() == 0x8b;
        file.Position = 0;
        return gzip;
    }

    private static IdxFile Read(Stream stream, string path, int dimensions)
    {
        var magic = new byte[4];
        stream.ReadExactly(magic);
        if (magic[0] != 0 || magic[1] != 0)
            throw new UserException($"'{path}' is no IDX file: it begins with {Convert.ToHexString(magic)}, and IDX files with 0000.");
        if (magic[2] != UnsignedByte)
            throw new UserException($"'{path}' has elements of type 0x{magic[2]:X2}; only unsigned bytes (0x08) are read here.");
        if (magic[3] != dimensions)
            throw new UserException($"'{path}' has {magic[3]} dimensions; {dimensions} are expected. Are images and labels mixed up?");

        var shape = new int[dimensions];
        var elements = 1L;
        var size = new byte[4];
        for (var i = 0; i < dimensions; i++)
        {
            stream.ReadExactly(size);
            shape[i] = BinaryPrimitives.ReadInt32BigEndian(size);
            if (shape[i] < 1) throw new UserException($"'{path}' has a dimension of {shape[i]}; each must be at least 1.");
            elements *= shape[i];
            if (elements > MostElements)
                throw new UserException(
                    $"'{path}' promises more than {MostElements:N0} elements; its header is damaged. Fetch the file again.");
        }
        return new IdxFile(shape, ReadElements(stream, path, elements));
    }

    /// <summary>Reads piece by piece, so that a false header does not make it allocate what is not there.</summary>
    private static byte[] ReadElements(Stream stream, string path, long count)
    {
        using var elements = new MemoryStream();
        var piece = new byte[1 << 16];
        while (elements.Length < count)
        {
            var read = stream.Read(piece, 0, (int)Math.Min(piece.Length, count - elements.Length));
            if (read == 0)
                throw new UserException($"'{path}' ends after {elements.Length:N0} of {count:N0} elements. Fetch the file again.");
            elements.Write(piece, 0, read);
        }
        if (stream.ReadByte() >= 0) throw new UserException($"'{path}' goes on after its {count:N0} elements; it is no whole IDX file.");
        return elements.ToArray();
    }
}
