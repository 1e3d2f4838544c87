namespace StageGen.Modeling.Costs.Interpretation;

/// <summary>
/// What a run of <c>forward</c> costs, by units: the submodules, numbered in the order in which they first run, or one stage.
/// </summary>
internal sealed class Ledger(SizeTable sizes, int inputs)
{
    /// <summary>The unit of what runs before any submodule.</summary>
    public const int None = -1;

    private const int Everything = int.MaxValue, FirstStage = int.MaxValue / 2;

    private readonly SavedMemory memory = new();
    private readonly Dictionary<Value, UnitKey> named = [];
    private readonly Dictionary<UnitKey, int> numbers = [];
    private readonly Dictionary<int, Tally> tallies = [];
    private readonly Stack<int> entered = new();
    private readonly Dictionary<int, int> inputOf = [];
    private readonly bool[] indices = new bool[inputs];
    private readonly Dictionary<(int From, int To, int Tensor), Size> flows = [];
    private readonly Stack<int> asides = new();
    private Size inside;
    private int lastAside = None;

    /// <summary>The stage that is run, which all counts with; null while the model runs as a whole and counts by submodules.</summary>
    public int? Stage { get; set; }

    /// <summary>For each input whether it is used to look something up: it then holds whole numbers.</summary>
    public IReadOnlyList<bool> Indices => indices;

    /// <summary>The units that ran, with their numbers.</summary>
    public IReadOnlyDictionary<UnitKey, int> Numbers => numbers;

    /// <summary>Which tensors go from one unit to another.</summary>
    public IReadOnlyDictionary<(int From, int To, int Tensor), Size> Flows => flows;

    public IEnumerable<Tally> Tallies => tallies.Where(pair => pair.Key is >= None and < FirstStage).Select(pair => pair.Value);

    public Tally TallyOf(int unit) => tallies.TryGetValue(unit, out var tally) ? tally : tallies[unit] = new Tally();

    public Size SavedBytes(int unit) => memory.BytesIn(unit);

    /// <summary>The unit of a stage.</summary>
    public static int UnitOfStage(int stage) => FirstStage + stage;

    /// <summary>What is held in all units together, what several hold counted once.</summary>
    public Size AllSavedBytes() => memory.BytesIn(Everything) + inside;

    /// <summary>Says which unit a module is; what its submodules cost is its own.</summary>
    public void Name(Value module, UnitKey unit) => named[module] = unit;

    public Scope Enter(Value module)
    {
        if (!named.TryGetValue(module, out var key)) return new Scope(null);
        if (Stage is not null) return new Scope(null);
        if (!numbers.TryGetValue(key, out int unit)) numbers[key] = unit = numbers.Count;
        entered.Push(unit);
        return new Scope(entered);
    }

    public TensorValue NewInput(TensorShape shape, int index)
    {
        var traced = memory.New(shape);
        inputOf[traced.Memory] = index;
        return new TensorValue(traced);
    }

    public TensorValue NewParameter(TensorShape shape)
    {
        shape = shape with { Role = TensorRole.Parameter };
        return new TensorValue(memory.New(shape), new ParameterIdentity(shape));
    }

    public TensorValue NewConstant(TensorShape shape) => new(memory.New(shape with { Role = TensorRole.Constant }));

    /// <summary>A tensor that comes in from elsewhere, or of which only what it was made from is known.</summary>
    public TensorValue New(TensorShape shape, IReadOnlyList<TensorValue> from) => new(memory.New(shape)) { Unit = UnitOf(from) };

    public IReadOnlyList<TensorValue> Record(LayerResult result, IReadOnlyList<TensorValue> inputs, Size parameterBytes)
    {
        if (result.Value is not null) return [];
        int unit = UnitOf(inputs);
        var outputs = memory.Record(result, [.. inputs.Select(input => input.Traced)], unit);
        TallyOf(unit).Add(result, inputs, parameterBytes, sizes);
        if (asides.Count == 0 && Stage is null) Note(result, inputs, outputs, unit);
        return [.. outputs.Select(output => new TensorValue(output) { Unit = unit })];
    }

    private void Note(LayerResult result, IReadOnlyList<TensorValue> inputs, IReadOnlyList<TracedTensor> outputs, int unit)
    {
        foreach (var saved in result.Saved)
        {
            if (saved.From == SavedFrom.Inside) inside += saved.Bytes;
            else if (saved.From == SavedFrom.Input && saved.Index < inputs.Count) memory.Keep(inputs[saved.Index].Traced, Everything);
            else if (saved.From == SavedFrom.Output && saved.Index < outputs.Count) memory.Keep(outputs[saved.Index], Everything);
        }
        foreach (var input in inputs)
            if (input.Unit != unit && (input.Unit >= 0 || inputOf.ContainsKey(input.Traced.Memory)))
                flows[(input.Unit, unit, input.Traced.Memory)] = input.Shape.Bytes;
    }

    /// <summary>Notes that a tensor stays until backward for another reason than that autograd keeps it: it came in, or goes out.</summary>
    public void Keep(TensorValue tensor)
    {
        memory.Keep(tensor.Traced, Stage is { } stage ? UnitOfStage(stage) : tensor.Unit);
        if (Stage is null) memory.Keep(tensor.Traced, Everything);
    }

    /// <summary>What looks something up takes whole numbers: an input that comes to it is known to hold them.</summary>
    public void NoteIndices(string operation, IReadOnlyList<TensorValue> tensors)
    {
        int at = operation is "Embedding" or "EmbeddingBag" or "embedding" or "embedding_bag" or "one_hot" ? 0 : -1;
        if (at >= 0 && at < tensors.Count && inputOf.TryGetValue(tensors[at].Traced.Memory, out int input)) indices[input] = true;
    }

    /// <summary>What runs outside of any submodule counts with the latest one that it reads from.</summary>
    public int UnitOf(IReadOnlyList<TensorValue> inputs) =>
        asides.Count > 0 ? asides.Peek() : Stage is { } stage ? UnitOfStage(stage)
        : entered.Count > 0 ? entered.Peek() : inputs.Select(input => input.Unit).DefaultIfEmpty(None).Max();

    /// <summary>Counts for a while what runs as a unit of its own, which belongs to nothing.</summary>
    public AsideScope Aside()
    {
        asides.Push(--lastAside);
        return new AsideScope(asides, lastAside);
    }

    internal readonly struct AsideScope(Stack<int> asides, int unit) : IDisposable
    {
        public int Unit { get; } = unit;

        public void Dispose() => asides.Pop();
    }

    /// <summary>The length of a call.</summary>
    internal readonly struct Scope(Stack<int>? entered) : IDisposable
    {
        public void Dispose()
        {
            if (entered?.Count > 0) _ = entered.Pop();
        }
    }
}

/// <summary>A submodule of the model, or one element of it; −1 where it is no list.</summary>
internal readonly record struct UnitKey(string Field, int Element);
