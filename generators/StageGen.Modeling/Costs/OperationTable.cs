namespace StageGen.Modeling.Costs;

/// <summary>
/// What the methods of tensors, the functions of <c>torch</c> and <c>torch.nn.functional</c>, and the operators give and cost. A
/// receiver is the first argument: <c>x.view(8, -1)</c> is <c>view</c> of x, 8 and −1. Operators go by their signs (<c>+</c>, <c>==</c>,
/// the unary minus as <c>neg</c>), indexing by <c>[]</c>. The inputs that a result speaks of are <see cref="ArgumentList.Tensors"/>.
/// </summary>
public static class OperationTable
{
    private static readonly Dictionary<string, Operation> Operations = Collect();

    /// <summary>The names it knows.</summary>
    public static IEnumerable<string> Names => Operations.Keys;

    /// <summary>What a call gives and costs; null where nothing of that name is known.</summary>
    public static LayerResult? Apply(string operation, ArgumentList arguments)
    {
        if (Operations.TryGetValue(operation, out var known)) return known.Apply(new Call(operation, arguments, known.Parameters));
        // relu_ is relu, in the memory of its first operand.
        bool isInPlace = operation.Length > 1 && operation[operation.Length - 1] == '_' && operation[operation.Length - 2] != '_';
        return isInPlace && Apply(operation.Substring(0, operation.Length - 1), arguments) is { Outputs.Count: 1 } result
            ? result with { Views = new([0]) } : null;
    }

    private static Dictionary<string, Operation> Collect()
    {
        var table = new Dictionary<string, Operation>(StringComparer.Ordinal);
        foreach (var operation in Activations.All.Concat(Arithmetic.All).Concat(Products.All).Concat(Convolutions.All).Concat(Normalizations.All)
            .Concat(Lookups.All).Concat(Views.All))
        {
            foreach (string name in operation.Names) table.Add(name, operation);
        }

        return table;
    }
}
