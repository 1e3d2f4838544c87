namespace StageGen;

/// <summary>
/// The order in which the devices of a pipeline work through their microbatches. All schedules give the same loss and the
/// same gradients; they differ in idle time (the bubble) and in how many activations each device holds at once.
/// </summary>
public enum PipelineSchedule
{
    /// <summary>
    /// Every device runs all forwards, then all backwards (Huang et al., "GPipe", 2019). The simplest schedule; every device
    /// holds the activations of all microbatches.
    /// </summary>
    GPipe = 0,

    /// <summary>
    /// After a short warm-up every device alternates one forward and one backward (Narayanan et al., "PipeDream", 2019;
    /// "Memory-Efficient Pipeline-Parallel DNN Training", 2021). The same bubble as GPipe, but device d of p holds the
    /// activations of at most p − d microbatches. The default.
    /// </summary>
    OneForwardOneBackward = 1,
}
