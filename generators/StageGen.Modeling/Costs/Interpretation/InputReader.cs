using Microsoft.CodeAnalysis;
using StageGen.Modeling.Reading;

namespace StageGen.Modeling.Costs.Interpretation;

/// <summary>
/// The inputs of <c>forward</c> as a run takes them: shapes from <c>[Shape]</c>, other values from <c>[Typical]</c> or defaults. What a run
/// finds out about them (that one holds whole numbers, that a size decides something) is kept for the next.
/// </summary>
internal sealed class InputReader
{
    /// <summary>The dimension along which a batch is cut.</summary>
    private const string BatchDimension = "batch";

    private readonly Forward forward;
    private readonly ModelConstructor constructor;
    private readonly IMethodSymbol? symbol;
    private readonly SortedSet<string> isFixed = new(StringComparer.Ordinal);
    private readonly bool[] isWhole;
    private readonly Dictionary<string, long> typical = new(StringComparer.Ordinal);
    private readonly List<string> names = [];
    private Dictionary<int, Value> defaults = [];

    public InputReader(INamedTypeSymbol type, Forward forward, ModelConstructor constructor,
        IReadOnlyDictionary<string, long> said, ModelPlan? plan)
    {
        (this.forward, this.constructor) = (forward, constructor);
        symbol = type.Forwards().FirstOrDefault();
        isWhole = new bool[forward.Inputs.Count];
        foreach (var dimension in forward.Inputs.Where(input => input.Shape is not null).SelectMany(input => input.Shape!.Value))
            if (NameOf(dimension) is { } name && !names.Contains(name)) names.Add(name);
        foreach (string name in names)
        {
            if (name == BatchDimension) typical[name] = said.TryGetValue(name, out long batch) ? Microbatch(batch, plan) : 1;
            else if (said.TryGetValue(name, out long size)) typical[name] = size;
        }
    }

    public IReadOnlyDictionary<string, long> Typical => typical;

    /// <summary>The samples of a microbatch.</summary>
    public Size Batch => names.Contains(BatchDimension) ? SizeOf(BatchDimension) : Size.One;

    public EquatableArray<SizeValue> Sizes =>
        names.Select(name => new SizeValue(name, typical.TryGetValue(name, out long value) ? value : null, isFixed.Contains(name)))
            .ToEquatableArray();

    /// <summary>A dimension that nobody gave a size has that of the constructor's parameter of its name.</summary>
    public void ReadDefaults(ModelRun run)
    {
        var parameters = run.Parameters(constructor);
        foreach (string name in names)
            if (!typical.ContainsKey(name) && parameters.TryGetValue(name, out var value) && value is NumberValue number
                && number.Size.TryGetConstant(out long size) && size > 0)
                typical[name] = size;
        defaults = run.Defaults(forward.Syntax);
    }

    /// <summary>Notes what a run found out; tells whether it is new.</summary>
    public bool Learn(IReadOnlyList<bool> indices, IEnumerable<string> decisive)
    {
        bool learnt = false;
        for (int i = 0; i < indices.Count; i++)
        {
            learnt |= indices[i] && !isWhole[i];
            isWhole[i] |= indices[i];
        }
        foreach (string name in decisive) learnt |= isFixed.Add(name);
        return learnt;
    }

    public List<ModelInput> Values(Findings findings)
    {
        var inputs = new List<ModelInput>();
        for (int i = 0; i < forward.Inputs.Count; i++)
        {
            var input = forward.Inputs[i];
            var syntax = forward.Syntax.ParameterList.Parameters[i];
            if (forward.InputTypes[i].Crossing == Crossing.Tensor && (input.Shape is not null || !defaults.ContainsKey(i)))
            {
                inputs.Add(new ModelInput(ShapeOf(input, isWhole[i]), Value.Null));
                if (input.Shape is null)
                    findings.Unknown(syntax, "the shape of '" + input.Name + "'", "is not known: write [Shape(\"batch\", …)] on it");
                foreach (string name in (input.Shape ?? default).Select(NameOf).OfType<string>())
                    if (!typical.ContainsKey(name))
                        findings.Unknown(syntax, "the size '" + name + "'",
                            "is not known: write [Typical(\"" + name + "\", …)] on the class");
            }
            else
                inputs.Add(new ModelInput(null,
                    TypicalReader.OfParameter(syntax, i < symbol?.Parameters.Length ? symbol.Parameters[i] : null)
                        ?? (defaults.TryGetValue(i, out var value) ? value
                            : new UnknownValue("'" + input.Name + "' is known at run time: write [Typical(…)] on it"))));
        }
        return inputs;
    }

    private TensorShape ShapeOf(InputPlan input, bool holdsWhole)
    {
        var element = holdsWhole ? ElementType.Int64 : ElementType.Float32;
        var shape = input.Shape is { } dimensions
            ? TensorShape.Of(element, [.. dimensions.Select(Dimension)])
            : TensorShape.OfUnknownRank(element);
        return shape with { Role = TensorRole.Constant };
    }

    private Size Dimension(string literal) =>
        NameOf(literal) is { } name ? SizeOf(name) : long.TryParse(literal, System.Globalization.NumberStyles.Integer,
            System.Globalization.CultureInfo.InvariantCulture, out long size) ? size : Size.Unknown;

    private Size SizeOf(string name) => isFixed.Contains(name) && typical.TryGetValue(name, out long value) ? value : Size.Symbol(name);

    private static string? NameOf(string literal) =>
        literal.Length > 1 && literal[0] == '"' ? literal.Substring(1, literal.Length - 2) : null;

    private static long Microbatch(long batch, ModelPlan? plan)
    {
        int microbatches = plan?.Schedule.Microbatches is > 0 and var declared
            ? declared
            : 4 * Math.Max(1, plan?.Devices.Count is > 0 and var devices ? devices : plan?.Automatic?.Count ?? plan?.Stages.Count ?? 1);
        return Math.Max(1, (batch + microbatches - 1) / microbatches);
    }
}
