using System.Diagnostics;
using StageGen.Execution;
using TorchSharp;

namespace StageGen;

/// <summary>
/// Measures what each submodule costs: runs one microbatch through all stages, again and again, and times every submodule's forward
/// and, part by part of the graph, its backward. What lies between two submodules counts for the one before, whose stage it is in.
/// </summary>
internal sealed class SubmoduleMeter : IDisposable
{
    private const int WarmUps = 2;
    // Enough that what disturbs the machine for a second or two touches fewer than half of them.
    private const int Passes = 30;

    // The process counts what all its threads allocate: another one may free something meanwhile.
    private const int MemoryPasses = 5;
    private readonly PipelineLayout layout;
    private readonly IReadOnlyList<PipelineStage> stages;
    private readonly IReadOnlyList<PipelineDevice> devices;
    private readonly List<(string Name, torch.nn.Module Module)> submodules = [];
    private readonly Dictionary<(int, torch.nn.Module), int> owners = [];
    private readonly List<Action> removals = [];
    private readonly bool[] changesInputs;
    private CallRecorder? recorder;
    private bool knowsChanges;

    public SubmoduleMeter(PipelineLayout layout, IReadOnlyList<PipelineStage> stages, IReadOnlyList<PipelineDevice> devices)
    {
        (this.layout, this.stages, this.devices) = (layout, stages, devices);
        for (int stage = 0; stage < stages.Count; stage++)
        {
            foreach (var (name, module) in stages[stage].Submodules)
            {
                // What keeps nothing may run in several stages.
                int index = submodules.FindIndex(submodule => submodule.Name == name);
                if (index < 0)
                {
                    index = submodules.Count;
                    submodules.Add((name, module));
                }

                foreach (torch.nn.Module part in module.modules().Prepend(module))
                {
                    owners.TryAdd((stage, part), index);
                }
            }
        }

        changesInputs = [.. submodules.Select(submodule => InPlaceModules.AnyIn([submodule.Module]))];
        var relay = new Relay(this);
        foreach (torch.nn.Module module in owners.Keys.Select(key => key.Item2)
            .Distinct<torch.nn.Module>(ReferenceEqualityComparer.Instance))
        {
            removals.AddRange(CallHooks.Add(module, relay));
        }
    }

    private enum Purpose
    {
        WarmUp,
        Memory,
        WholeBackward,
        InputGradients,
    }

    /// <summary>Runs the first microbatch of a batch, its backward in turn whole and without weight gradients.</summary>
    public SubmoduleProfile Measure(BatchSplit batch, Func<object?, torch.Tensor, torch.Tensor> loss, CancellationToken cancellation)
    {
        var times = submodules.Select(_ => (Forward: new List<double>(), Whole: new List<double>(), Input: new List<double>())).ToArray();
        var (lossForward, lossBackward) = (new List<double>(), new List<double>());
        var sizes = submodules.Select(_ => (Calls: 0, Bytes: new List<double>(), Output: 0L)).ToArray();
        Purpose[] plan =
        [
            .. Enumerable.Repeat(Purpose.WarmUp, WarmUps), .. Enumerable.Repeat(Purpose.Memory, MemoryPasses),
            .. Enumerable.Repeat<Purpose[]>([Purpose.WholeBackward, Purpose.InputGradients], Passes).SelectMany(pair => pair),
        ];
        foreach (Purpose purpose in plan)
        {
            cancellation.ThrowIfCancellationRequested();
            using GarbageCollectionPause.Lease pause = GarbageCollectionPause.Begin();
            Pass pass = Run(batch, loss, purpose);
            if (purpose == Purpose.Memory)
            {
                foreach (IGrouping<int, SubmoduleCall> own in pass.Calls.GroupBy(call => call.Submodule))
                {
                    ref var size = ref sizes[own.Key];
                    size.Calls = own.Count();
                    size.Bytes.Add(own.Sum(call => call.Bytes + call.MadeForIt));
                    size.Output = own.Max(call => call.OutputBytes);
                }

                CheckCalled(sizes.Select(size => size.Calls));
            }

            if (purpose is Purpose.WholeBackward or Purpose.InputGradients)
            {
                foreach (IGrouping<int, SubmoduleCall> own in pass.Calls.GroupBy(call => call.Submodule))
                {
                    times[own.Key].Forward.Add(Milliseconds(own.Sum(call => call.End - call.Start + call.Afterwards)));
                    (purpose == Purpose.WholeBackward ? times[own.Key].Whole : times[own.Key].Input)
                        .Add(Milliseconds(own.Sum(call => call.Backward)));
                }

                lossForward.Add(Milliseconds(pass.LossForward));
                lossBackward.Add(Milliseconds(pass.LossBackward));
            }
        }

        return new SubmoduleProfile(layout,
            [.. submodules.Select((submodule, i) => Cost(submodule, times[i], sizes[i])).Where(cost => cost.Calls > 0)])
        {
            Devices = [.. devices.Select(device => device.Name).Distinct()],
            Threads = devices.Max(device => device.Threads),
            Samples = batch.Sizes[0],
            Passes = Passes,
            LossForwardMs = Median(lossForward),
            LossBackwardMs = Median(lossBackward),
        };
    }

    public void Dispose()
    {
        foreach (Action remove in removals)
        {
            remove();
        }
    }

    private static SubmoduleCost Cost(
        (string Name, torch.nn.Module Module) submodule, (List<double> Forward, List<double> Whole, List<double> Input) times,
        (int Calls, List<double> Bytes, long Output) sizes)
    {
        double input = Median(times.Input);
        return new SubmoduleCost(submodule.Name, submodule.Module.GetType().Name)
        {
            Calls = sizes.Calls,
            ForwardMs = Median(times.Forward),
            InputGradientMs = input,
            WeightGradientMs = Math.Max(0, Median(times.Whole) - input),
            ParameterBytes = submodule.Module.parameters().Distinct(ParameterIdentity.Comparer).Sum(p => p.numel() * p.element_size()),
            ActivationBytes = AllocatedBytes.Known ? (long)Median(sizes.Bytes) : null,
            OutputBytes = sizes.Output,
        };
    }

    // One module in two fields of a stage is called for the first of them.
    private void CheckCalled(IEnumerable<int> calls)
    {
        string[] missed = [.. calls.Select((count, i) => (count, i)).Where(item => item.count == 0)
            .Where(item => !submodules.Where((other, i) => i != item.i && ReferenceEquals(other.Module, submodules[item.i].Module)).Any())
            .Select(item => submodules[item.i].Name)];
        if (missed.Length > 0)
        {
            string names = string.Join(", ", missed.Select(name => $"'{name}'"));
            throw new InvalidOperationException(
                $"{layout.Model}: {names} cannot be measured, for nothing is called on {(missed.Length == 1 ? "it" : "them")} through call(…). "
                + $"In forward write {missed[0].Split('.')[0]}.call(x) in place of {missed[0].Split('.')[0]}.forward(x), and give inputs for which every submodule is used.");
        }
    }

    private Pass Run(BatchSplit batch, Func<object?, torch.Tensor, torch.Tensor> lossOf, Purpose purpose)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using IDisposable gradients = torch.set_grad_enabled(true);
        using var calls = recorder = new CallRecorder(owners, changesInputs, watches: !knowsChanges);
        knowsChanges = true;
        try
        {
            var pass = new Pass();
            object? output = Forward(batch, pass);
            long begun = Stopwatch.GetTimestamp();
            torch.Tensor targets = ChunkRunner.OnDevice(batch.Target(0)!, DeviceOf(layout.Values[layout.Output].Producer).Device);
            torch.Tensor loss = lossOf(output, targets);
            calls.Synchronise();
            pass.LossForward = Stopwatch.GetTimestamp() - begun;
            if (loss.numel() != 1 || !loss.requires_grad)
            {
                throw new InvalidOperationException(
                    $"The loss is {Described.Value(loss)}{(loss.requires_grad ? "" : ", of no parameter that requires a gradient")}; it must be one number a microbatch, its mean over the samples.");
            }

            Backward(loss, pass, wholly: purpose != Purpose.InputGradients);
            return pass;
        }
        finally
        {
            recorder = null;
        }
    }

    private object? Forward(BatchSplit batch, Pass pass)
    {
        var values = new Microbatch(layout.Values, 0) { Size = batch.Sizes[0] };
        for (int input = 0; input < layout.Inputs; input++)
        {
            values[input] = batch.Input(0, input);
            if (values[input] is torch.Tensor tensor)
            {
                recorder!.Know(tensor);
            }
        }

        for (int stage = 0; stage < stages.Count; stage++)
        {
            torch.Device device = DeviceOf(stage).Device;
            torch.set_num_threads(DeviceOf(stage).Threads);
            recorder!.Stage = stage;
            recorder.Synchronise = device.type == DeviceType.CUDA ? () => torch.cuda.synchronize(device) : static () => { };
            for (int v = 0; v < layout.Values.Count; v++)
            {
                if (layout.Values[v].Consumers.Contains(stage) && values[v] is torch.Tensor tensor)
                {
                    values[v] = ChunkRunner.OnDevice(tensor, device);
                }
            }

            stages[stage].Forward(values);
        }

        recorder!.Synchronise();
        long ended = Stopwatch.GetTimestamp();
        pass.Calls = recorder.Calls;
        for (int i = 0; i < pass.Calls.Count; i++)
        {
            pass.Calls[i].Afterwards = (i + 1 < pass.Calls.Count ? pass.Calls[i + 1].Entered : ended) - pass.Calls[i].Left;
        }

        return values[layout.Output];
    }

    /// <summary>Backwards call by call: a call's outputs have all their gradients once everything that came after it is done.</summary>
    private void Backward(torch.Tensor loss, Pass pass, bool wholly)
    {
        pass.LossBackward = Timed(() => Between([loss], null));
        for (int i = pass.Calls.Count - 1; i >= 0; i--)
        {
            SubmoduleCall call = pass.Calls[i];
            var reached = call.Outputs.Where(output => output.Leaf.grad is not null).ToArray();
            torch.Tensor[] leaves = [.. call.Inputs.Select(input => input.Leaf)];
            if (reached.Length == 0)
            {
                continue;
            }

            if (wholly || leaves.Length > 0)
            {
                torch.Tensor[] outputs = [.. reached.Select(output => output.Inner)];
                torch.Tensor[] gradients = [.. reached.Select(output => output.Leaf.grad!)];
                call.Backward += Timed(() => torch.autograd.backward(outputs, gradients, inputs: wholly ? null : leaves));
            }

            var outer = call.Inputs.Where(input => input.Leaf.grad is not null).ToArray();
            if (outer.Length > 0)
            {
                torch.Tensor[] gradients = [.. outer.Select(input => input.Leaf.grad!)];
                pass.Calls[Math.Max(0, i - 1)].Backward += Timed(() => Between([.. outer.Select(input => input.Outer)], gradients));
            }
        }
    }

    // The graph between calls may be walked from several of them, so it is kept until the pass ends.
    private static void Between(torch.Tensor[] from, torch.Tensor[]? gradients)
        => torch.autograd.backward(from, gradients, retain_graph: true);

    private long Timed(Action work)
    {
        long begun = Stopwatch.GetTimestamp();
        work();
        recorder!.Synchronise();
        return Stopwatch.GetTimestamp() - begun;
    }

    private PipelineDevice DeviceOf(int stage) => devices.First(device => device.Stages.Contains(stage));

    private static double Milliseconds(long ticks) => ticks * 1000.0 / Stopwatch.Frequency;

    private static double Median(List<double> values) => values.Count == 0 ? 0 : values.Order().ElementAt(values.Count / 2);

    /// <summary>What one forward and backward showed.</summary>
    private sealed class Pass
    {
        public IReadOnlyList<SubmoduleCall> Calls { get; set; } = [];

        public long LossForward { get; set; }

        public long LossBackward { get; set; }
    }

    /// <summary>The hooks stay while passes come and go, and are silent in other threads.</summary>
    private sealed class Relay(SubmoduleMeter meter) : ICallObserver
    {
        private readonly int thread = Environment.CurrentManagedThreadId;

        public T Entering<T>(torch.nn.Module module, T inputs)
            => meter.recorder is { } recorder && Environment.CurrentManagedThreadId == thread ? recorder.Entering(module, inputs) : inputs;

        public T Leaving<T>(torch.nn.Module module, T output)
            => meter.recorder is { } recorder && Environment.CurrentManagedThreadId == thread ? recorder.Leaving(module, output) : output;
    }
}
