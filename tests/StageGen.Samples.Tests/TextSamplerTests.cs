using Samples.Text;
using Samples.Training;
using static TorchSharp.torch;

namespace StageGen.Samples.Tests;

[Collection(OneAtATime.Name)]
public sealed class TextSamplerTests
{
    private static readonly Vocabulary Letters = Vocabulary.Of("aaabbc");

    /// <summary>A model that is sure: after a comes b, after b comes c, after c comes a.</summary>
    private static Tensor Next(Tensor ids) => nn.functional.one_hot(ids % 3 + 1, 4).to_type(ScalarType.Float32) * 100;

    [Fact]
    public void A_model_that_is_sure_is_followed()
        => Assert.Equal("bcabc", TextSampler.Write(Next, Letters, context: 4, prompt: "a", length: 5, temperature: 1, seed: 1));

    [Fact]
    public void The_model_never_sees_more_than_its_context()
    {
        var longest = 0L;
        _ = TextSampler.Write(ids => { longest = Math.Max(longest, ids.size(1)); return Next(ids); }, Letters, 4, "abc", 9, 1, 1);
        Assert.Equal(4, longest);
    }

    [Fact]
    public void The_replacement_is_never_written()
        => Assert.DoesNotContain(
            Vocabulary.Replacement,
            TextSampler.Write(ids => zeros([1, ids.size(1), 4]), Letters, 4, "a", 200, temperature: 1, seed: 3));
}
