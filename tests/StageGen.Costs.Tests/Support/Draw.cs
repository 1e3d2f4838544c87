namespace StageGen.Costs.Tests;

/// <summary>Random arguments, as people write them: a few in place, others by name, most left out.</summary>
internal sealed class Draw(int seed)
{
    private readonly Random random = new(seed);

    public long Number(long least, long most) => random.NextInt64(least, most + 1);

    public bool Flag() => random.Next(2) == 0;

    public T OneOf<T>(params T[] values) => values[random.Next(values.Length)];

    /// <summary>Sizes for so many dimensions.</summary>
    public long[] Sizes(int rank, long least, long most) => [.. Enumerable.Range(0, rank).Select(_ => Number(least, most))];

    /// <summary>One size, or one for each dimension.</summary>
    public object Window(int rank, long least, long most) => rank == 1 || Flag() ? Number(least, most) : Sizes(rank, least, most);

    /// <summary>The required arguments, then some of the optional ones: a prefix in place, of the others a few by name.</summary>
    public object?[] Arguments(object?[] required, params (string Name, Func<object?> Value)[] optional)
    {
        int inPlace = random.Next(3) == 0 ? random.Next(optional.Length + 1) : 0;
        return
        [
            .. required,
            .. optional.Take(inPlace).Select(parameter => parameter.Value()),
            .. optional.Skip(inPlace).Where(_ => random.Next(3) == 0).OrderBy(_ => random.Next())
                .Select(parameter => new Named(parameter.Name, parameter.Value())),
        ];
    }
}
