using System.Diagnostics;
using System.Globalization;
using StageGen.Execution;
using StageGen.Scheduling;
using TorchSharp;
using TorchSharp.Modules;

namespace StageGen;

/// <summary>
/// A model running as a pipeline over devices: what the generated <c>…Pipeline</c> classes have in common whatever their inputs.
/// </summary>
/// <remarks>
/// The pipeline trains the model's own parameters, and the model stays usable beside it (between steps, not during one). A step
/// either happens wholly or not at all: when it fails or is cancelled, no weight has changed, all gradients are cleared, and the
/// next step is as good as the first. The one exception is an optimizer that throws: those of other devices may have stepped by
/// then, and the message says so. One step at a time; dispose the pipeline to end its threads. The model is not disposed with it.
/// </remarks>
public abstract partial class Pipeline : IDisposable
{
    private readonly PipelineOptions options;
    private readonly IReadOnlyList<DeviceAssignment> assigned;
    private PipelineEngine engine;
    private IReadOnlyList<IReadOnlyList<Parameter>> parameters;
    private ScheduleTuner? tuner;
    private readonly Dictionary<int, Schedule> forwardOnly = [];
    private readonly ProfileRecorder? recorder;
    private torch.optim.Optimizer?[] optimizers = [];
    private int running;
    private bool disposed;

    /// <summary>Places the model's stages on their devices and starts a worker for each.</summary>
    /// <param name="model">The model; its submodules are moved to their devices.</param>
    /// <param name="layout">What the compiler knows.</param>
    /// <param name="stages">The declared stages, in order.</param>
    /// <param name="options">What the caller decides; null for nothing.</param>
    /// <exception cref="ArgumentException">A device is not there, there are more devices than stages, a parameter belongs to no stage
    /// …</exception>
    /// <exception cref="IOException"><see cref="PipelineOptions.Profile"/> names a file that cannot be written.</exception>
    private protected Pipeline(torch.nn.Module model, PipelineLayout layout, IReadOnlyList<PipelineStage> stages, PipelineOptions? options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(stages);
        if (PartialModels.StagesOf(model) is { } built)
        {
            throw new ArgumentException(
                $"{layout.Model}: this model was built with stages {string.Join(", ", built)} only, and a pipeline within one process runs all of its {stages.Count}. Make it with Create.");
        }

        this.options = options ??= new PipelineOptions();
        if (options.MaxGradNorm is { } largest)
        {
            CheckMaxNorm(largest, $"{nameof(PipelineOptions)}.{nameof(PipelineOptions.MaxGradNorm)}", layout.Model);
        }

        recorder = options.Profile is { } file ? new ProfileRecorder(file) : null;
        Model = model;
        Layout = layout;
        Stages = stages;
        (assigned, ActiveSchedule) = ScheduleChoice.Of(layout, stages.Count, options, Schedule);
        tuner = options.Tuning is { } tuning ? new ScheduleTuner(tuning) : null;
        (Devices, parameters, engine) = Start(ActiveSchedule);
    }

    /// <summary>The devices, in order, with the stages and threads of each.</summary>
    public IReadOnlyList<PipelineDevice> Devices { get; private set; }

    /// <summary>The declared stages, in order.</summary>
    public IReadOnlyList<PipelineStage> Stages { get; }

    /// <summary>Into how many microbatches a training batch is cut.</summary>
    public int Microbatches => ActiveSchedule.Microbatches;

    /// <summary>
    /// The schedule that training steps follow: the very list of actions that the devices run. Another one after the warm-up steps of
    /// <see cref="PipelineOptions.Tuning"/>.
    /// </summary>
    public Schedule ActiveSchedule { get; private set; }

    /// <summary>
    /// The optimizers made by <see cref="UseOptimizer"/>, one for each device that has parameters, in order. Change their
    /// <c>ParamGroups</c>' learning rates between steps to follow a learning-rate schedule.
    /// </summary>
    public IReadOnlyList<torch.optim.Optimizer> Optimizers => [.. optimizers.OfType<torch.optim.Optimizer>()];

    /// <summary>Given to every step as its <see cref="Step.Probe"/>.</summary>
    internal Action<ScheduleAction, bool>? Probe { get; set; }

    private protected torch.nn.Module Model { get; }

    private protected PipelineLayout Layout { get; }

    /// <summary>Gives every device an optimizer of its own over the parameters that live on it.</summary>
    /// <param name="create">
    /// Makes an optimizer for one device's parameters, as in <c>p => optim.AdamW(p, lr: 3e-4)</c>; called once a device. The
    /// pipeline disposes what it makes.
    /// </param>
    public void UseOptimizer(Func<IEnumerable<Parameter>, torch.optim.Optimizer> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        using var turn = new Turn(this);
        DisposeOptimizers();
        optimizers = [.. parameters.Select(own => own.Any(p => p.requires_grad) ? create(own.Where(p => p.requires_grad)) : null)];
    }

    /// <summary>Has every device's optimizer update its parameters from the gradients accumulated so far, and clears those.</summary>
    /// <exception cref="InvalidOperationException"><see cref="UseOptimizer"/> has not been called.</exception>
    public void OptimizerStep()
    {
        using var turn = new Turn(this);
        using GarbageCollectionPause.Lease pause = GarbageCollectionPause.Begin();
        StepOptimizers();
        ClearGradients();
    }

    /// <summary>Clears all gradients.</summary>
    public void ZeroGradients()
    {
        using var turn = new Turn(this);
        ClearGradients();
    }

    /// <summary>
    /// Ends the pipeline's threads, disposes its optimizers and writes the profile that <see cref="PipelineOptions.Profile"/> asks for.
    /// </summary>
    /// <exception cref="IOException">The profile cannot be written, though it could when the pipeline was made; all else is
    /// done.</exception>
    public void Dispose()
    {
        if (disposed)
        {
            return;
        }

        using (new Turn(this))
        {
            disposed = true;
            engine.Dispose();
            DisposeOptimizers();
        }

        GC.SuppressFinalize(this);
        recorder?.Write(this);
    }

    /// <summary>
    /// The declared schedule as code: called once for each device, before the first step, to write down that device's actions in
    /// order. Generated.
    /// </summary>
    /// <param name="device">Takes the actions of one device.</param>
    protected abstract void Schedule(DeviceProgram device);

    private protected StepResult Train(object?[] inputs, torch.Tensor targets, Func<object?, torch.Tensor, torch.Tensor> loss, bool update,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentNullException.ThrowIfNull(loss);
        using var turn = new Turn(this);
        if (update && optimizers.Length == 0)
        {
            throw new InvalidOperationException(
                $"{Layout.Model}: TrainStep needs an optimizer. Call UseOptimizer first, for instance pipeline.UseOptimizer(p => optim.AdamW(p, lr: 3e-4)).");
        }

        if (ActiveSchedule.ForwardOnly)
        {
            throw new InvalidOperationException(
                $"{Layout.Model}: the schedule '{ActiveSchedule.Name}' has no backward, so the pipeline can evaluate and predict, and not train. Choose another schedule.");
        }

        Tune();
        long started = Stopwatch.GetTimestamp();
        using BatchSplit batch = BatchSplit.Cut(Layout, inputs, targets, Microbatches);
        using GarbageCollectionPause.Lease pause = GarbageCollectionPause.Begin();
        if (update)
        {
            ClearGradients();
        }

        var step = new Step(ActiveSchedule, engine.HandOverFor(Microbatches), batch)
        {
            Training = true, Loss = loss, Probe = Probe, Meter = tuner is null ? recorder?.MeterFor(this) : null
        };
        try
        {
            engine.Run(step, cancellation);
            (double sum, double[] losses) = ReadLosses(step);
            double? norm = null;
            if (update)
            {
                norm = ClipAsOptionsSay();
                StepOptimizers();
            }

            var result = new StepResult
            {
                Loss = sum,
                MicrobatchLosses = losses,
                Samples = batch.Samples,
                GradNorm = norm,
                Timeline = engine.Timeline(ActiveSchedule),
                PeakActivations = engine.PeakActivations(),
                Duration = Stopwatch.GetElapsedTime(started),
            };
            Record(result, timed: step.Meter is null);
            return result;
        }
        catch
        {
            ClearGradients();
            throw;
        }
        finally
        {
            step.DisposeResults();
        }
    }

    private void Record(StepResult result, bool timed)
    {
        if (tuner is null)
        {
            recorder?.Add(result, timed);
            return;
        }

        tuner.Add(result);
    }

    private (double Sum, double[] Losses) ReadLosses(Step step)
    {
        double sum = 0;
        double[] losses = new double[step.Schedule.Microbatches];
        for (int m = 0; m < losses.Length; m++)
        {
            double weighted = step.WeightedLosses[m]!.ToDouble();
            if (!double.IsFinite(weighted))
            {
                PipelineDevice device = Devices.First(d => d.Stages.Contains(Layout.Values[Layout.Output].Producer));
                throw new PipelineException(
                    $"{Layout.Model}: the loss of microbatch {m} is {weighted.ToString(CultureInfo.InvariantCulture)} (computed on {device.Name}, device {device.Index}, after "
                    + $"stage {device.Stages[^1]}). No weight was changed. Look for a learning rate too high, a division by zero or a logarithm of zero, or inputs that are not finite.")
                {
                    Stages = device.Stages,
                    Device = device.Name,
                    DeviceIndex = device.Index,
                    Microbatch = m,
                };
            }

            sum += weighted;
            losses[m] = weighted / step.Batch.Weight(m);
        }

        return (sum, losses);
    }

    private void StepOptimizers()
    {
        if (optimizers.Length == 0)
        {
            throw new InvalidOperationException($"{Layout.Model}: there is no optimizer. Call UseOptimizer first.");
        }

        engine.OnAllDevices(worker =>
        {
            using DisposeScope scope = torch.NewDisposeScope();
            try
            {
                _ = optimizers[worker.Device.Index]?.step();
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException(
                    $"its optimizer threw: {exception.Message.TrimEnd()} Other devices may have stepped already: load the weights again from before this step.",
                    exception);
            }
        });
    }

    private void ClearGradients()
    {
        foreach (Parameter parameter in parameters.SelectMany(own => own))
        {
            using torch.Tensor? gradient = parameter.grad;
            if (gradient is not null)
            {
                parameter.grad = null;
            }
        }
    }

    private void DisposeOptimizers()
    {
        foreach (torch.optim.Optimizer? optimizer in optimizers)
        {
            optimizer?.Dispose();
        }

        optimizers = [];
    }

    /// <summary>One call at a time: a second thread is told, rather than left to corrupt a step.</summary>
    private readonly ref struct Turn
    {
        private readonly Pipeline pipeline;

        public Turn(Pipeline pipeline)
        {
            ObjectDisposedException.ThrowIf(pipeline.disposed, pipeline);
            if (Interlocked.Exchange(ref pipeline.running, 1) != 0)
            {
                throw new InvalidOperationException(
                    $"{pipeline.Layout.Model}: the pipeline is in the middle of another call. It runs one at a time; wait for that one.");
            }

            this.pipeline = pipeline;
        }

        public void Dispose() => Volatile.Write(ref pipeline.running, 0);
    }
}
