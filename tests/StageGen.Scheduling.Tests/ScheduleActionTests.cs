namespace StageGen.Scheduling.Tests;

public class ScheduleActionTests
{
    [Theory]
    [InlineData("1F0", ActionKind.Forward, 1, 0)]
    [InlineData("2I1", ActionKind.InputGradient, 2, 1)]
    [InlineData("0W3", ActionKind.WeightGradient, 0, 3)]
    [InlineData("12B345", ActionKind.Backward, 12, 345)]
    public void Reads_and_writes_torch_notation(string text, ActionKind kind, int stage, int microbatch)
    {
        var action = new ScheduleAction(kind, stage, microbatch);
        Assert.Equal(text, action.ToString());
        Assert.Equal(action, ScheduleAction.Parse(" " + text + " "));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("F")]
    [InlineData("1F")]
    [InlineData("F1")]
    [InlineData("-1F0")]
    [InlineData("1X0")]
    [InlineData("1F0F")]
    [InlineData("1 F 0")]
    [InlineData("99999999999F0")]
    public void Refuses_anything_else(string? text) => Assert.False(ScheduleAction.TryParse(text, out _));

    [Fact]
    public void Parse_says_what_an_action_looks_like()
    {
        var exception = Assert.Throws<FormatException>(() => ScheduleAction.Parse("1X0"));
        Assert.Contains("'1X0'", exception.Message);
        Assert.Contains("as in 1F0", exception.Message);
    }
}
