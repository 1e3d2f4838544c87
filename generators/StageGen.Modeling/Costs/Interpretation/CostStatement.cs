using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StageGen.Modeling.Reading;

namespace StageGen.Modeling.Costs.Interpretation;

/// <summary>A <c>[Cost]</c>: what its author says of a module; null where nothing is said.</summary>
internal sealed record CostStatement(long? ForwardFlops, long? BackwardFlops, long? ActivationBytes, long? Parameters,
    EquatableArray<Size>? Output)
{
    private const string Attribute = "CostAttribute";

    /// <summary>The attribute on a field, a property or a class; its name is looked at before anything is bound.</summary>
    public static CostStatement? Of(MemberDeclarationSyntax declaration, Func<ISymbol?> symbol) =>
        declaration.AttributeLists.Count > 0
        && declaration.AttributeLists.SelectMany(list => list.Attributes)
            .Any(attribute => TypeNames.Last(attribute.Name) is "Cost" or Attribute)
            && symbol()?.FindStageGen(Attribute) is { } data
            ? new CostStatement(Said(data, "ForwardFlops"), Said(data, "BackwardFlops"), Said(data, "ActivationBytes"),
                Said(data, "Parameters"), OutputOf(data))
            : null;

    private static long? Said(AttributeData data, string name) => data.Named(name) is long and >= 0 and var value ? value : null;

    private static EquatableArray<Size>? OutputOf(AttributeData data)
    {
        foreach (var pair in data.NamedArguments)
            if (pair.Key == "Output" && pair.Value is { Kind: TypedConstantKind.Array, IsNull: false })
                return pair.Value.Values.Select(item => Dimension(item.Kind == TypedConstantKind.Primitive ? item.Value : null))
                    .ToEquatableArray();
        return null;
    }

    public static Size Dimension(object? written) => written switch
    {
        int number => number,
        long number => number,
        string { Length: > 0 } name => Size.Symbol(name),
        _ => Size.Unknown,
    };

    /// <summary>What the author says, and for what she leaves out, what was found.</summary>
    /// <param name="input">What comes in.</param>
    /// <param name="batch">The samples of a microbatch.</param>
    /// <param name="found">What running the module's source cost, or null.</param>
    /// <param name="foundBytes">What it held until backward.</param>
    /// <param name="output">What came out of it, or null.</param>
    public LayerResult Apply(TensorShape input, Size batch, Tally? found, Size foundBytes, TensorShape? output)
    {
        var forward = ForwardFlops is { } said ? batch * said : found?.ForwardFlops ?? Size.Unknown;
        var backward = BackwardFlops is { } back ? batch * back
            : ForwardFlops is { } twice ? batch * 2 * twice
            : found is null ? Size.Unknown
            : found.InputGradientFlops + found.WeightGradientFlops;
        var shape = Output is { } dimensions ? input.With(dimensions) : output ?? input;
        return new LayerResult
        {
            Outputs = new([shape with { Role = TensorRole.Activation, Type = shape.Type.IsFloating() ? shape.Type : ElementType.Float32 }]),
            ForwardFlops = forward,
            // Half of a backward is spent on either kind of gradient.
            InputGradientFlops = Size.Divide(backward, 2),
            WeightGradientFlops = backward - Size.Divide(backward, 2),
            Saved = new([new SavedTensor(SavedFrom.Inside, 0, ActivationBytes is { } bytes ? batch * bytes
                : found is null ? Size.Unknown
                : foundBytes)]),
        };
    }
}
