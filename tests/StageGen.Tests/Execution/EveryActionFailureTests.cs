using System.Runtime.InteropServices;
using StageGen.Scheduling;
using StageGen.Tests.Support;

namespace StageGen.Tests.Execution;

/// <summary>
/// Every action of every schedule fails, or has the step cancelled under it: the caller is told which, nobody hangs, nothing leaks,
/// and the next step is the undisturbed one to the last bit.
/// </summary>
public class EveryActionFailureTests
{
    public static TheoryData<PipelineSchedule, int, int> TrainingSchedules() => Cases(s => s != PipelineSchedule.ForwardOnly);

    /// <summary>
    /// An exception at the head and at the tail of each action: before anything was taken, and after everything was sent.
    /// </summary>
    [Theory]
    [MemberData(nameof(TrainingSchedules))]
    public void ThrownAtBothEndsOfAnAction(PipelineSchedule schedule, int devices, int microbatches)
    {
        using var rig = new FailureRig(schedule, devices, Schedules.DefaultStagesPerDevice(schedule), microbatches);
        foreach (ScheduleAction action in AllActions(rig))
        {
            foreach (bool tail in new[] { false, true })
            {
                var original = new InvalidDataException($"thrown at {action}");
                rig.Pipeline.Probe = (ran, atTail) => ThrowIf((ran, atTail) == (action, tail), original);
                var caught = Assert.Throws<PipelineException>(rig.Step);

                Assert.Same(original, caught.InnerException);
                NamesThePlace(caught, rig, action);
                rig.NextStepIsRight();
            }
        }
    }

    /// <summary>An exception out of the user's own forward, from each declared stage.</summary>
    [Theory]
    [MemberData(nameof(TrainingSchedules))]
    public void ThrownByTheModel(PipelineSchedule schedule, int devices, int microbatches)
    {
        using var rig = new FailureRig(schedule, devices, Schedules.DefaultStagesPerDevice(schedule), microbatches);
        for (int stage = 0; stage < SkipNet.StageCount; stage++)
        {
            for (int microbatch = 0; microbatch < microbatches; microbatch++)
            {
                var original = new InvalidDataException($"thrown in {stage}");
                rig.Model.OnStage = (s, m) => ThrowIf((s, m) == (stage, microbatch), original);
                var caught = Assert.Throws<PipelineException>(rig.Step);

                Assert.Same(original, caught.InnerException);
                Assert.Contains(stage, caught.Stages);
                NamesThePlace(caught, rig, new ScheduleAction(ActionKind.Forward, ChunkOf(stage, rig), microbatch));
                rig.NextStepIsRight();
            }
        }
    }

    /// <summary>
    /// An error of libtorch's in the middle of each backward, whole, first half or second. The first half of the first stage calls
    /// nothing of libtorch's that could fail: it owes nobody a gradient and leaves all its work to the second.
    /// </summary>
    [Theory]
    [MemberData(nameof(TrainingSchedules))]
    public void ThrownByLibtorchInABackward(PipelineSchedule schedule, int devices, int microbatches)
    {
        using var rig = new FailureRig(schedule, devices, Schedules.DefaultStagesPerDevice(schedule), microbatches);
        foreach (ScheduleAction action in AllActions(rig).Where(a => a.Kind != ActionKind.Forward))
        {
            bool putOff = action.Stage == 0;
            if (putOff && action.Kind == ActionKind.InputGradient)
            {
                continue;
            }

            int stage = Enumerable.Range(0, SkipNet.StageCount).First(s => ChunkOf(s, rig) == action.Stage);
            bool second = action.Kind == ActionKind.WeightGradient && !putOff;
            if (second)
            {
                // The second half calls little: adding to a gradient that does not fit is what can fail in it.
                rig.Pipeline.Probe = (ran, tail) =>
                {
                    if ((ran, tail) == (action, false))
                    {
                        rig.Model.MisshapeGradient(stage);
                    }
                };
            }
            else
            {
                rig.Model.Spoil = (stage, action.Microbatch);
            }

            var caught = Assert.Throws<PipelineException>(rig.Step);

            Assert.IsType<ExternalException>(caught.InnerException);
            Assert.Contains(second ? "must match the size of tensor" : "modified by an inplace operation", caught.Message,
                StringComparison.Ordinal);
            NamesThePlace(caught, rig, action);
            rig.NextStepIsRight();
        }
    }

    [Theory]
    [MemberData(nameof(TrainingSchedules))]
    public void CancelledDuringAnAction(PipelineSchedule schedule, int devices, int microbatches)
    {
        using var rig = new FailureRig(schedule, devices, Schedules.DefaultStagesPerDevice(schedule), microbatches);
        foreach (ScheduleAction action in AllActions(rig))
        {
            foreach (bool tail in new[] { false, true })
            {
                using var source = new CancellationTokenSource();
                rig.Pipeline.Probe = (ran, atTail) => CancelIf((ran, atTail) == (action, tail), source);
                var caught = Assert.ThrowsAny<OperationCanceledException>(() => rig.Step(source.Token));

                Assert.Equal(source.Token, caught.CancellationToken);
                rig.NextStepIsRight();
            }
        }
    }

    public static TheoryData<PipelineSchedule, int, int> AllSchedules() => Cases(_ => true);

    /// <summary>Prediction follows the schedule's placement of stages, forwards alone.</summary>
    [Theory]
    [MemberData(nameof(AllSchedules))]
    public void ThrownOrCancelledInAPrediction(PipelineSchedule schedule, int devices, int microbatches)
    {
        using var rig = new FailureRig(schedule, devices, Schedules.DefaultStagesPerDevice(schedule), microbatches);
        foreach (ScheduleAction action in AllActions(rig).Where(a => a.Kind == ActionKind.Forward))
        {
            var original = new InvalidDataException($"thrown at {action}");
            rig.Pipeline.Probe = (ran, tail) => ThrowIf(ran == action && tail, original);
            var caught = Assert.Throws<PipelineException>(() => FailureRig.Bounded(() => rig.Pipeline.Predict(rig.Input)));

            Assert.Same(original, caught.InnerException);
            NamesThePlace(caught, rig, action);
            rig.NextPredictionIsRight();

            using var source = new CancellationTokenSource();
            rig.Pipeline.Probe = (ran, _) => CancelIf(ran == action, source);
            Assert.ThrowsAny<OperationCanceledException>(() => FailureRig.Bounded(() => rig.Pipeline.Predict(rig.Input, source.Token)));
            rig.NextPredictionIsRight();
        }
    }

    private static TheoryData<PipelineSchedule, int, int> Cases(Func<PipelineSchedule, bool> wanted)
    {
        var cases = new TheoryData<PipelineSchedule, int, int>();
        foreach (PipelineSchedule schedule in Schedules.Named.Append(PipelineSchedule.Auto).Where(wanted))
        {
            cases.Add(schedule, 2, 3);
            cases.Add(schedule, 4, 2);
        }

        return cases;
    }

    private static IEnumerable<ScheduleAction> AllActions(FailureRig rig) => rig.Pipeline.ActiveSchedule.Actions.SelectMany(row => row);

    private static int ChunkOf(int stage, FailureRig rig)
        => stage * rig.Pipeline.ActiveSchedule.Stages / SkipNet.StageCount;

    private static void NamesThePlace(PipelineException caught, FailureRig rig, ScheduleAction action)
    {
        int device = rig.Pipeline.ActiveSchedule.Map.DeviceOf(action.Stage);
        int[] stages = [.. Enumerable.Range(0, SkipNet.StageCount).Where(s => ChunkOf(s, rig) == action.Stage)];
        Assert.Equal(action.Kind, caught.Action);
        Assert.Equal(action.Microbatch, caught.Microbatch);
        Assert.Equal(stages, caught.Stages);
        Assert.Equal(device, caught.DeviceIndex);
        Assert.Equal("cpu", caught.Device);
        Assert.Contains($"of microbatch {action.Microbatch} failed in stage", caught.Message, StringComparison.Ordinal);
        Assert.Contains($"layers[{stages[0]}]", caught.Message, StringComparison.Ordinal);
        Assert.Contains($"on cpu, device {device}", caught.Message, StringComparison.Ordinal);
    }

    private static void ThrowIf(bool here, Exception exception)
    {
        if (here)
        {
            throw exception;
        }
    }

    private static void CancelIf(bool here, CancellationTokenSource source)
    {
        if (here)
        {
            source.Cancel();
        }
    }
}
