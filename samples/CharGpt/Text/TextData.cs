namespace Samples.Text;

/// <summary>A corpus made ready: its vocabulary, the characters to train on and, never trained on, those to validate with.</summary>
public sealed class TextData
{
    /// <summary>The share of the text, at its end, that is kept for validation.</summary>
    private const double ValidationShare = 0.05;

    public required Corpus Corpus { get; init; }
    public required Vocabulary Vocabulary { get; init; }

    /// <summary>Vocabulary entries, one a character.</summary>
    public required ReadOnlyMemory<byte> Training { get; init; }

    /// <summary>Vocabulary entries of the text's end.</summary>
    public required ReadOnlyMemory<byte> Validation { get; init; }

    /// <summary>
    /// The entropy of the corpus when every character is guessed from its frequency alone, in bits per character: what a
    /// model that has learnt nothing about the order of letters can reach.
    /// </summary>
    public required double UnigramBits { get; init; }

    /// <summary>Encodes a corpus and splits it.</summary>
    /// <param name="corpus">The text.</param>
    /// <param name="context">How many characters a sample has; either part must hold one more.</param>
    /// <exception cref="UserException">The text is too short for even one sample.</exception>
    public static TextData From(Corpus corpus, int context)
    {
        var vocabulary = Vocabulary.Of(corpus.Text);
        var encoded = vocabulary.Encode(corpus.Text);
        // At least one sample to validate with, and one to train on.
        var validation = Math.Max((int)(encoded.Length * ValidationShare), context + 1);
        if (encoded.Length - validation < context + 1)
        {
            throw new UserException(
                $"'{corpus.Source}' has {encoded.Length} characters; a context of {context} needs at least {2 * (context + 1)}. " +
                "Give --text a longer file, or --context a smaller number.");
        }
        return new TextData
        {
            Corpus = corpus,
            Vocabulary = vocabulary,
            Training = encoded.AsMemory(0, encoded.Length - validation),
            Validation = encoded.AsMemory(encoded.Length - validation),
            UnigramBits = EntropyInBits(encoded),
        };
    }

    /// <summary>−Σ p log₂ p over the frequencies p of the values in <paramref name="encoded"/> (Shannon, 1948).</summary>
    public static double EntropyInBits(ReadOnlySpan<byte> encoded)
    {
        var counts = new long[byte.MaxValue + 1];
        foreach (var value in encoded) counts[value]++;
        var bits = 0.0;
        foreach (var count in counts)
        {
            if (count == 0) continue;
            var p = (double)count / encoded.Length;
            bits -= p * Math.Log2(p);
        }
        return bits;
    }
}
