using TorchSharp.Modules;
using static TorchSharp.torch;

namespace StageGen.Execution;

/// <summary>
/// A parameter that several chunks use, as a language model's embedding and head may share their weights. Each chunk's backward of
/// a microbatch gives a gradient of its own; they are added as the unsplit model adds them: first those of one microbatch, the last
/// chunk's first, then the sums, microbatch by microbatch. So the order in which the devices get there does not matter.
/// </summary>
/// <remarks>
/// Autograd knows one place to leave a parameter's gradient. A chunk holds <see cref="gate"/> while its backward runs, finds the place
/// empty and leaves it empty. Backwards of chunks that share a parameter therefore take turns; all other work goes on.
/// </remarks>
internal sealed class TiedParameter(Parameter parameter, IReadOnlyList<int> chunks)
{
    private readonly object gate = new();
    private readonly int[] chunks = [.. chunks.OrderDescending()];
    private Tensor?[,] parts = new Tensor?[0, 0];
    private int[] finished = [];
    private int next;
    private Tensor? sum;

    /// <summary>Whether a chunk uses it.</summary>
    public bool IsUsedBy(int chunk) => chunks.Contains(chunk);

    /// <summary>Makes ready for a step of so many microbatches, which adds to the gradient there is.</summary>
    public void Begin(int microbatches)
    {
        parts = new Tensor?[microbatches, chunks.Length];
        finished = new int[microbatches];
        next = 0;
        sum = parameter.grad?.DetachFromDisposeScope();
        parameter.grad = null;
    }

    /// <summary>Waits until no other chunk's backward runs.</summary>
    public void Enter() => Monitor.Enter(gate);

    /// <summary>Keeps what the backward left, and lets another chunk's run.</summary>
    public void Leave(int chunk, int microbatch)
    {
        try
        {
            if (parameter.grad is { } gradient)
            {
                parameter.grad = null;
                ref Tensor? part = ref parts[microbatch, Array.IndexOf(chunks, chunk)];
                if (part is null)
                {
                    part = gradient.DetachFromDisposeScope();
                }
                else
                {
                    _ = part.add_(gradient);
                }
            }
        }
        finally
        {
            Monitor.Exit(gate);
        }
    }

    /// <summary>Says that a chunk has done all its backward of a microbatch; adds up what is complete.</summary>
    public void Finish(int microbatch)
    {
        lock (gate)
        {
            finished[microbatch]++;
            while (next < finished.Length && finished[next] == chunks.Length)
            {
                Add(next++);
            }
        }
    }

    /// <summary>Gives the parameter its gradient, after a step in which nothing failed.</summary>
    public void End()
    {
        parameter.grad = sum;
        sum?.Dispose();
        sum = null;
    }

    /// <summary>Frees what a stopped step left.</summary>
    public void Discard()
    {
        foreach (Tensor? part in parts)
        {
            part?.Dispose();
        }

        Array.Clear(parts);
        sum?.Dispose();
        sum = null;
        parameter.grad = null;
    }

    private void Add(int microbatch)
    {
        Tensor? total = null;
        for (int i = 0; i < chunks.Length; i++)
        {
            Accumulate(ref total, parts[microbatch, i]);
            parts[microbatch, i] = null;
        }

        Accumulate(ref sum, total);
    }

    // Takes over the summand.
    private static void Accumulate(ref Tensor? to, Tensor? summand)
    {
        if (to is null)
        {
            to = summand;
        }
        else if (summand is not null)
        {
            _ = to.add_(summand);
            summand.Dispose();
        }
    }
}
