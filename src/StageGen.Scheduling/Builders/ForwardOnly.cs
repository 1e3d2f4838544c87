namespace StageGen.Scheduling;

/// <summary>Forwards only, in rounds over the stages of a device.</summary>
internal static class ForwardOnly
{
    public static void Program(DeviceProgram device)
    {
        var rounds = new MicrobatchRounds(device);
        foreach (var (chunk, microbatch) in rounds.Forward) device.Forward(microbatch, chunk);
    }
}
