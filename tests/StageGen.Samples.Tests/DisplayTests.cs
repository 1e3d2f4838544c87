using Samples.Display;
using Samples.Training;

namespace StageGen.Samples.Tests;

public sealed class DisplayTests
{
    [Fact]
    public void A_chart_is_as_high_and_wide_as_asked()
    {
        Assert.Equal(["██   4.00", "██  ", "███ ", "████ 0"], LossChart.Rows([4, 4, 2, 1], width: 40, height: 4));
        Assert.All(LossChart.Rows([.. Enumerable.Repeat(1.0, 1000)], width: 40, height: 4), row => Assert.InRange(row.Length, 0, 40));
    }

    [Fact]
    public void The_learning_rate_rises_to_its_peak_and_falls_to_a_tenth()
    {
        var rate = new LearningRate(Peak: 1, Steps: 100);
        Assert.Equal(0.2, rate.At(0), 12);
        Assert.Equal(1, rate.At(5), 12);
        Assert.Equal(1, Enumerable.Range(0, 100).Max(rate.At), 12);
        Assert.Equal(0.1, rate.At(100), 12);
        Assert.All(Enumerable.Range(5, 94), step => Assert.True(rate.At(step + 1) < rate.At(step)));
    }
}
