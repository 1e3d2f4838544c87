using Samples.Data;
using Samples.TwoTowers;
using StageGen.Scheduling;
using TorchSharp;
using static TorchSharp.torch;

namespace StageGen.Samples.Tests;

[Collection(OneAtATime.Name)]
public sealed class TwoTowerTests
{
    [Fact]
    public void Devices_that_work_at_once_overlap_wholly_and_in_turn_not_at_all()
    {
        Assert.Equal(1, TowerOverlap.Of(Two((0, 2), (0, 4)), 0, 1), 12);
        Assert.Equal(0.5, TowerOverlap.Of(Two((0, 2), (1, 4)), 0, 1), 12);
        Assert.Equal(0, TowerOverlap.Of(Two((0, 2), (2, 4)), 0, 1), 12);

        static Timeline Two(params (double Start, double End)[] work) => new(
            "two", work.Select((span, device) => new[] { new TimedAction(new(ActionKind.Forward, device, 0), span.Start, span.End) }));
    }

    [Fact]
    public void Every_caption_of_every_meaning_can_be_encoded_and_fits()
    {
        var random = new Random(1);
        foreach (var meaning in Meaning.All)
        {
            for (var i = 0; i < 50; i++)
            {
                var caption = CaptionGrammar.Write(meaning, random);
                Assert.Contains(FashionMnist.Classes[meaning.Class], caption, StringComparison.Ordinal);
                Assert.DoesNotContain("{", caption, StringComparison.Ordinal);
                var numbers = CaptionGrammar.Encode(caption);
                Assert.Equal(caption, string.Join(' ', numbers.TakeWhile(n => n != 0).Select(n => CaptionGrammar.Words[(int)n - 1])));
            }
        }
    }

    [Fact]
    public void Meanings_are_numbered_without_gaps()
        => Assert.Equal(Enumerable.Range(0, Meaning.Count), Meaning.All.Select(meaning => meaning.Number));

    [Fact]
    public void A_word_outside_the_grammar_is_named()
        => Assert.Contains("'toaster'", Assert.Throws<ArgumentException>(() => CaptionGrammar.Encode("a bright toaster")).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Attributes_are_measured_against_the_class()
    {
        // Three images of class 0, 2 × 2: dark and narrow, in between, bright and wide.
        var images = new LabelledImages(2, 2, [100, 0, 100, 0, 150, 0, 150, 0, 200, 200, 0, 0], [0, 0, 0]);
        var attributes = ImageAttributes.From(images);
        Assert.Equal(new Meaning(0, Bright: false, Wide: false), attributes.Of(images, 0));
        Assert.Equal(new Meaning(0, Bright: true, Wide: true), attributes.Of(images, 2));
    }

    [Fact]
    public void The_loss_is_what_the_definition_says()
    {
        using var scope = NewDisposeScope();
        // Two pairs at right angles, each image with its caption: logits are Sharpness on the diagonal and 0 beside it.
        var pairs = tensor(new float[] { 1, 0, 1, 0, 0, 1, 0, 1 }, [2, 2, 2]);
        var apart = TwoTower.Loss(pairs, tensor(new long[] { 1, 2 })).ToDouble();
        Assert.Equal(Math.Log(1 + Math.Exp(-TwoTower.Sharpness)), apart, 5);
        // Captions that say the same: half the weight is wanted beside the diagonal.
        var alike = TwoTower.Loss(pairs, tensor(new long[] { 1, 1 })).ToDouble();
        Assert.Equal(Math.Log(1 + Math.Exp(-TwoTower.Sharpness)) + TwoTower.Sharpness / 2, alike, 4);
    }
}
