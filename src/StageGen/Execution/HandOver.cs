using System.Diagnostics;
using TorchSharp;

namespace StageGen.Execution;

/// <summary>
/// What chunks hand to one another within a step: activations forwards, gradients backwards. Each message has a place of its
/// own, filled once by the producer and emptied once by the consumer, so the order of arrival never matters and a sender
/// never waits. In one process a tensor is handed over as it is; nothing is copied.
/// </summary>
/// <param name="chunks">How many chunks there are.</param>
/// <param name="values">How many values cross borders.</param>
/// <param name="microbatches">How many microbatches a step has.</param>
/// <param name="patient">Whether a waiting worker has a core to itself, so that it may spin for a while before it sleeps.</param>
internal sealed class HandOver(int chunks, int values, int microbatches, bool patient)
{
    private readonly Message?[] activations = new Message?[chunks * values * microbatches];
    private readonly Message?[] gradients = new Message?[chunks * values * microbatches];
    private readonly ManualResetEventSlim[] arrivals = [.. Enumerable.Range(0, chunks)
        .Select(_ => new ManualResetEventSlim(false, SpinsBeforeSleep))];
    private volatile bool stopped;

    // A sleeping thread takes some 50 µs to wake, and milliseconds on a busy machine, where it has lost its core; a spinning one
    // less than one. Where every worker has a core of its own, most waits of a schedule are over before it pays to sleep.
    private const int SpinsBeforeSleep = 200;
    private readonly long spinning = patient ? Stopwatch.Frequency / 500 : 0;

    /// <summary>A value or a gradient under way.</summary>
    /// <param name="Content">The value; for a gradient, null where the consumer's work did not depend on the value.</param>
    /// <param name="RequiresGradient">Whether the producer waits for a gradient of it.</param>
    public sealed record Message(object? Content, bool RequiresGradient = false)
    {
        /// <summary>Of an array of tensors: of which of them the producer waits for a gradient.</summary>
        public bool[]? PartsRequiringGradient { get; init; }

        /// <summary>The tensors in it.</summary>
        public IEnumerable<torch.Tensor> Tensors => TensorsOf(Content);

        public static IEnumerable<torch.Tensor> TensorsOf(object? content) => content switch
        {
            torch.Tensor tensor => [tensor],
            torch.Tensor?[] several => several.OfType<torch.Tensor>(),
            _ => [],
        };
    }

    public void PutActivation(int consumer, int value, int microbatch, Message message)
        => Put(activations, consumer, value, microbatch, message, receiver: consumer);

    public Message TakeActivation(int consumer, int value, int microbatch)
        => Take(activations, consumer, value, microbatch, receiver: consumer);

    public void PutGradient(int producer, int consumer, int value, int microbatch, Message message)
        => Put(gradients, consumer, value, microbatch, message, receiver: producer);

    public Message TakeGradient(int producer, int consumer, int value, int microbatch)
        => Take(gradients, consumer, value, microbatch, receiver: producer);

    /// <summary>Wakes everyone who waits; each of them leaves with a <see cref="StepStoppedException"/>.</summary>
    public void Stop()
    {
        stopped = true;
        foreach (ManualResetEventSlim arrival in arrivals)
        {
            arrival.Set();
        }
    }

    /// <summary>Disposes what a stopped step left under way and opens the table for the next step. No worker may be running.</summary>
    public void Reset()
    {
        foreach (Message?[] table in (Message?[][])[activations, gradients])
        {
            for (int i = 0; i < table.Length; i++)
            {
                foreach (torch.Tensor tensor in table[i]?.Tensors ?? [])
                {
                    tensor.Dispose();
                }

                table[i] = null;
            }
        }

        foreach (ManualResetEventSlim arrival in arrivals)
        {
            arrival.Reset();
        }

        stopped = false;
    }

    private void Put(Message?[] table, int consumer, int value, int microbatch, Message message, int receiver)
    {
        Volatile.Write(ref table[Place(consumer, value, microbatch)], message);
        arrivals[receiver].Set();
    }

    private Message Take(Message?[] table, int consumer, int value, int microbatch, int receiver)
    {
        ref Message? place = ref table[Place(consumer, value, microbatch)];
        ManualResetEventSlim arrival = arrivals[receiver];
        long sleepFrom = Stopwatch.GetTimestamp() + spinning;
        while (true)
        {
            if (stopped)
            {
                throw new StepStoppedException();
            }

            if (Volatile.Read(ref place) is { } message)
            {
                place = null;
                return message;
            }

            if (Stopwatch.GetTimestamp() < sleepFrom)
            {
                Thread.SpinWait(20);
                continue;
            }

            // Reset before the second look: whatever arrives after the look sets the event again.
            arrival.Reset();
            if (Volatile.Read(ref place) is null && !stopped)
            {
                arrival.Wait();
            }
        }
    }

    private int Place(int consumer, int value, int microbatch) => (((consumer * values) + value) * microbatches) + microbatch;
}
