using Samples.TwoTowers;

namespace StageGen.Samples.Tests;

/// <summary>The whole program, through its command line, on made-up images.</summary>
[Collection(OneAtATime.Name)]
public sealed class TwoTowerProgramTests : IDisposable
{
    private static readonly SampleProgram Program = new(TwoTowerCommand.RunAsync);
    private readonly TemporaryDirectory directory = new();

    public TwoTowerProgramTests() => SyntheticFashionMnist.Write(directory.Path);

    public void Dispose()
    {
        directory.Dispose();
        File.Delete(TwoTowerProgram.TimelineFile);
    }

    private string Small => $"--data {directory.Path} --width 16 --features 16 --depth 2";

    [Fact]
    public async Task Images_learn_to_find_their_captions()
    {
        var (output, json) = await Program.Succeeds($"{Small} --batch 40 --microbatches 2 --steps 80");
        Assert.Contains("Both towers", output, StringComparison.Ordinal);
        Assert.Equal(1.0 / 40, json.GetProperty("chance").GetDouble(), 9);
        Assert.InRange(json.GetProperty("retrieval_accuracy").GetDouble(), 4 * json.GetProperty("chance").GetDouble(), 1);
        Assert.InRange(json.GetProperty("towers_together").GetDouble(), 0, 1);
    }

    [Theory]
    [InlineData("--devices 1")]
    [InlineData("--devices 2 --schedule gpipe")]
    [InlineData("--devices 3 --schedule 1f1b")]
    [InlineData("--devices 3 --schedule zb-h1")]
    public async Task Compared_with_the_unsplit_model_every_bit_is_the_same(string how)
        => await Program.EqualsTheUnsplitModel($"{Small} --batch 22 --microbatches 4 --steps 5 {how}");

    [Theory]
    [InlineData("--features 0", "--features is 0")]
    [InlineData("--depth 0", "--depth is 0")]
    [InlineData("--depth 1", "--depth is 1", "at least 2 blocks")]
    [InlineData("--batch 7 --microbatches 4", "--batch 7", "--microbatches 4", "at least 8")]
    [InlineData("--devices 4", "4 devices", "3 stages")]
    public async Task A_value_that_cannot_work_is_named(string arguments, params string[] said)
        => await Program.Refuses($"--data {directory.Path} {arguments}", said);
}
