using StageGen.Execution;
using StageGen.Scheduling;
using TorchSharp;
using TorchSharp.Modules;

namespace StageGen;

// Which stages run where: when the pipeline starts, and when tuning finds a better schedule.
public abstract partial class Pipeline
{
    /// <summary>Puts the stages where a schedule has them and starts a worker for each device.</summary>
    private (IReadOnlyList<PipelineDevice> Devices, IReadOnlyList<IReadOnlyList<Parameter>> Parameters, PipelineEngine Engine) Start(
        Schedule schedule)
    {
        ChunkDeal deal = ChunkDeal.Of(Layout, Stages.Count, assigned, schedule.Map, schedule.Name);
        IReadOnlyList<PipelineDevice> devices = DevicesOf(Layout, assigned, deal, options);
        if (options.KeepFreedMemory && devices.Any(device => device.Device.type == DeviceType.CPU))
        {
            NativeHeap.KeepFreedMemory();
        }

        int[] chunkOfStage = [.. Enumerable.Range(0, deal.Map.Stages).SelectMany(c => deal.StagesOf(c).Select(_ => c))];
        Chunk[] chunks = [.. Enumerable.Range(0, deal.Map.Stages).Select(c => new Chunk(
            c, deal.Map.DeviceOf(c), [.. deal.StagesOf(c).Select(s => Stages[s])], deal.FirstStage[c], Layout, chunkOfStage))];
        IReadOnlyList<IReadOnlyList<Parameter>> placed = ModelPlacement.Place(Model, Layout, Stages, devices);
        return (devices, placed,
            new PipelineEngine(Layout, chunks, devices, TiedParameters.Among(chunks, Layout.Model), schedule.SplitsBackward));
    }

    // Between steps: searching allocates, and a step must not collect.
    private void Tune()
    {
        if (tuner is { IsReady: true })
        {
            Follow(tuner.Best(ActiveSchedule, KeepsItsPlace() ? StageMap.Loop(Devices.Count) : null));
            tuner = null;
        }
    }

    // CPU workers share their memory: whoever steps a parameter's optimizer, it is at home. Elsewhere, and where stages share a
    // parameter and must stay together, no stage changes its device.
    private bool KeepsItsPlace()
        => Devices.Any(d => d.Device.type != DeviceType.CPU)
            || Stages.SelectMany(ParametersOf).GroupBy(p => p, ReferenceEqualityComparer.Instance).Any(same => same.Count() > 1);

    private static IEnumerable<Parameter> ParametersOf(PipelineStage stage)
        => stage.Modules.SelectMany(m => m.parameters()).Concat(stage.Tensors.OfType<Parameter>())
            .Distinct<Parameter>(ReferenceEqualityComparer.Instance);

    /// <summary>Goes on with another schedule over the same devices; the optimizers stay as they are.</summary>
    private void Follow(Schedule schedule)
    {
        engine.Dispose();
        forwardOnly.Clear();
        ActiveSchedule = schedule.WithGraph(ChunkDeal.Of(Layout, Stages.Count, assigned, schedule.Map, schedule.Name).Graph(Layout));
        (Devices, parameters, engine) = Start(schedule);
        named = null;
    }

    private static IReadOnlyList<PipelineDevice> DevicesOf(PipelineLayout layout, IReadOnlyList<DeviceAssignment> assigned, ChunkDeal deal,
        PipelineOptions options)
    {
        torch.Device[] devices = [.. assigned.Select(a => DeviceName.Resolve(a.Name, layout.Model))];
        int workers = devices.Count(d => d.type == DeviceType.CPU);
        int threads = options.IntraOpThreads ?? Math.Max(1, Environment.ProcessorCount / Math.Max(1, workers));
        if (threads < 1)
        {
            throw new ArgumentException($"{layout.Model}: PipelineOptions.IntraOpThreads is {threads}; it must be at least 1.");
        }

        return [.. devices.Select(
            (device, i) => new PipelineDevice(i, assigned[i].Name, device, deal.StagesOn(i), device.type == DeviceType.CPU ? threads : 1))];
    }
}
