using Samples.Data;

namespace Samples.TwoTowers;

/// <summary>Writes captions: one of several sentences, with one of several words for each attribute.</summary>
public static class CaptionGrammar
{
    private static readonly string[] Sentences =
    [
        "a {brightness} {breadth} {thing}",
        "this {thing} is {breadth} and {brightness}",
        "a photo of a {breadth} {thing} in {brightness} colours",
        "one {thing} , {brightness} , rather {breadth}",
    ];

    private static readonly string[] Bright = ["bright", "light", "pale"];
    private static readonly string[] Dark = ["dark", "deep", "dim"];
    private static readonly string[] Wide = ["wide", "broad"];
    private static readonly string[] Narrow = ["narrow", "slim"];

    /// <summary>Every word there can be, sorted; a word's number is its place here plus 1, and 0 is padding.</summary>
    public static IReadOnlyList<string> Words { get; } =
    [
        .. Sentences.SelectMany(sentence => sentence.Split(' ')).Where(word => !word.StartsWith('{'))
            .Concat(Bright).Concat(Dark).Concat(Wide).Concat(Narrow)
            .Concat(FashionMnist.Classes.SelectMany(name => name.Split(' ')))
            .Distinct().Order(StringComparer.Ordinal),
    ];

    /// <summary>How many words a caption has at most.</summary>
    public const int Length = 10;

    /// <summary>A caption that says what is meant, worded by chance.</summary>
    public static string Write(Meaning meaning, Random random) => Fill(
        Pick(Sentences, random), meaning, Pick(meaning.Bright ? Bright : Dark, random), Pick(meaning.Wide ? Wide : Narrow, random));

    /// <summary>The plainest caption that says what is meant.</summary>
    public static string Plain(Meaning meaning) => Fill(
        Sentences[0], meaning, meaning.Bright ? Bright[0] : Dark[0], meaning.Wide ? Wide[0] : Narrow[0]);

    /// <summary>The numbers of a caption's words, padded to <see cref="Length"/>.</summary>
    /// <exception cref="ArgumentException">A word is not among <see cref="Words"/>, or there are too many.</exception>
    public static long[] Encode(string caption)
    {
        var words = caption.Split(' ');
        if (words.Length > Length) throw new ArgumentException($"'{caption}' has {words.Length} words; {Length} fit.", nameof(caption));
        var numbers = new long[Length];
        for (var i = 0; i < words.Length; i++)
        {
            var place = Words.IndexOf(words[i]);
            numbers[i] = place >= 0 ? place + 1 : throw new ArgumentException($"'{words[i]}' is no word of the grammar.", nameof(caption));
        }
        return numbers;
    }

    private static string Fill(string sentence, Meaning meaning, string brightness, string breadth) => sentence
        .Replace("{thing}", FashionMnist.Classes[meaning.Class], StringComparison.Ordinal)
        .Replace("{brightness}", brightness, StringComparison.Ordinal)
        .Replace("{breadth}", breadth, StringComparison.Ordinal);

    private static string Pick(string[] words, Random random) => words[random.Next(words.Length)];

    private static int IndexOf(this IReadOnlyList<string> words, string word)
    {
        for (var i = 0; i < words.Count; i++)
        {
            if (words[i] == word) return i;
        }
        return -1;
    }
}
