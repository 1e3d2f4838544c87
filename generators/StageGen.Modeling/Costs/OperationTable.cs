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

    /// <summary>Whether it is one of those names, or one that works in place.</summary>
    public static bool Knows(string operation) => Operations.ContainsKey(operation) || Operations.ContainsKey(operation.TrimEnd('_'));

    /// <summary>What a call gives and costs; null where nothing of that name is known.</summary>
    public static LayerResult? Apply(string operation, ArgumentList arguments)
    {
        if (Operations.TryGetValue(operation, out var known)) return known.Apply(new Call(operation, arguments, known.Parameters));
        // relu_ is relu, in the memory of its first operand.
        if (operation.Length < 2 || operation[operation.Length - 1] != '_') return null;
        string name = operation.Substring(0, operation.Length - 1);
        if (!Operations.TryGetValue(name, out known)) return null;
        var result = known.Apply(new Call(name, arguments, known.Parameters) { IsInPlace = true });
        return result.Outputs.Count == 1
            ? result with { Views = new([0]), Saved = result.Saved.Select(Copied).ToEquatableArray() }
            : result;

        // What was there before is gone, so autograd keeps a copy of it.
        static SavedTensor Copied(SavedTensor saved) =>
            saved is { From: SavedFrom.Input, Index: 0 } ? saved with { From = SavedFrom.Inside } : saved;
    }

    private static Dictionary<string, Operation> Collect()
    {
        var table = new Dictionary<string, Operation>(StringComparer.Ordinal);
        IEnumerable<Operation>[] families =
        [
            Activations.All, Arithmetic.All, Selections.All, Reductions.All, Softmaxes.All, Products.All, Einsum.All,
            Convolutions.All, Poolings.All,
            Normalizations.All, Dropouts.All, Attention.All, Lookups.All, Resamplings.All, Losses.All, Views.All, Slices.All,
            Joins.All, Copies.All, Creations.All, Questions.All,
        ];
        foreach (var operation in families.SelectMany(family => family))
            foreach (string name in operation.Names) table.Add(name, operation);
        return table;
    }
}
