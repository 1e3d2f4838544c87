namespace StageGen.Scheduling;

/// <summary>
/// What a partition asks of devices and links: any layer in any stage, as long as values flow to later stages. A value goes straight
/// from the stage that computes it to every stage that reads it, and all that goes from one stage to another goes as one message.
/// </summary>
internal sealed class PartitionLoads
{
    private readonly PartitionSpace space;

    public PartitionLoads(PartitionSpace space, IReadOnlyList<int> stageOf)
    {
        this.space = space;
        Messages = space.Request.Graph is { } graph ? OfGraph(graph, stageOf) : OfChain(stageOf);
        (Forward, InputGradient, WeightGradient) = (new double[space.Stages], new double[space.Stages], new double[space.Stages]);
        (Compute, ParameterBytes, SendTime) = (new double[space.Stages], new double[space.Stages], new double[space.Stages]);
        Activations = Enumerable.Range(0, space.Devices).Select(device => new double[space.Map.StagesOf(device).Count]).ToArray();
        Lasting = new double[space.Devices];
        for (var layer = 0; layer < space.Layers; layer++)
        {
            var (stage, device) = (stageOf[layer], space.DeviceOf[stageOf[layer]]);
            var costs = space.Request.Layers[layer];
            Forward[stage] += costs.Forward / space.Speed[device];
            InputGradient[stage] += costs.InputGradient / space.Speed[device];
            WeightGradient[stage] += costs.WeightGradient / space.Speed[device];
            Compute[stage] += space.Work[layer] / space.Speed[device];
            ParameterBytes[stage] += costs.ParameterBytes;
            Activations[device][space.ChunkOf[stage]] += space.Activation[layer];
            Lasting[device] += space.Lasting[layer];
        }
        Device = new double[space.Devices];
        for (var stage = 0; stage < space.Stages; stage++) Device[space.DeviceOf[stage]] += Compute[stage];
        StageTime = [.. Compute];
        foreach (var (from, to, bytes) in Messages) Send(from, to, bytes);
        Peak = Enumerable.Range(0, space.Devices)
            .Select(device => Lasting[device] + space.Held.Peak(device, Activations[device])).ToArray();
        Score = new(
            Missing: Enumerable.Range(0, space.Devices).Max(device => Math.Max(0, Peak[device] - space.Capacity[device])),
            Bottleneck: Math.Max(Device.Max(), Links.Count == 0 ? 0 : Links.Values.Max()),
            Bytes: Messages.Where(Crosses).Sum(message => message.Bytes),
            Squares: StageTime.Sum(time => time * time));
    }

    /// <summary>What goes forward from stage to stage, on one device or between two.</summary>
    public IReadOnlyList<(int From, int To, double Bytes)> Messages { get; }

    /// <summary>For each stage the time of its layers' forwards.</summary>
    public double[] Forward { get; }

    /// <summary>For each stage the time of the first halves of its layers' backwards.</summary>
    public double[] InputGradient { get; }

    /// <summary>For each stage the time of the second halves of its layers' backwards.</summary>
    public double[] WeightGradient { get; }

    /// <summary>For each stage the time of all its layers do.</summary>
    public double[] Compute { get; }

    /// <summary>For each stage the time of what it sends to other devices.</summary>
    public double[] SendTime { get; }

    /// <summary>For each stage the bytes of its weights.</summary>
    public double[] ParameterBytes { get; }

    /// <summary>For each stage the time of its layers and, where transfers do not overlap, of what it sends.</summary>
    public double[] StageTime { get; }

    /// <summary>For each device the time of its stages.</summary>
    public double[] Device { get; }

    /// <summary>For each device, for each of its stages, the bytes of one microbatch's activations.</summary>
    public double[][] Activations { get; }

    /// <summary>For each device the bytes it holds throughout.</summary>
    public double[] Lasting { get; }

    /// <summary>For each device the most bytes it holds.</summary>
    public double[] Peak { get; }

    /// <summary>Time that a link between two devices is busy in one direction, where transfers overlap.</summary>
    public Dictionary<(int From, int To), double> Links { get; } = [];

    public PartitionScore Score { get; }

    public bool Crosses((int From, int To, double Bytes) message) => space.DeviceOf[message.From] != space.DeviceOf[message.To];

    private void Send(int from, int to, double bytes)
    {
        var (sender, receiver) = (space.DeviceOf[from], space.DeviceOf[to]);
        if (sender == receiver) return;
        var time = space.TransferTime(bytes);
        Charge(from, sender, receiver, time);
        if (space.Trains) Charge(to, receiver, sender, time);
    }

    private void Charge(int stage, int from, int to, double time)
    {
        SendTime[stage] += time;
        if (space.Request.TransfersOverlap)
        {
            Links[(from, to)] = time + (Links.TryGetValue((from, to), out var already) ? already : 0);
            return;
        }
        Device[from] += time;
        StageTime[stage] += time;
    }

    private List<(int, int, double)> OfChain(IReadOnlyList<int> stageOf)
    {
        var messages = new List<(int, int, double)>();
        for (var layer = 1; layer < space.Layers; layer++)
            if (stageOf[layer] != stageOf[layer - 1])
                messages.Add((stageOf[layer - 1], stageOf[layer], space.Request.Layers[layer - 1].CutBytes));
        return messages;
    }

    private static List<(int, int, double)> OfGraph(LayerGraph graph, IReadOnlyList<int> stageOf)
    {
        var bytes = new SortedDictionary<(int From, int To), double>();
        for (var layer = 0; layer < graph.Layers; layer++)
        {
            foreach (var stage in graph.ReadersOf(layer).Select(reader => stageOf[reader]).Distinct())
            {
                if (stage == stageOf[layer]) continue;
                var pair = (stageOf[layer], stage);
                bytes[pair] = graph.OutputBytesOf(layer) + (bytes.TryGetValue(pair, out var already) ? already : 0);
            }
        }
        return bytes.Select(entry => (entry.Key.From, entry.Key.To, entry.Value)).ToList();
    }
}
