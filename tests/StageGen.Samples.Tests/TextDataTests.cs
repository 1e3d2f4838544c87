using Samples;
using Samples.Text;

namespace StageGen.Samples.Tests;

public sealed class TextDataTests
{
    [Fact]
    public void The_most_frequent_characters_are_known_and_the_others_replaced()
    {
        var vocabulary = Vocabulary.Of("aaabbc", maxSize: 3);
        Assert.Equal(3, vocabulary.Size);
        Assert.Equal([1, 2, 0, 0], vocabulary.Encode("abcz"));
        Assert.Equal("ab" + Vocabulary.Replacement, string.Concat(new long[] { 1, 2, 0 }.Select(vocabulary.Decode)));
        Assert.Equal(vocabulary.Encode("abcz"), "abcz".Select(vocabulary.Encode));
    }

    [Fact]
    public void Of_equally_frequent_characters_the_lower_code_comes_first()
        => Assert.Equal([1, 2, 3], Vocabulary.Of("cab").Encode("abc"));

    [Fact]
    public void A_vocabulary_never_exceeds_its_size()
        => Assert.Equal(Vocabulary.MaxSize, Vocabulary.Of(string.Concat(Enumerable.Range('A', 500).Select(c => (char)c))).Size);

    [Fact]
    public void The_entropy_is_that_computed_by_hand()
    {
        // p = 1/2, 1/4, 1/4: 1/2 · 1 + 1/4 · 2 + 1/4 · 2
        Assert.Equal(1.5, TextData.EntropyInBits([1, 1, 2, 3]), 12);
        Assert.Equal(0, TextData.EntropyInBits([7, 7, 7]), 12);
        // p = 2/3, 1/3: log₂ 3 − 2/3
        Assert.Equal(Math.Log2(3) - 2.0 / 3, TextData.EntropyInBits([0, 0, 1]), 12);
    }

    [Fact]
    public void The_end_of_the_text_is_kept_for_validation()
    {
        var data = TextData.From(new Corpus("test", new string('a', 950) + new string('b', 50)), context: 8);
        Assert.Equal(950, data.Training.Length);
        Assert.Equal(50, data.Validation.Length);
        Assert.DoesNotContain(data.Vocabulary.Encode('b'), data.Training.ToArray());
        Assert.All(data.Validation.ToArray(), id => Assert.Equal(data.Vocabulary.Encode('b'), id));
    }

    [Fact]
    public void A_text_just_long_enough_will_do_and_one_character_less_will_not()
    {
        var data = TextData.From(new Corpus("test", new string('a', 18)), context: 8);
        Assert.Equal((9, 9), (data.Training.Length, data.Validation.Length));
        var exception = Assert.Throws<UserException>(() => TextData.From(new Corpus("small.txt", new string('a', 17)), context: 8));
        Assert.Contains("small.txt", exception.Message, StringComparison.Ordinal);
        Assert.Contains("at least 18", exception.Message, StringComparison.Ordinal);
        Assert.Contains("--context", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Targets_are_the_characters_that_follow()
    {
        var text = Enumerable.Range(0, 200).Select(i => (byte)i).ToArray();
        foreach (var batch in Batches.Random(text, batch: 3, context: 5, seed: 7).Take(20).Concat(Batches.Even(text, 3, 5, 100)))
        {
            using var own = batch;
            Assert.Equal(batch.Inputs[0].shape, batch.Targets.shape);
            Assert.Equal(batch.Inputs[0].data<long>().Select(id => id + 1), batch.Targets.data<long>());
        }
    }

    [Fact]
    public void A_text_of_one_sample_can_be_drawn_from()
    {
        using var batch = Batches.Random(new byte[] { 1, 2, 3 }, batch: 2, context: 2, seed: 1).First();
        Assert.Equal([1, 2, 1, 2], batch.Inputs[0].data<long>().ToArray());
        Assert.Equal([2, 3, 2, 3], batch.Targets.data<long>().ToArray());
    }

    [Fact]
    public void The_same_seed_draws_the_same_batches()
    {
        var text = Enumerable.Range(0, 200).Select(i => (byte)i).ToArray();
        Assert.Equal(Drawn(1), Drawn(1));
        Assert.NotEqual(Drawn(1), Drawn(2));

        long[] Drawn(int seed) => [.. Batches.Random(text, 4, 6, seed).Take(5).SelectMany(batch => batch.Inputs[0].data<long>().ToArray())];
    }

    [Fact]
    public void Validation_samples_do_not_overlap_and_the_last_batch_may_be_smaller()
    {
        var text = Enumerable.Range(0, 101).Select(i => (byte)i).ToArray();
        var batches = Batches.Even(text, batch: 4, context: 10, samples: 100).Select(batch => batch.Inputs[0]).ToArray();
        Assert.Equal([4, 4, 2], batches.Select(ids => ids.size(0)));
        Assert.Equal(Enumerable.Range(0, 100).Select(i => (long)i), batches.SelectMany(ids => ids.data<long>().ToArray()));
    }
}
