using System.Buffers.Binary;
using System.IO.Compression;
using Samples.Data;

namespace StageGen.Samples.Tests;

/// <summary>Files in the form of Fashion-MNIST's, small and made up: each class is a rectangle of its own size.</summary>
internal static class SyntheticFashionMnist
{
    /// <summary>Writes the four files; those of the test images gzipped, those of the training images not.</summary>
    public static void Write(string directory, int training = 120, int test = 40)
    {
        foreach (var (part, count, gzip) in new[] { ("train", training, false), ("t10k", test, true) })
        {
            var random = new Random(count);
            var labels = Enumerable.Range(0, count).Select(i => (byte)(i % FashionMnist.Classes.Count)).ToArray();
            var pixels = labels.SelectMany(label => Rectangle(label, random)).ToArray();
            WriteFile(directory, $"{part}-images-idx3-ubyte", Idx([count, FashionMnist.Side, FashionMnist.Side], pixels), gzip);
            WriteFile(directory, $"{part}-labels-idx1-ubyte", Idx([count], labels), gzip);
        }
    }

    /// <summary>The bytes of an IDX file of unsigned bytes.</summary>
    public static byte[] Idx(int[] shape, byte[] elements)
    {
        var header = new byte[4 + 4 * shape.Length];
        (header[2], header[3]) = (0x08, (byte)shape.Length);
        for (var i = 0; i < shape.Length; i++) BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 + 4 * i), shape[i]);
        return [.. header, .. elements];
    }

    public static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress)) gzip.Write(bytes);
        return packed.ToArray();
    }

    private static void WriteFile(string directory, string name, byte[] bytes, bool gzip)
        => File.WriteAllBytes(Path.Combine(directory, gzip ? name + ".gz" : name), gzip ? Gzip(bytes) : bytes);

    private static byte[] Rectangle(int label, Random random)
    {
        var pixels = new byte[FashionMnist.Side * FashionMnist.Side];
        var (bright, width, height) = ((byte)random.Next(80, 256), 6 + label + random.Next(4), 24 - label);
        for (var row = 2; row < 2 + height; row++) pixels.AsSpan(row * FashionMnist.Side + 2, width).Fill(bright);
        return pixels;
    }
}
