namespace StageGen;

/// <summary>
/// The order in which the devices of a pipeline work through their microbatches. All schedules give the same loss and the
/// same gradients; they differ in idle time (the bubble) and in how many activations each device holds at once.
/// </summary>
/// <remarks>
/// Bubbles are given for p devices, m microbatches, v stages a device and equal costs of forward (F), input gradient (I) and
/// weight gradient (W), as shares of a step in which all devices start and end together. docs/schedules.md has pictures, exact
/// numbers, and when to choose which.
/// </remarks>
public enum PipelineSchedule
{
    /// <summary>
    /// Every device runs all forwards, then all backwards (Huang et al., "GPipe", 2019). The simplest schedule; every device
    /// holds the activations of all microbatches. Bubble (p − 1) / (m + p − 1).
    /// </summary>
    GPipe = 0,

    /// <summary>
    /// After a short warm-up every device alternates one forward and one backward (Narayanan et al., "PipeDream", 2019;
    /// "Memory-Efficient Pipeline-Parallel DNN Training", 2021). The same bubble as GPipe, but device d of p holds the
    /// activations of at most p − d microbatches. The default.
    /// </summary>
    OneForwardOneBackward = 1,

    /// <summary>
    /// 1F1B with several stages a device, dealt round the devices, so that a microbatch reaches the last device sooner
    /// (Narayanan et al., "Efficient Large-Scale Language Model Training on GPU Clusters", 2021). Bubble
    /// (p − 1) / (v·m + p − 1), for v times the transfers and somewhat more memory than 1F1B.
    /// </summary>
    Interleaved = 2,

    /// <summary>
    /// Several stages a device, each run for all microbatches before the next one (Lamy-Poirier, "Breadth-First Pipeline
    /// Parallelism", 2022). The bubble of <see cref="Interleaved"/>, the memory of GPipe; needs the weights of one stage at a time.
    /// </summary>
    LoopedBreadthFirst = 3,

    /// <summary>
    /// 1F1B, plain or interleaved, with the backward split: weight gradients fill the gaps (Qi et al., "Zero Bubble Pipeline
    /// Parallelism", 2024, ZB-H1). Bubble (p − 1) / (3·v·m + p − 1), with the memory of 1F1B.
    /// </summary>
    ZeroBubbleH1 = 4,

    /// <summary>
    /// ZB-H1 with a longer warm-up (Qi et al., 2024, ZB-H2): no gap on any device between its first and its last action, for
    /// the activations of 2p − 1 microbatches. Pays off where input gradients cost more than forwards or weight gradients.
    /// </summary>
    ZeroBubbleH2 = 5,

    /// <summary>
    /// Two stages a device in a V, backward split (Qi et al., "Pipeline Parallelism with Controllable Memory", 2024, ZB-V). Bubble
    /// (p − 1) / (6m + p − 1), with the memory of 1F1B on every device. The best named schedule where costs are even.
    /// </summary>
    ZeroBubbleV = 6,

    /// <summary>The V with about half the activations of 1F1B, and a bubble between 1F1B and ZB-V (Qi et al., 2024, V-Half).</summary>
    VHalf = 7,

    /// <summary>
    /// The V with about a third of the activations of 1F1B, the least a V can do with, and the bubble of about 1F1B (Qi et al., 2024,
    /// V-Min).
    /// </summary>
    VMin = 8,

    /// <summary>
    /// Two stages a device in a V, forwards of one microbatch paired with backwards of another, so that transfers hide behind
    /// compute (DeepSeek-AI, "DualPipe", 2025; cut in half by Qi et al.). Only the ends split the backward.
    /// </summary>
    DualPipeV = 9,

    /// <summary>Forwards only, for prediction and evaluation.</summary>
    ForwardOnly = 10,

    /// <summary>
    /// The best schedule found for the costs at hand under the memory limit at hand: at least as good as every schedule above
    /// that fits, and proven valid like them. In a pipeline the costs are a profile's or the compiler's estimates; equal where neither is
    /// known.
    /// </summary>
    Auto = 11,
}
