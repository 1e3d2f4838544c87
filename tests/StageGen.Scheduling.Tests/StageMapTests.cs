namespace StageGen.Scheduling.Tests;

public class StageMapTests
{
    [Fact]
    public void Loop_goes_round() => Assert.Equal("0 1 2 0 1 2", StageMap.Loop(3, 2).ToString());

    [Fact]
    public void V_goes_down_and_up() => Assert.Equal("0 1 2 3 3 2 1 0", StageMap.V(4).ToString());

    [Fact]
    public void Zigzag_repeats_the_V() => Assert.Equal("0 1 1 0 0 1 1 0", StageMap.V(2, 4).ToString());

    [Fact]
    public void Custom_is_taken_as_written()
    {
        var map = StageMap.Custom(1, 0, 1);
        Assert.Equal((2, 3, 2), (map.Devices, map.Stages, map.StagesPerDevice));
        Assert.Equal([0, 2], map.StagesOf(1));
        Assert.Equal(0, map.DeviceOf(1));
    }

    [Fact]
    public void A_device_without_stages_is_refused() =>
        Assert.Contains("Device 1 of 3 has no stage", Assert.Throws<ArgumentException>(() => StageMap.Custom(0, 2)).Message);
}
