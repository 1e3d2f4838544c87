namespace StageGen;

/// <summary>The values of one microbatch on one device, by their index in <see cref="PipelineLayout.Values"/>.</summary>
public sealed class Microbatch
{
    private readonly IReadOnlyList<PipelineValue> values;
    private readonly object?[] contents;
    private readonly bool[] known;

    internal Microbatch(IReadOnlyList<PipelineValue> values, int index)
    {
        this.values = values;
        Index = index;
        contents = new object?[values.Count];
        known = new bool[values.Count];
    }

    /// <summary>Which microbatch of the step, from 0.</summary>
    public int Index { get; }

    /// <summary>How many values it has places for: those of <see cref="PipelineLayout.Values"/>.</summary>
    public int Count => contents.Length;

    /// <summary>How many samples it has.</summary>
    public int Size { get; internal set; }

    /// <summary>Reads a value.</summary>
    /// <typeparam name="T">The value's type in <c>forward</c>.</typeparam>
    /// <param name="value">Its index in <see cref="PipelineLayout.Values"/>.</param>
    /// <exception cref="InvalidOperationException">Nothing has set the value, or it has another type.</exception>
    public T Get<T>(int value)
    {
        if (!known[value])
        {
            throw new InvalidOperationException(
                $"The value '{values[value].Name}' of microbatch {Index} is read before a stage has set it.");
        }

        return contents[value] switch
        {
            T content => content,
            null when default(T) is null => default!,
            var other => throw new InvalidOperationException(
                $"The value '{values[value].Name}' of microbatch {Index} is a {other?.GetType().Name ?? "null"}; the stage that reads it takes a {typeof(T).Name}."),
        };
    }

    /// <summary>Sets a value.</summary>
    /// <typeparam name="T">The value's type in <c>forward</c>.</typeparam>
    /// <param name="value">Its index in <see cref="PipelineLayout.Values"/>.</param>
    /// <param name="content">The value.</param>
    public void Set<T>(int value, T content)
    {
        contents[value] = content;
        known[value] = true;
    }

    internal object? this[int index]
    {
        get => contents[index];
        set => Set(index, value);
    }

    internal void Clear()
    {
        Array.Clear(contents);
        Array.Clear(known);
    }

    /// <summary>Names the values present with their shapes and element types: the first thing one asks when a stage fails.</summary>
    internal string Describe()
    {
        var parts = new List<string>();
        for (int i = 0; i < contents.Length; i++)
        {
            if (known[i])
            {
                parts.Add($"{values[i].Name}: {Described.Value(contents[i])}");
            }
        }

        return string.Join(", ", parts);
    }
}
