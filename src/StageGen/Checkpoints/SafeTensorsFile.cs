using System.Buffers.Binary;
using System.Text.Json;
using TorchSharp;

namespace StageGen;

/// <summary>A file of named tensors as the safetensors format has it: a header that says what is where, and the bytes.</summary>
internal sealed class SafeTensorsFile
{
    private const string Metadata = "__metadata__";
    private const int Piece = 64 << 20;

    private static readonly (torch.ScalarType Type, string Name, int Bytes)[] Types =
    [
        (torch.ScalarType.Float32, "F32", 4), (torch.ScalarType.Float64, "F64", 8), (torch.ScalarType.Float16, "F16", 2),
        (torch.ScalarType.BFloat16, "BF16", 2),
        (torch.ScalarType.Int64, "I64", 8), (torch.ScalarType.Int32, "I32", 4), (torch.ScalarType.Int16, "I16", 2),
        (torch.ScalarType.Int8, "I8", 1), (torch.ScalarType.Byte, "U8", 1), (torch.ScalarType.Bool, "BOOL", 1),
    ];

    private readonly long start;

    private SafeTensorsFile(string path, long start, IReadOnlyDictionary<string, Entry> entries, IReadOnlyDictionary<string, string> notes)
        => (Path, this.start, Entries, Notes) = (path, start, entries, notes);

    public string Path { get; }

    /// <summary>What is in it, by name.</summary>
    public IReadOnlyDictionary<string, Entry> Entries { get; }

    /// <summary>The texts that go with it.</summary>
    public IReadOnlyDictionary<string, string> Notes { get; }

    /// <summary>Writes a file, whole and through to the disk.</summary>
    public static void Write(string path, IReadOnlyList<(string Name, torch.Tensor Value)> tensors,
        IReadOnlyDictionary<string, string> notes)
    {
        using FileStream file = File.Create(path);
        byte[] header = Header(path, tensors, notes);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        file.Write(length);
        file.Write(header);
        foreach ((_, torch.Tensor value) in tensors)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            ForEachPiece(value.detach().cpu().contiguous(), bytes => file.Write(bytes));
        }

        file.Flush(flushToDisk: true);
    }

    /// <summary>Reads what is in a file, and not the tensors yet.</summary>
    /// <exception cref="InvalidDataException">It is no such file, or not all of it.</exception>
    public static SafeTensorsFile Open(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            Span<byte> length = stackalloc byte[8];
            file.ReadExactly(length);
            long header = BinaryPrimitives.ReadInt64LittleEndian(length);
            if (header < 2 || header > file.Length - 8)
            {
                throw new InvalidDataException("its header is longer than the file");
            }

            byte[] text = new byte[header];
            file.ReadExactly(text);
            using JsonDocument json = JsonDocument.Parse(text);
            var entries = new Dictionary<string, Entry>(StringComparer.Ordinal);
            var notes = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (JsonProperty property in json.RootElement.EnumerateObject())
            {
                if (property.Name == Metadata)
                {
                    notes = property.Value.EnumerateObject()
                        .ToDictionary(note => note.Name, note => note.Value.GetString()!, StringComparer.Ordinal);
                }
                else
                {
                    entries.Add(property.Name, Entry.Read(property.Value, file.Length - 8 - header));
                }
            }

            return new SafeTensorsFile(path, 8 + header, entries, notes);
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or JsonException
            or InvalidOperationException or KeyNotFoundException or FormatException or OverflowException)
        {
            throw new InvalidDataException($"'{path}' is no safetensors file, or damaged: {exception.Message}", exception);
        }
    }

    /// <summary>Reads tensors one after the other; each is the caller's until the next.</summary>
    public void Read(IEnumerable<string> names, Action<string, torch.Tensor> use)
    {
        using FileStream file = File.OpenRead(Path);
        foreach (string name in names)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            Entry entry = Entries[name];
            file.Position = start + entry.Begin;
            torch.Tensor tensor = torch.empty(entry.Shape, entry.Type);
            ForEachPiece(tensor, file.ReadExactly);
            use(name, tensor);
        }
    }

    private static byte[] Header(string path, IReadOnlyList<(string Name, torch.Tensor Value)> tensors,
        IReadOnlyDictionary<string, string> notes)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            json.WriteStartObject(Metadata);
            foreach ((string name, string note) in notes)
            {
                json.WriteString(name, note);
            }

            json.WriteEndObject();
            long offset = 0;
            foreach ((string name, torch.Tensor value) in tensors)
            {
                (_, string type, int bytes) = Types.FirstOrDefault(known => known.Type == value.dtype);
                if (type is null)
                {
                    throw new NotSupportedException($"'{path}': '{name}' is of type {value.dtype}, which safetensors files do not have.");
                }

                json.WriteStartObject(name);
                json.WriteString("dtype", type);
                WriteNumbers(json, "shape", value.shape);
                WriteNumbers(json, "data_offsets", [offset, offset += value.numel() * bytes]);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        // What follows begins at a multiple of eight.
        while (text.Length % 8 != 0)
        {
            text.WriteByte((byte)' ');
        }

        return text.ToArray();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, long[] numbers)
    {
        json.WriteStartArray(name);
        foreach (long number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }

    private delegate void Bytes(Span<byte> bytes);

    // A span holds two gigabytes at most, and a tensor may be larger.
    private static void ForEachPiece(torch.Tensor tensor, Bytes use)
    {
        torch.Tensor flat = tensor.view(-1);
        for (long from = 0; from < flat.numel(); from += Piece)
        {
            use(flat.narrow(0, from, Math.Min(Piece, flat.numel() - from)).bytes);
        }
    }

    /// <summary>A tensor in the file.</summary>
    /// <param name="Type">The type of its elements.</param>
    /// <param name="Shape">Its shape.</param>
    /// <param name="Begin">Where its bytes begin, behind the header.</param>
    public sealed record Entry(torch.ScalarType Type, long[] Shape, long Begin)
    {
        /// <summary>Its shape and type, for messages.</summary>
        public string Described => $"{Type} [{string.Join(", ", Shape)}]";

        internal static Entry Read(JsonElement json, long available)
        {
            string type = json.GetProperty("dtype").GetString()!;
            int known = Array.FindIndex(Types, one => one.Name == type);
            long[] shape = [.. json.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
            long[] offsets = [.. json.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64())];
            if (known < 0)
            {
                throw new InvalidDataException($"its type {type} is not known");
            }

            long bytes = shape.Aggregate((long)Types[known].Bytes, (product, size) => checked(product * size));
            if (offsets is not [var begin, var end] || begin < 0 || shape.Any(size => size < 0) || end - begin != bytes || end > available)
            {
                throw new InvalidDataException("a tensor lies outside the file, or has another size than its shape says");
            }

            return new Entry(Types[known].Type, shape, begin);
        }
    }
}
