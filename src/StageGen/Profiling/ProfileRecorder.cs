namespace StageGen;

/// <summary>Keeps the last steps of a pipeline for its profile, and writes that in the end.</summary>
internal sealed class ProfileRecorder
{
    // Enough for medians; what a step leaves behind is a few kilobytes.
    private const int Most = 64;
    private const int WarmUp = 3;
    private readonly string path;
    private readonly Queue<StepResult> steps = [];
    private ActivationMeter? meter;
    private int seen;

    /// <exception cref="ArgumentException">The file's name does not say what to write.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public ProfileRecorder(string path)
    {
        _ = ProfileFormat.Of(path);
        AtomicFile.CheckWritable(path);
        this.path = path;
    }

    /// <summary>
    /// What is to measure the memory of the step that comes next: of the second, when libtorch has set up what it keeps and no
    /// times are taken yet. Null otherwise.
    /// </summary>
    public ActivationMeter? MeterFor(Pipeline pipeline)
        => seen == 1 && meter is null ? meter = ActivationMeter.For(pipeline.Devices) : null;

    /// <summary>For each stage of the schedule the bytes that a microbatch holds there; null where unknown.</summary>
    public double[]? ActivationBytes(int stages) => meter?.BytesPerStage(stages);

    /// <summary>Takes a step; where memory was measured, its times are of no use.</summary>
    public void Add(StepResult step, bool timed)
    {
        seen++;
        if (timed)
        {
            steps.Enqueue(step);
        }

        // The first steps, in which libtorch warms up, go as soon as there are others.
        if (steps.Count > Most || seen is > WarmUp and <= 2 * WarmUp)
        {
            _ = steps.Dequeue();
        }
    }

    /// <summary>Writes what there is; nothing where no step has been trained.</summary>
    public void Write(Pipeline pipeline)
    {
        if (steps.Count > 0)
        {
            pipeline.Profile(steps).Save(path);
        }
    }
}
