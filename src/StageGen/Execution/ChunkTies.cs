namespace StageGen.Execution;

/// <summary>The parameters that a chunk shares with other chunks.</summary>
internal sealed class ChunkTies(int chunk, IReadOnlyList<TiedParameter> tied)
{
    private int Chunk { get; } = chunk;

    private IReadOnlyList<TiedParameter> Tied { get; } = tied;

    /// <summary>
    /// Around every call of autograd's backward: the chunk has the shared parameters' gradients to itself until disposed.
    /// </summary>
    public Lease Enter(int microbatch) => new(this, microbatch);

    /// <summary>The chunk's backward of a microbatch is done.</summary>
    public void Finish(int microbatch)
    {
        foreach (TiedParameter parameter in Tied)
        {
            parameter.Finish(microbatch);
        }
    }

    /// <summary>The shared parameters' gradients, held in one order by all, so that nobody waits in a circle.</summary>
    public readonly ref struct Lease
    {
        private readonly ChunkTies ties;
        private readonly int microbatch;

        public Lease(ChunkTies ties, int microbatch)
        {
            (this.ties, this.microbatch) = (ties, microbatch);
            foreach (TiedParameter parameter in ties.Tied)
            {
                parameter.Enter();
            }
        }

        /// <summary>Keeps the gradients and lets others go on.</summary>
        public void Dispose()
        {
            foreach (TiedParameter parameter in ties.Tied)
            {
                parameter.Leave(ties.Chunk, microbatch);
            }
        }
    }
}
