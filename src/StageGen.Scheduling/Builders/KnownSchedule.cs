namespace StageGen.Scheduling;

/// <summary>A schedule with a name: what it is called, what it needs, and how it is built.</summary>
internal sealed class KnownSchedule
{
    private const int Any = int.MaxValue;

    private readonly Func<string, int, int, int, Schedule> build;

    private KnownSchedule(
        PipelineSchedule kind, string title, string name, int least, int usual, int most, bool loop,
        Func<string, int, int, int, Schedule> build)
    {
        (Kind, Title, Name, LeastStages, DefaultStages, MostStages, IsLoop) = (kind, title, name, least, usual, most, loop);
        this.build = build;
    }

    /// <summary>All of them, in the order of <see cref="PipelineSchedule"/>.</summary>
    public static IReadOnlyList<KnownSchedule> All { get; } =
    [
        Loop(PipelineSchedule.GPipe, "GPipe", "gpipe", 1, 1, 1, FillDrain.Program),
        Loop(PipelineSchedule.OneForwardOneBackward, "1F1B", "1f1b", 1, 1, 1, OneForwardOneBackward.Program),
        Loop(PipelineSchedule.Interleaved, "Interleaved 1F1B", "interleaved-1f1b", 1, 2, Any, Interleaved.Program),
        Loop(PipelineSchedule.LoopedBreadthFirst, "Looped BFS", "looped-bfs", 1, 2, Any, LoopedBreadthFirst.Program),
        Loop(PipelineSchedule.ZeroBubbleH1, "ZB-H1", "zb-h1", 1, 1, Any, ZeroBubbleH.H1),
        Loop(PipelineSchedule.ZeroBubbleH2, "ZB-H2", "zb-h2", 1, 1, 1, ZeroBubbleH.H2),
        V(PipelineSchedule.ZeroBubbleV, "ZB-V", "zb-v", ZeroBubbleV.Program),
        new(PipelineSchedule.VHalf, "V-Half", "v-half", 2, 2, 2, false,
            (title, devices, microbatches, _) => ControllableMemoryV.Half(title, devices, microbatches)),
        new(PipelineSchedule.VMin, "V-Min", "v-min", 2, 2, 2, false,
            (title, devices, microbatches, _) => ControllableMemoryV.Min(title, devices, microbatches)),
        V(PipelineSchedule.DualPipeV, "DualPipeV", "dualpipe-v", DualPipeV.Program),
        Loop(PipelineSchedule.ForwardOnly, "Forward only", "forward-only", 1, 1, Any, ForwardOnly.Program),
        new(PipelineSchedule.Auto, "Auto", "auto", 1, 2, Any, true, (_, devices, microbatches, stages) =>
            Schedules.Auto(devices, microbatches, stages, ScheduleCosts.Uniform(devices * stages))),
    ];

    public PipelineSchedule Kind { get; }

    public string Title { get; }

    public string Name { get; }

    public int LeastStages { get; }

    public int DefaultStages { get; }

    public int MostStages { get; }

    /// <summary>Whether stages go round the devices; else they go down and up.</summary>
    public bool IsLoop { get; }

    /// <summary>Whether the schedule trains and has a rule of its own.</summary>
    public bool Trains => Kind is not (PipelineSchedule.Auto or PipelineSchedule.ForwardOnly);

    public static KnownSchedule Of(PipelineSchedule kind) =>
        All.FirstOrDefault(known => known.Kind == kind)
        ?? throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a member of PipelineSchedule.");

    public bool Allows(int stagesPerDevice) => stagesPerDevice >= LeastStages && stagesPerDevice <= MostStages;

    public StageMap Map(int devices, int stagesPerDevice) =>
        IsLoop ? StageMap.Loop(devices, stagesPerDevice) : StageMap.V(devices, stagesPerDevice);

    public Schedule Build(int devices, int microbatches, int stagesPerDevice) => build(Title, devices, microbatches, stagesPerDevice);

    private static KnownSchedule Loop(PipelineSchedule kind, string title, string name, int least, int usual, int most,
        Action<DeviceProgram> program) =>
            new(kind, title, name, least, usual, most, true, (title, devices, microbatches, stages) =>
                Schedules.Record(title, StageMap.Loop(devices, stages), microbatches, program));

    private static KnownSchedule V(PipelineSchedule kind, string title, string name, Action<DeviceProgram> program) =>
        new(kind, title, name, 2, 2, 2, false, (title, devices, microbatches, stages) =>
            Schedules.Record(title, StageMap.V(devices, stages), microbatches, program));
}
