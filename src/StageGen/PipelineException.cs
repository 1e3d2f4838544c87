using StageGen.Scheduling;

namespace StageGen;

/// <summary>
/// A step failed. Says where: stage, device and microbatch. The exception that the stage threw is <see cref="Exception.InnerException"/>.
/// The step is undone (no weight has changed, all gradients are cleared) and the pipeline can be used again; only when an
/// optimizer threw may weights on other devices have changed, which the message then says.
/// </summary>
public sealed class PipelineException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">The whole message.</param>
    /// <param name="inner">What the stage threw.</param>
    public PipelineException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>The declared stages that ran fused where it failed, ascending; empty when the failure belongs to no stage.</summary>
    public IReadOnlyList<int> Stages { get; init; } = [];

    /// <summary>The device as the pipeline was given it: <c>cpu</c>, <c>cuda:0</c> …; null when the failure belongs to no device.</summary>
    public string? Device { get; init; }

    /// <summary>The device's place in the pipeline, from 0; −1 when the failure belongs to no device.</summary>
    public int DeviceIndex { get; init; } = -1;

    /// <summary>The microbatch, from 0; −1 when the failure belongs to none.</summary>
    public int Microbatch { get; init; } = -1;

    /// <summary>What the device was doing; null outside the schedule, as in the optimizer's step.</summary>
    public ActionKind? Action { get; init; }
}
