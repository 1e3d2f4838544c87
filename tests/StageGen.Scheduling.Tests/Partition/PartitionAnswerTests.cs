namespace StageGen.Scheduling.Tests;

public class PartitionAnswerTests
{
    private const double MiB = 1024 * 1024;

    private static PartitionLayer Layer(string name, double time, double parameters = 0, double activation = 0, double cut = 1) => new(name)
    {
        Forward = time, InputGradient = time, WeightGradient = time, ParameterBytes = parameters, ActivationBytes = activation,
        CutBytes = cut,
    };

    private static PartitionRequest Request(int devices, params PartitionLayer[] layers) =>
        new(layers, Enumerable.Range(0, devices).Select(_ => new PartitionDevice()).ToArray(), 8);

    [Fact]
    public void A_long_chain_is_cut_as_the_plain_dynamic_programme_cuts_it()
    {
        var random = new Random(5);
        for (var draw = 0; draw < 20; draw++)
        {
            var layers = Enumerable.Range(0, 150)
                .Select(layer => Layer($"{layer}", 0.1 + random.NextDouble(), random.Next(10), random.Next(10), random.Next(30))).ToArray();
            var request = Request(20, layers) with { TransferLatency = 0.05, TransferBandwidth = 20, TransfersOverlap = draw % 2 == 0 };
            request = request with
            {
                Devices = [.. request.Devices.Select(_ => new PartitionDevice(1 + random.Next(3) * 0.5, 4 * 90 + random.Next(900)))]
            };
            if (Partitioner.TrySolve(request, out var found, out _))
                Assert.Equal(Plain(request), found!.Bottleneck, 9);
            else
                Assert.Equal(double.PositiveInfinity, Plain(request));
        }
    }

    /// <summary>The least bottleneck: for each number of stages and of layers the best over all last cuts.</summary>
    private static double Plain(PartitionRequest request)
    {
        var (layers, stages) = (request.Layers, request.Devices.Count);
        var best = Enumerable.Range(0, layers.Count + 1).Select(end => end == 0 ? 0 : double.PositiveInfinity).ToArray();
        for (var stage = 0; stage < stages; stage++)
        {
            var next = Enumerable.Repeat(double.PositiveInfinity, layers.Count + 1).ToArray();
            var device = request.Devices[stage];
            for (var end = 1; end <= layers.Count; end++)
            {
                var (time, bytes) = (0.0, 0.0);
                for (var begin = end - 1; begin >= 0; begin--)
                {
                    var layer = layers[begin];
                    time += (layer.Forward + layer.InputGradient + layer.WeightGradient) / device.Speed;
                    bytes += layer.ParameterBytes * 4 + layer.ActivationBytes * Math.Min(request.Microbatches, stages - stage);
                    if (bytes > device.MemoryBytes) break;
                    var (there, back) = (stage == stages - 1 ? 0 : Transfer(end), stage == 0 ? 0 : Transfer(begin));
                    var takes = request.TransfersOverlap ? Math.Max(time, Math.Max(there, back)) : time + there + back;
                    next[end] = Math.Min(next[end], Math.Max(best[begin], takes));
                }
            }
            best = next;
        }
        return best[^1];

        double Transfer(int cut) =>
            cut == 0 || cut == layers.Count ? 0 : request.TransferLatency + layers[cut - 1].CutBytes / request.TransferBandwidth;
    }

    [Fact]
    public void Everything_is_said_of_a_partition()
    {
        var request = Request(2, Layer("tokens", 1, 10, 3, 5), Layer("block 0", 2, 20, 4, 7), Layer("block 1", 2, 20, 4, 5),
            Layer("head", 1, 40, 1)) with
        {
            TransferLatency = 0.5, TransferBandwidth = 14, OptimizerFactor = 1,
        };
        var found = Partitioner.Solve(request);
        Assert.Equal([2], found.Cuts!);
        Assert.Equal("tokens, block 0 | block 1, head", found.ToString());
        Assert.Equal(9 + 0.5 + 0.5, found.Bottleneck);
        Assert.Equal(7, found.BoundaryBytes);
        Assert.True(found.IsOptimal && found.Fits);
        Assert.Equal([0.5, 0.5], found.Stages.Select(stage => stage.Share));
        Assert.Equal([1.0, 1.0], found.Stages.Select(stage => stage.SendTime));
        Assert.Equal([7, 0.0], found.Stages.Select(stage => stage.BytesOut));
        Assert.Equal([30, 60.0], found.Devices.Select(device => device.WeightBytes));
        Assert.Equal([30 * 3 + 2 * 7, 60 * 3 + 5], found.Devices.Select(device => device.PeakBytes));
        Assert.Equal([3, 3.0], found.Costs.Forward);
        Assert.Equal([1.0], found.Costs.ForwardTransfer);
        Assert.Equal(StageGraph.Chain(2), found.Graph);
        Assert.Equal(
            2, ScheduleSimulator.Simulate(Schedules.Build(PipelineSchedule.OneForwardOneBackward, 2, 8), found.Costs).Schedule.Devices);

        var declared = Partitioner.Evaluate(request, [1]);
        Assert.Equal(15 + 0.5 + 5.0 / 14, declared.Bottleneck, 12);
        Assert.False(declared.IsOptimal);
    }

    [Fact]
    public void Of_equally_fast_cuts_the_one_that_ships_least_is_taken_and_then_the_most_even()
    {
        Assert.Equal(
            [1], Partitioner.Solve(Request(2, Layer("a", 1, cut: 2), Layer("b", 0, cut: 9), Layer("c", 0, cut: 2.5), Layer("d", 1))).Cuts!);
        // The first layer is as long as all else; what is left is shared evenly.
        Assert.Equal(
            [1, 3], Partitioner.Solve(Request(3, Layer("a", 4), Layer("b", 1), Layer("c", 1), Layer("d", 1), Layer("e", 1))).Cuts!);
    }

    [Fact]
    public void A_faster_device_gets_more()
    {
        var layers = Enumerable.Range(0, 8).Select(layer => Layer($"{layer}", 1)).ToArray();
        Assert.Equal([2], Partitioner.Solve(Request(2, layers) with { Devices = [new(1), new(3)] }).Cuts!);
        Assert.Equal([6], Partitioner.Solve(Request(2, layers) with { Devices = [new(3), new(1)] }).Cuts!);
    }

    [Fact]
    public void The_first_device_gets_less_where_it_holds_more_microbatches()
    {
        var layers = Enumerable.Range(0, 8).Select(layer => Layer($"{layer}", 1, activation: 1)).ToArray();
        var request = Request(2, layers) with { Devices = [new(1, 6), new(1, 6)] };
        Assert.Equal([3], Partitioner.Solve(request).Cuts!);
        var gpipe = Assert.Throws<PartitionException>(() => Partitioner.Solve(request with { Schedule = PipelineSchedule.GPipe })).Problem;
        Assert.Equal(PartitionProblemKind.Memory, gpipe.Kind);
        Assert.Equal(4 * 8 - 6, gpipe.Nearest!.Devices.Max(device => device.MissingBytes));
    }

    [Fact]
    public void What_does_not_fit_is_said_with_the_device_and_the_bytes_it_lacks()
    {
        var request =
            Request(2, Layer("tokens", 1, 10 * MiB, MiB), Layer("blocks", 2, 100 * MiB, 30 * MiB), Layer("head", 1, 40 * MiB, 2 * MiB)) with
            {
                Devices = [new(1, 256 * MiB) { Name = "cuda:0" }, new(1, 500 * MiB) { Name = "cuda:1" }],
            };
        Assert.False(Partitioner.TrySolve(request, out var none, out var problem));
        Assert.Null(none);
        Assert.Equal(
            "No cut of 3 layers in 2 stage(s) fits the memory. The nearest lacks 92 MiB on device 1 (cuda:1), which has 500 MiB: blocks, head need 592 MiB, namely "
            + "140 MiB of weights, 140 MiB of gradients, 280 MiB of optimizer state, 32 MiB of activations (1 microbatch(es) held). "
            + "Use more devices, smaller microbatches, a schedule that holds fewer of them, or an optimizer with less state.",
            problem!.Message);
    }

    [Fact]
    public void Too_few_layers_or_cuts_are_said_to_be_too_few()
    {
        Assert.False(Partitioner.TrySolve(Request(3, Layer("a", 1), Layer("b", 1)), out _, out var problem));
        Assert.Equal(PartitionProblemKind.TooFewLayers, problem!.Kind);
        Assert.StartsWith("2 layer(s) cannot be cut in 3 stages", problem.Message);

        Assert.False(Partitioner.TrySolve(Request(3, Layer("a", 1), Layer("b", 1, cut: double.PositiveInfinity), Layer("c", 1)),
            out _, out problem));
        Assert.Equal(PartitionProblemKind.TooFewCuts, problem!.Kind);
        Assert.StartsWith("1 place(s) between the layers may be cut, and 3 stages need 2", problem.Message);
    }

    [Fact]
    public void Held_microbatches_are_those_of_the_schedules_own_plans()
    {
        foreach (var kind in Schedules.Named)
        {
            for (var devices = 1; devices <= 5; devices++)
            {
                for (var microbatches = 1; microbatches <= 9; microbatches += 2)
                {
                    var plan = Schedules.Build(kind, devices, microbatches);
                    var request = Request(devices, Layer("a", 1)) with { Schedule = kind, Microbatches = microbatches };
                    var held = HeldMicrobatches.Of(request);
                    var bytes = Enumerable.Range(0, plan.Stages).Select(stage => (stage * 7 % 5) + 1.0).ToArray();
                    var peaks = ActivationBound.Weighted(plan, stage => bytes[stage]);
                    for (var device = 0; device < devices; device++)
                        Assert.Equal(peaks[device], held.Peak(device, [.. plan.Map.StagesOf(device).Select(stage => bytes[stage])]));
                }
            }
        }
    }

    [Fact]
    public void A_plan_of_ones_own_says_which_device_has_which_stage()
    {
        var map = StageMap.Custom(0, 1, 0);
        var plan = Schedules.Record("own", map, 1, device =>
        {
            for (var chunk = 0; chunk < device.Stages.Count; chunk++) device.Forward(0, chunk);
            for (var chunk = device.Stages.Count - 1; chunk >= 0; chunk--) device.Backward(0, chunk);
        });
        var found = Partitioner.Solve(Request(2, Layer("a", 1), Layer("b", 4), Layer("c", 1), Layer("d", 2)) with
        {
            Microbatches = 1, Plan = plan
        });
        Assert.Equal("a | b | c, d", found.ToString());
        Assert.Equal([0, 1, 0], found.Stages.Select(stage => stage.Device));
        Assert.Equal(12, found.Bottleneck);
    }

    [Fact]
    public void Towers_go_to_stages_of_their_own()
    {
        // Two towers of three layers each, declared in turns, and a head that reads both.
        var layers = Enumerable.Range(0, 6).Select(layer => Layer((layer % 2 == 0 ? "image " : "text ") + layer / 2, 1))
            .Append(Layer("head", 3)).ToArray();
        var graph = new LayerGraph([[], [], [0], [1], [2], [3], [4, 5]], [8, 8, 8, 8, 1, 1, 0.0]);
        var found = Partitioner.Solve(Request(3, layers) with { Graph = graph });
        Assert.Equal(9, found.Bottleneck);
        Assert.True(found.IsOptimal);
        Assert.Equal(2, found.BoundaryBytes);
        Assert.Null(found.Cuts);
        Assert.Equal([0, 1], found.Graph.SourcesOf(2));
        Assert.Empty(found.Graph.SourcesOf(1));
        Assert.Equal([8.0, 16, 16, 16, 9, 2], graph.CutBytes());
    }

    [Theory]
    [InlineData(-1, "Forward of the layer 'a' is -1")]
    [InlineData(double.NaN, "Forward of the layer 'a' is NaN")]
    public void Wrong_costs_are_refused(double time, string because) =>
        Assert.Contains(because,
            Assert.Throws<ArgumentException>(() => Partitioner.Solve(Request(1, Layer("a", 1) with { Forward = time }))).Message);

    [Fact]
    public void Wrong_cuts_are_refused()
    {
        var request = Request(2, Layer("a", 1), Layer("b", 1), Layer("c", 1));
        Assert.Contains("have 1 cuts between 1 and 2", Assert.Throws<ArgumentException>(() => Partitioner.Evaluate(request, [0])).Message);
        Assert.Contains("have 1 cuts", Assert.Throws<ArgumentException>(() => Partitioner.Evaluate(request, [1, 2])).Message);
        Assert.Contains("reads from layer 0 in the later stage 1",
            Assert.Throws<ArgumentException>(() => Partitioner.EvaluateStages(request, [1, 0, 1])).Message);
        Assert.Contains("Stage 1 of 2 has no layer",
            Assert.Throws<ArgumentException>(() => Partitioner.EvaluateStages(request, [0, 0, 0])).Message);
    }
}
