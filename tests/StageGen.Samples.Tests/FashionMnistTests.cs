using Samples;
using Samples.Data;

namespace StageGen.Samples.Tests;

public sealed class FashionMnistTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    public FashionMnistTests() => SyntheticFashionMnist.Write(directory.Path);

    public void Dispose() => directory.Dispose();

    [Fact]
    public void All_four_files_are_read()
    {
        var data = FashionMnist.Load(directory.Path);
        Assert.Equal((120, 40), (data.Training.Count, data.Test.Count));
        Assert.Equal(3, data.Test.Labels[13]);
        using var images = data.Training.Images([5, 0]);
        Assert.Equal([2, 1, 28, 28], images.shape);
        Assert.Equal(data.Training.Pixel(5).ToArray().Select(pixel => pixel / 255f), images.data<float>().Take(28 * 28));
    }

    [Fact]
    public void A_missing_directory_is_named() => Refused(Path.Combine(directory.Path, "gone"), "gone", "--data");

    [Fact]
    public void A_missing_file_is_named()
    {
        File.Delete(Path.Combine(directory.Path, "t10k-labels-idx1-ubyte.gz"));
        Refused(directory.Path, "t10k-labels-idx1-ubyte", "--data");
    }

    [Fact]
    public void Images_and_labels_that_do_not_belong_together_are_named()
        => Refused("train-labels-idx1-ubyte", SyntheticFashionMnist.Idx([3], [0, 1, 2]), "120 images", "3 labels",
            "train-labels-idx1-ubyte");

    [Fact]
    public void Images_of_another_size_are_named()
        => Refused("train-images-idx3-ubyte", SyntheticFashionMnist.Idx([1, 2, 3], new byte[6]), "2 × 3", "28 × 28",
            "train-images-idx3-ubyte");

    [Fact]
    public void A_label_that_is_no_class_is_named()
        => Refused("train-labels-idx1-ubyte", SyntheticFashionMnist.Idx([120], [.. Enumerable.Repeat((byte)10, 120)]),
            "label 10", "0 to 9");

    [Fact]
    public void An_epoch_draws_every_image_once_and_a_seed_the_same_order()
    {
        var images = FashionMnist.Load(directory.Path).Training;
        var drawn = images.Shuffled(50, seed: 3).Take(12).SelectMany(indices => indices).ToArray();
        Assert.All(drawn.Chunk(120), epoch => Assert.Equal(Enumerable.Range(0, 120), epoch.Order()));
        Assert.NotEqual(drawn[..120], drawn[120..240]);
        Assert.Equal(drawn, images.Shuffled(50, seed: 3).Take(12).SelectMany(indices => indices));
    }

    private void Refused(string file, byte[] bytes, params string[] said)
    {
        File.WriteAllBytes(Path.Combine(directory.Path, file), bytes);
        Refused(directory.Path, said);
    }

    private static void Refused(string from, params string[] said)
    {
        var message = Assert.Throws<UserException>(() => FashionMnist.Load(from)).Message;
        Assert.All(said, words => Assert.Contains(words, message, StringComparison.Ordinal));
    }
}
