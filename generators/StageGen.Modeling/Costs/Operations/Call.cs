namespace StageGen.Modeling.Costs;

/// <summary>A tensor among the arguments of a call.</summary>
/// <param name="Shape">What it is.</param>
/// <param name="Index">Which of <see cref="ArgumentList.Tensors"/>.</param>
internal readonly record struct Operand(TensorShape Shape, int Index);

/// <summary>A call of an operation: its arguments, bound to the parameters of the operation's signature.</summary>
internal sealed class Call
{
    private readonly Dictionary<Argument, int> places = new(ReferenceComparer.Instance);

    public Call(string operation, ArgumentList arguments, params string[] parameters)
    {
        (Operation, List, Arguments) = (operation, arguments, new Binding(arguments, parameters));
        foreach (var item in arguments.Items) Count(item.Value);
    }

    public string Operation { get; }

    /// <summary>Whether it was called by a name with <c>_</c> behind it: it changes its first operand.</summary>
    public bool IsInPlace { get; init; }

    public Binding Arguments { get; }

    public ArgumentList List { get; }

    /// <summary>All tensors, those in lists too, in the order in which they stand.</summary>
    public List<Operand> Tensors { get; } = [];

    /// <summary>The tensor given for a parameter, or null.</summary>
    public Operand? Tensor(string parameter)
        => Arguments[parameter] is { Tensor: { } shape } argument ? new Operand(shape, places[argument]) : null;

    /// <summary>The tensors of the list given for a parameter.</summary>
    public IReadOnlyList<Operand> TensorList(string parameter)
        => Arguments[parameter] is { } argument ? (argument.Kind == ArgumentKind.List ? argument.Items : [argument])
            .Select(item => item.Tensor is { } shape ? new Operand(shape, places[item]) : new Operand(TensorShape.Unknown, -1)).ToList()
            : [];

    private void Count(Argument argument)
    {
        if (argument.Tensor is { } shape)
        {
            places[argument] = Tensors.Count;
            Tensors.Add(new(shape, Tensors.Count));
        }

        foreach (var item in argument.Items) Count(item);
    }

    /// <summary>Two arguments with the same value are two.</summary>
    private sealed class ReferenceComparer : IEqualityComparer<Argument>
    {
        public static ReferenceComparer Instance { get; } = new();

        public bool Equals(Argument left, Argument right) => ReferenceEquals(left, right);

        public int GetHashCode(Argument argument) => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(argument);
    }
}
