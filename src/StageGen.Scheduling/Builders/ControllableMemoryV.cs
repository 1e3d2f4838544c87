namespace StageGen.Scheduling;

/// <summary>
/// V-Half and V-Min. Both repeat one block of actions, a microbatch every six slots on every device, whose shape decides how long
/// activations live. The repetition is the middle of the step; its beginning is pulled together as far as the memory of the
/// middle allows, and its end is played out with input gradients before weight gradients.
/// </summary>
internal sealed class ControllableMemoryV
{
    private const int Period = 6;
    private const int Empty = -1;
    private readonly int devices;
    private readonly int microbatches;
    private readonly List<int>[] slots;
    private readonly int[][] time;
    private readonly int capacity;

    // Types of a device: forward and input gradient of its lower and upper stage, then their weight gradients.
    private const int DownForward = 0, UpForward = 1, UpInput = 2, DownInput = 3, UpWeight = 4, DownWeight = 5, Types = 6;

    private ControllableMemoryV(int devices, int microbatches, Func<int, int[]> block)
    {
        (this.devices, this.microbatches) = (devices, microbatches);
        time = Enumerable.Range(0, devices * Types).Select(_ => new int[microbatches]).ToArray();
        slots = Enumerable.Range(0, devices).Select(_ => new List<int>()).ToArray();
        for (var device = 0; device < devices; device++)
        {
            var offsets = block(device);
            for (var type = DownForward; type <= DownInput; type++)
                for (var microbatch = 0; microbatch < microbatches; microbatch++)
                    Put(device, type, microbatch, offsets[type] + Period * microbatch);
            FillWeights(device);
        }
        capacity = Enumerable.Range(0, devices).Max(device => Held(device).Max());
    }

    /// <summary>V-Half: forwards walk down at half speed, so that the gradients are back when half of 1F1B's microbatches are in.</summary>
    public static Schedule Half(string name, int devices, int microbatches)
    {
        var gap = devices % 2 == 0 ? 3 : 0;
        return Build(name, devices, microbatches, device =>
            [2 * device, 3 * devices - device - 2, 3 * devices + gap + 2 * device - 1, 6 * devices + gap - device - 2]);
    }

    /// <summary>V-Min: everything walks at full speed, the shortest life an activation can have.</summary>
    public static Schedule Min(string name, int devices, int microbatches)
    {
        var gap = devices % 3 == 0 ? 2 : 0;
        return Build(name, devices, microbatches, device =>
            [device, 2 * devices - device - 1, 2 * devices + gap + device, 4 * devices + gap - device - 1]);
    }

    private static Schedule Build(string name, int devices, int microbatches, Func<int, int[]> block)
    {
        var plan = new ControllableMemoryV(devices, microbatches, block);
        var firstBack = plan.time[DownInput][0];
        var lastIn = plan.time[DownForward][microbatches - 1];
        plan.PullTogether(Math.Min(firstBack, lastIn));
        plan.PlayOut(lastIn);
        return plan.ToSchedule(name);
    }

    private void Put(int device, int type, int microbatch, int at)
    {
        var row = slots[device];
        while (row.Count <= at) row.Add(Empty);
        row[at] = type * microbatches + microbatch;
        time[device * Types + type][microbatch] = at;
    }

    /// <summary>Puts each weight gradient into the next free slot behind its input gradient, oldest first.</summary>
    private void FillWeights(int device)
    {
        var waiting = new Queue<int>();
        var row = slots[device];
        for (var at = 0; at < row.Count || waiting.Count > 0; at++)
        {
            var action = at < row.Count ? row[at] : Empty;
            var type = action / microbatches;
            if (action == Empty && waiting.Count > 0)
            {
                var next = waiting.Dequeue();
                Put(device, next / microbatches, next % microbatches, at);
            }
            else if (action != Empty && type is UpInput or DownInput)
                waiting.Enqueue((type == UpInput ? UpWeight : DownWeight) * microbatches + action % microbatches);
        }
    }

    /// <summary>What a device holds after each slot, in microbatches of one stage.</summary>
    private int[] Held(int device)
    {
        var held = new int[slots[device].Count];
        var now = 0;
        for (var at = 0; at < held.Length; at++)
        {
            if (slots[device][at] != Empty) now += Weight(slots[device][at] / microbatches);
            held[at] = now;
        }
        return held;
    }

    private static int Weight(int type) => type <= UpForward ? 1 : type >= UpWeight ? -1 : 0;

    /// <summary>Moves every action before <paramref name="end"/> to the earliest free slot its inputs and the memory allow.</summary>
    private void PullTogether(int end)
    {
        var held = Enumerable.Range(0, devices).Select(Held).ToArray();
        for (var at = 0; at < end; at++)
        {
            for (var device = 0; device < devices; device++)
            {
                if (at >= slots[device].Count || slots[device][at] == Empty) continue;
                var (type, microbatch) = (slots[device][at] / microbatches, slots[device][at] % microbatches);
                var earliest = Ready(device, type, microbatch);
                // A forward moved forward weighs on every slot it passes.
                if (Weight(type) > 0)
                    for (var passed = at - 1; passed >= earliest; passed--)
                        if (held[device][passed] >= capacity) earliest = passed + 1;
                while (earliest < at && slots[device][earliest] != Empty) earliest++;
                if (earliest >= at) continue;
                for (var passed = earliest; passed < at; passed++) held[device][passed] += Weight(type);
                slots[device][at] = Empty;
                Put(device, type, microbatch, earliest);
            }
        }
    }

    /// <summary>The first slot in which an action has what it needs, and comes after the one for the microbatch before.</summary>
    private int Ready(int device, int type, int microbatch)
    {
        var after = microbatch > 0 ? Time(device, type, microbatch - 1) : Empty;
        return 1 + Math.Max(after, type switch
        {
            DownForward => device > 0 ? Time(device - 1, DownForward, microbatch) : Empty,
            UpForward => device < devices - 1 ? Time(device + 1, UpForward, microbatch) : Time(device, DownForward, microbatch),
            UpInput => Math.Max(Time(device, UpForward, microbatch), device > 0 ? Time(device - 1, UpInput, microbatch) : Empty),
            DownInput => Math.Max(Time(device, DownForward, microbatch), device < devices - 1
                ? Time(device + 1, DownInput, microbatch)
                : Time(device, UpInput, microbatch)),
            UpWeight => Time(device, UpInput, microbatch),
            _ => Time(device, DownInput, microbatch),
        });
    }

    private int Time(int device, int type, int microbatch) => time[device * Types + type][microbatch];

    /// <summary>
    /// Plays everything from slot <paramref name="begin"/> on anew: each device takes the forward or input gradient that came first
    /// in the repetition, and a weight gradient where none is ready or the memory is full.
    /// </summary>
    private void PlayOut(int begin)
    {
        var left = new Queue<int>[devices * Types];
        for (var device = 0; device < devices; device++)
        {
            for (var type = 0; type < Types; type++)
            {
                var (own, kind) = (time[device * Types + type], type);
                left[device * Types + type] = new(Enumerable.Range(0, microbatches).Where(microbatch => own[microbatch] >= begin));
                foreach (var microbatch in left[device * Types + kind]) own[microbatch] = int.MaxValue - 1;
            }
            if (slots[device].Count > begin) slots[device].RemoveRange(begin, slots[device].Count - begin);
        }
        var held = Enumerable.Range(0, devices).Select(device => Held(device).LastOrDefault()).ToArray();
        for (var at = begin; left.Any(queue => queue.Count > 0); at++)
        {
            for (var device = 0; device < devices; device++)
            {
                var type = Choose(device, at, left, held[device]);
                if (type == Empty) continue;
                Put(device, type, left[device * Types + type].Dequeue(), at);
                held[device] += Weight(type);
            }
        }
    }

    private int Choose(int device, int at, Queue<int>[] left, int held)
    {
        var best = Empty;
        var oldest = int.MaxValue;
        // Gradients before forwards, and of several the older microbatch.
        foreach (var type in (int[])[DownInput, UpInput, UpForward, DownForward, DownWeight, UpWeight])
        {
            var queue = left[device * Types + type];
            if (queue.Count == 0 || Ready(device, type, queue.Peek()) > at) continue;
            if (Weight(type) > 0 && held >= capacity) continue;
            if (type >= UpWeight && best != Empty && best < UpWeight) continue;
            if (queue.Peek() >= oldest) continue;
            (best, oldest) = (type, queue.Peek());
        }
        return best;
    }

    private Schedule ToSchedule(string name) => new(name, StageMap.V(devices), microbatches, slots.Select((row, device) => row
        .Where(action => action != Empty).Select(action =>
        {
            var type = action / microbatches;
            var stage = type is DownForward or DownInput or DownWeight ? device : 2 * devices - 1 - device;
            var kind = type <= UpForward ? ActionKind.Forward : type <= DownInput ? ActionKind.InputGradient : ActionKind.WeightGradient;
            return new ScheduleAction(kind, stage, action % microbatches);
        })));
}
