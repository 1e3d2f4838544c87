namespace StageGen.Modeling.Costs.Interpretation;

/// <summary>A call under way: its variables, and those of the function around it.</summary>
/// <param name="type">The class whose names hold here.</param>
/// <param name="self">The object whose method it is; null in a static one.</param>
/// <param name="outer">For a lambda or local function: where it was written.</param>
internal sealed class Frame(SourceType type, InstanceValue? self, Frame? outer = null)
{
    private readonly Dictionary<string, Value> variables = new(StringComparer.Ordinal);

    public SourceType Type { get; } = type;

    public InstanceValue? Self { get; } = self;

    /// <summary>What it returned.</summary>
    public Value? Result { get; set; }

    /// <summary>What it yielded, or null where it is no iterator.</summary>
    public List<Value>? Yielded { get; set; }

    public Value? Find(string name)
    {
        for (var frame = this; frame is not null; frame = frame.Outer)
            if (frame.variables.TryGetValue(name, out var value)) return value;
        return null;
    }

    public void Declare(string name, Value value) => variables[name] = value;

    /// <summary>Gives a variable another value; tells whether there is one.</summary>
    public bool Assign(string name, Value value)
    {
        for (var frame = this; frame is not null; frame = frame.Outer)
        {
            if (!frame.variables.ContainsKey(name)) continue;
            frame.variables[name] = value;
            return true;
        }
        return false;
    }

    private Frame? Outer { get; } = outer;
}

/// <summary>How a statement ended.</summary>
internal enum Flow
{
    Next,
    Break,
    Continue,
    Return,
    Throw,
}
