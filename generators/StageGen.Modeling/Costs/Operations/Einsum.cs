namespace StageGen.Modeling.Costs;

/// <summary>
/// einsum: "bhid,bhjd->bhij". For two operands 2 operations for every combination of all letters; for more they are multiplied from left to
/// right, as PyTorch does without a path.
/// </summary>
internal static class Einsum
{
    public static IEnumerable<Operation> All => [new("einsum", "equation, tensors", Apply)];

    private static LayerResult Apply(Call call)
    {
        var operands = call.Tensors;
        if (call.List.At(0)?.Text is not { } equation || operands.Count == 0) return LayerResult.Unknown;
        string[] sides = equation.Replace(" ", "").Split(["->"], StringSplitOptions.None);
        string[] inputs = sides[0].Split(',');
        var unknown = new Outcome(call).Output(TensorShape.OfUnknownRank(operands[0].Shape.Type)).Forward(Size.Unknown);
        foreach (var operand in operands) _ = unknown.Gradient(operand, Size.Unknown).Keep(operand);
        // An ellipsis stands for as many letters as the ranks leave, which no equation in a model has needed yet.
        if (inputs.Length != operands.Count || equation.Contains("...") || operands.Any(operand => !operand.Shape.IsRankKnown))
            return unknown.Result();

        var sizes = new Dictionary<char, Size>();
        string? problem = null;
        foreach (var (letters, operand) in inputs.Zip(operands, (letters, operand) => (letters, operand)))
        {
            if (letters.Length != operand.Shape.Rank)
            {
                problem = "einsum names " + letters.Length + " dimensions (" + letters + ") of " + operand.Shape;
                continue;
            }

            for (int i = 0; i < letters.Length; i++)
            {
                var size = operand.Shape.Dimensions[i];
                if (!sizes.TryGetValue(letters[i], out var before) || before.IsOne || !before.IsKnown) sizes[letters[i]] = size;
                else if (!size.IsOne && Size.Differ(before, size))
                    problem = "einsum gives " + letters[i] + " the sizes " + before + " and " + size;
            }
        }

        if (problem is not null)
        {
            unknown.Problem = problem;
            return unknown.Result();
        }

        // Without an arrow: every letter that stands once, in the order of the alphabet.
        string output = sides.Length > 1 ? sides[1]
            : new string([.. sides[0].Where(char.IsLetter).GroupBy(letter => letter).Where(group => group.Count() == 1)
                .Select(group => group.Key).OrderBy(letter => letter)]);
        var shape = operands[0].Shape.With(output.Select(letter => sizes.TryGetValue(letter, out var size) ? size : Size.Unknown));
        var flops = Size.Zero;
        string joined = inputs[0];
        for (int i = 1; i < inputs.Length; i++)
        {
            string letters = new([.. joined.Union(inputs[i])]);
            flops += Size.Product(letters.Select(letter => sizes[letter])) * 2;
            joined = new(
                [.. letters.Where(letter => output.IndexOf(letter) >= 0 || inputs.Skip(i + 1).Any(rest => rest.IndexOf(letter) >= 0))]);
        }

        if (inputs.Length == 1) flops = operands[0].Shape.Elements;
        var outcome = new Outcome(call).Output(shape).Forward(flops);
        foreach (var operand in operands)
        {
            _ = outcome.Gradient(operand, flops);
            if (operands.Count == 1) continue;
            _ = Lies(inputs, operand.Index, output) ? outcome.Keep(operand) : outcome.KeepInside(operand.Shape.Bytes);
        }

        return outcome.Result();
    }

    /// <summary>
    /// Whether an operand is a stack of matrices as it lies: what all share in front, then what it alone has, then what is summed, or
    /// these two the other way round. Otherwise it is copied.
    /// </summary>
    private static bool Lies(string[] inputs, int index, string output)
    {
        string letters = inputs[index];
        bool Elsewhere(char letter) => inputs.Where((_, i) => i != index).Any(other => other.IndexOf(letter) >= 0);
        int Kind(char letter) => Elsewhere(letter) ? output.IndexOf(letter) >= 0 ? 0 : 2 : 1;
        var kinds = letters.Select(Kind).ToList();
        int batch = kinds.TakeWhile(kind => kind == 0).Count();
        var rest = kinds.Skip(batch).ToList();
        return !rest.Contains(0)
            && (rest.SequenceEqual(rest.OrderBy(kind => kind)) || rest.SequenceEqual(rest.OrderByDescending(kind => kind)));
    }
}
