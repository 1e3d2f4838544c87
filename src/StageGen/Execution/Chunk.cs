namespace StageGen.Execution;

/// <summary>
/// Neighbouring stages that run as one on a device: one autograd graph, no border between them. What the schedule calls a stage.
/// </summary>
internal sealed class Chunk
{
    public Chunk(int index, int device, IReadOnlyList<PipelineStage> stages, int firstStage, PipelineLayout layout,
        IReadOnlyList<int> chunkOfStage)
    {
        Index = index;
        Device = device;
        Stages = stages;
        FirstStage = firstStage;
        LastStage = firstStage + stages.Count - 1;

        var inputs = new List<int>();
        var imports = new List<Import>();
        var exports = new List<Export>();
        for (int v = 0; v < layout.Values.Count; v++)
        {
            PipelineValue value = layout.Values[v];
            bool read = value.Consumers.Any(s => chunkOfStage[s] == index);
            int producer = value.Producer < 0 ? -1 : chunkOfStage[value.Producer];
            if (producer < 0)
            {
                if (read)
                {
                    inputs.Add(v);
                }

                continue;
            }

            if (producer == index)
            {
                // Descending: where several chunks send back a gradient of one value, the last consumer's comes first, as it
                // does in the backward of the unsplit model.
                int[] consumers = [.. value.Consumers.Select(s => chunkOfStage[s]).Where(c => c != index).Distinct().OrderDescending()];
                if (consumers.Length > 0)
                {
                    exports.Add(new Export(v, consumers));
                }
            }
            else if (read)
            {
                imports.Add(new Import(v, producer, value.Consumers.Where(s => chunkOfStage[s] > index).DefaultIfEmpty(-1).Min()));
            }
        }

        Inputs = inputs;
        Imports = imports;
        Exports = exports;
        HasOutput = chunkOfStage[layout.Values[layout.Output].Producer] == index;
    }

    /// <summary>
    /// A value that another chunk computes and this one reads; the first stage behind this chunk that reads it, too, or −1.
    /// </summary>
    public readonly record struct Import(int Value, int Producer, int LaterReader);

    /// <summary>A value that this chunk computes and others read; the readers in descending order.</summary>
    public readonly record struct Export(int Value, int[] Consumers);

    public int Index { get; }

    public int Device { get; }

    public IReadOnlyList<PipelineStage> Stages { get; }

    public int FirstStage { get; }

    public int LastStage { get; }

    /// <summary>The inputs of <c>forward</c> that the chunk reads.</summary>
    public IReadOnlyList<int> Inputs { get; }

    public IReadOnlyList<Import> Imports { get; }

    public IReadOnlyList<Export> Exports { get; }

    /// <summary>Whether <c>forward</c>'s result is computed here, and with it the loss.</summary>
    public bool HasOutput { get; }

    public override string ToString() => FirstStage == LastStage ? $"stage {FirstStage}" : $"stages {FirstStage}–{LastStage}";
}
