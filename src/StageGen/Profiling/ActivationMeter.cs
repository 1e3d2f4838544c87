using StageGen.Scheduling;
using TorchSharp;

namespace StageGen;

/// <summary>
/// Measures how much memory each forward leaves behind for its backward. For the length of one step actions run one at a time, on
/// whichever device, so that what is allocated more after an action than before is that action's own. The step's order and its
/// results are those of any other; only its times are of no use.
/// </summary>
internal sealed class ActivationMeter
{
    private readonly Lock turn = new();
    private readonly Dictionary<int, List<long>> held = [];

    private ActivationMeter()
    {
    }

    /// <summary>A meter, where every device's memory is the process's and somebody counts it; else null.</summary>
    public static ActivationMeter? For(IEnumerable<PipelineDevice> devices)
        => AllocatedBytes.Known && devices.All(device => device.Device.type == DeviceType.CPU) ? new ActivationMeter() : null;

    /// <summary>Waits for an action's turn; it is over when the reading is disposed.</summary>
    public Reading Measure(ScheduleAction action) => new(this, action);

    /// <summary>For each stage of the schedule the bytes that a microbatch holds there, the median; null before it has measured.</summary>
    public double[]? BytesPerStage(int stages)
    {
        lock (turn)
        {
            double[] bytes = [.. Enumerable.Range(0, stages).Select(stage => Median(held.GetValueOrDefault(stage) ?? [0]))];
            return bytes.Any(b => b > 0) ? bytes : null;
        }
    }

    private static double Median(List<long> values) => values.Order().ElementAt(values.Count / 2);

    /// <summary>One action's turn.</summary>
    public readonly ref struct Reading
    {
        private readonly ActivationMeter meter;
        private readonly ScheduleAction action;
        private readonly long before;

        public Reading(ActivationMeter meter, ScheduleAction action)
        {
            (this.meter, this.action) = (meter, action);
            meter.turn.Enter();
            before = AllocatedBytes.Now();
        }

        public void Dispose()
        {
            if (action.Kind == ActionKind.Forward)
            {
                if (!meter.held.TryGetValue(action.Stage, out List<long>? all))
                {
                    meter.held[action.Stage] = all = [];
                }

                all.Add(Math.Max(0, AllocatedBytes.Now() - before));
            }

            meter.turn.Exit();
        }
    }
}
