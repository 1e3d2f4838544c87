using Samples.Vision;

namespace StageGen.Samples.Tests;

/// <summary>The whole program, through its command line, on made-up images.</summary>
[Collection(OneAtATime.Name)]
public sealed class VisionProgramTests : IDisposable
{
    private static readonly SampleProgram Program = new(VisionCommand.RunAsync);
    private readonly TemporaryDirectory directory = new();

    public VisionProgramTests() => SyntheticFashionMnist.Write(directory.Path);

    public void Dispose()
    {
        directory.Dispose();
        File.Delete(VisionProgram.TimelineFile);
    }

    private string Small => $"--data {directory.Path} --width 16 --batch 20 --microbatches 4";

    [Fact]
    public async Task The_unet_learns_to_see_through_the_noise()
    {
        var (output, json) = await Program.Succeeds($"{Small} --task unet --steps 60");
        Assert.Contains("Measured", output, StringComparison.Ordinal);
        Assert.InRange(json.GetProperty("test_iou").GetDouble(), json.GetProperty("threshold_iou").GetDouble(), 1);
        Assert.InRange(json.GetProperty("threshold_iou").GetDouble(), 0.1, 0.95);
        Assert.StartsWith("<svg", await File.ReadAllTextAsync(VisionProgram.TimelineFile), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_resnet_learns_the_classes()
    {
        var (_, json) = await Program.Succeeds($"{Small} --task resnet --steps 80");
        Assert.Equal(0.1, json.GetProperty("majority_accuracy").GetDouble(), 6);
        Assert.InRange(json.GetProperty("test_accuracy").GetDouble(), 0.3, 1);
        Assert.Equal("resnet", json.GetProperty("task").GetString());
    }

    [Theory]
    [InlineData("unet", "--devices 1")]
    [InlineData("unet", "--devices 2 --schedule 1f1b")]
    [InlineData("unet", "--devices 4 --schedule gpipe")]
    [InlineData("unet", "--devices 4 --schedule zb-h1")]
    [InlineData("unet", "--devices 2 --batch 11 --microbatches 3")]
    [InlineData("resnet", "--devices 2 --schedule gpipe")]
    [InlineData("resnet", "--devices 4 --schedule 1f1b")]
    [InlineData("resnet", "--devices 2 --schedule interleaved-1f1b")]
    [InlineData("resnet", "--devices 3 --batch 11 --microbatches 3 --schedule zb-h1")]
    public async Task Compared_with_the_unsplit_model_every_bit_is_the_same(string task, string how)
        => await Program.EqualsTheUnsplitModel($"--data {directory.Path} --width 16 --task {task} --steps 5 {Whole(how)}");

    [Theory]
    [InlineData("--task segment", "--task segment", "unet", "resnet")]
    [InlineData("--width 0", "--width is 0")]
    [InlineData("--test-images 0", "--test-images is 0")]
    [InlineData("--steps 0", "--steps is 0")]
    [InlineData("--batch 3 --microbatches 8", "--batch 3", "--microbatches 8")]
    [InlineData("--devices 5", "5 devices", "4 stages")]
    [InlineData("--schedule zigzag", "zigzag", "1f1b")]
    public async Task A_value_that_cannot_work_is_named(string arguments, params string[] said)
        => await Program.Refuses($"--data {directory.Path} {arguments}", said);

    [Fact]
    public async Task Data_that_is_not_there_is_named() => await Program.Refuses($"--data {directory.Path}/gone", "gone", "--data");

    private static string Whole(string how)
        => how.Contains("--batch", StringComparison.Ordinal) ? how : how + " --batch 16 --microbatches 8";
}
