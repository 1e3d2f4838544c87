namespace Samples.Text;

/// <summary>The characters a model knows, most frequent first. Entry 0 stands for all the others.</summary>
public sealed class Vocabulary
{
    /// <summary>How many entries a vocabulary has at most, the replacement included.</summary>
    public const int MaxSize = 96;

    /// <summary>What a character outside the vocabulary is read as.</summary>
    public const char Replacement = '\uFFFD';

    private readonly char[] characters;
    private readonly Dictionary<char, byte> numbers;

    private Vocabulary(char[] characters)
    {
        this.characters = characters;
        numbers = characters.Select((c, i) => (c, i)).ToDictionary(p => p.c, p => (byte)p.i);
    }

    /// <summary>How many entries there are.</summary>
    public int Size => characters.Length;

    /// <summary>The most frequent characters of <paramref name="text"/>; of equally frequent ones the lower code comes first.</summary>
    public static Vocabulary Of(string text, int maxSize = MaxSize)
    {
        var counts = new int[char.MaxValue + 1];
        foreach (var c in text) counts[c]++;
        counts[Replacement] = 0;
        var frequent = Enumerable.Range(0, counts.Length).Where(c => counts[c] > 0)
            .OrderByDescending(c => counts[c]).ThenBy(c => c).Take(maxSize - 1).Select(c => (char)c);
        return new Vocabulary([Replacement, .. frequent]);
    }

    /// <summary>The entry of a character.</summary>
    public byte Encode(char character) => numbers.GetValueOrDefault(character);

    /// <summary>The entries of a text's characters.</summary>
    public byte[] Encode(string text)
    {
        var table = new byte[char.MaxValue + 1];
        foreach (var (character, number) in numbers) table[character] = number;
        var encoded = new byte[text.Length];
        for (var i = 0; i < text.Length; i++) encoded[i] = table[text[i]];
        return encoded;
    }

    /// <summary>The character of an entry.</summary>
    public char Decode(long entry) => characters[entry];
}
