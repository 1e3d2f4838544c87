using System.Text;
using Samples.Text;
using static TorchSharp.torch;

namespace Samples.Training;

/// <summary>Has a model write text, one character after the other.</summary>
public static class TextSampler
{
    /// <summary>Goes on from <paramref name="prompt"/>; the same seed gives the same text.</summary>
    /// <param name="predict">From characters <c>[1, length]</c> to logits <c>[1, length, vocabulary]</c>.</param>
    /// <param name="vocabulary">The model's characters.</param>
    /// <param name="context">How many characters the model sees at most.</param>
    /// <param name="prompt">What to go on from; at least one character.</param>
    /// <param name="length">How many characters to write.</param>
    /// <param name="temperature">Below 1 the likely characters become likelier; above 1 it grows bolder.</param>
    /// <param name="seed">Where the random numbers start.</param>
    public static string Write(
        Func<Tensor, Tensor> predict, Vocabulary vocabulary, int context, string prompt, int length, double temperature, int seed)
    {
        var random = new Random(seed);
        var ids = vocabulary.Encode(prompt).Select(b => (long)b).ToList();
        var text = new StringBuilder(length);
        for (var i = 0; i < length; i++)
        {
            using var scope = NewDisposeScope();
            var seen = ids.TakeLast(context).ToArray();
            var logits = predict(tensor(seen, [1, seen.Length]))[0, -1];
            var probabilities = (logits / temperature).softmax(0).cpu().data<float>().ToArray();
            probabilities[0] = 0; // the replacement is no character
            var next = Draw(probabilities, random.NextDouble());
            ids.Add(next);
            text.Append(vocabulary.Decode(next));
        }
        return text.ToString();
    }

    /// <summary>The entry at which the running sum passes <paramref name="at"/> of the whole.</summary>
    private static int Draw(float[] probabilities, double at)
    {
        var left = at * probabilities.Sum(p => (double)p);
        for (var i = 0; i < probabilities.Length; i++)
        {
            left -= probabilities[i];
            if (left < 0) return i;
        }
        return Array.IndexOf(probabilities, probabilities.Max());
    }
}
