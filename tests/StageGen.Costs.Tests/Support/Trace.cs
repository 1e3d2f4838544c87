using StageGen.Modeling;
using StageGen.Modeling.Costs;
using TorchSharp;
using static TorchSharp.torch;
using Size = StageGen.Modeling.Costs.Size;

namespace StageGen.Costs.Tests;

/// <summary>A tensor, and what the table takes it to be.</summary>
internal sealed record Twin(Tensor Real, TracedTensor Traced)
{
    public TensorShape Shape => Traced.Shape;
}

/// <summary>A module, and what the table takes it to be.</summary>
internal sealed record ModuleTwin(nn.Module Real, Layer Layer);

/// <summary>A place in an index, and what the table takes it to be.</summary>
internal sealed record Position(TensorIndex Real, Argument Traced)
{
    public static Position All { get; } = Slice();

    public static Position Rest { get; } = new(TensorIndex.Ellipsis, Argument.Ellipsis);

    public static Position New { get; } = new(TensorIndex.Null, Argument.Null);

    public static Position Of(long place) => new(TensorIndex.Single(place), Argument.Of(place));

    public static Position Slice(long? start = null, long? stop = null, long? step = null)
        => new(TensorIndex.Slice(start, stop, step), Argument.Slice(End(start), End(stop), End(step)));

    private static Argument End(long? end) => end is { } value ? Argument.Of(value) : Argument.Null;
}

/// <summary>Runs operations and modules twice, in TorchSharp and in the table, and compares what comes out.</summary>
internal sealed class Trace : IDisposable
{
    private readonly DisposeScope scope = NewDisposeScope();

    public SavedMemory Memory { get; } = new();

    /// <summary>The last result of the table.</summary>
    public LayerResult Last { get; private set; } = LayerResult.Unknown;

    public void Dispose() => scope.Dispose();

    public Twin Input(params long[] dimensions) => Tensor(TensorRole.Activation, randn(dimensions));

    /// <summary>Data without a gradient.</summary>
    public Twin Data(params long[] dimensions) => Tensor(TensorRole.Constant, randn(dimensions));

    /// <summary>Numbers of rows.</summary>
    public Twin Indices(long below, params long[] dimensions) => Tensor(TensorRole.Constant, randint(below, dimensions));

    public Twin Mask(params long[] dimensions) => Tensor(TensorRole.Constant, rand(dimensions).gt(0.5));

    public Twin Parameter(params long[] dimensions) => Tensor(TensorRole.Parameter, randn(dimensions));

    public Twin Tensor(TensorRole role, Tensor real)
    {
        _ = real.requires_grad_(role != TensorRole.Constant);
        var shape = TensorShape.Of(TypeOf(real), [.. real.shape.Select(Size.Of)]) with { Role = role };
        return new(real, Memory.New(shape));
    }

    /// <summary>
    /// An operation with tensors (<see cref="Twin"/>), numbers, texts and lists; its tensors, which are as the table says.
    /// </summary>
    public Twin[] Call(string operation, params object?[] arguments)
    {
        var real = Reflected.Tensors(Reflected.Call(operation, [.. arguments.Select(Real)]));
        Last = OperationTable.Apply(operation, Traced(arguments))
            ?? throw new InvalidOperationException($"The table does not know {operation}.");
        return Both(operation, real, [.. arguments.SelectMany(Twins)]);
    }

    public Twin One(string operation, params object?[] arguments) => Call(operation, arguments)[0];

    public ModuleTwin Module(string factory, params object?[] arguments)
        => new(Reflected.Module(factory, [.. arguments.Select(Real)]),
            LayerTable.Create(factory, Traced(arguments)) ?? throw new InvalidOperationException($"The table does not know {factory}."));

    public Twin[] Call(ModuleTwin module, params Twin[] inputs)
    {
        // An LSTM takes its two states as a tuple.
        object?[] given = module.Layer.Name.StartsWith("LSTM", StringComparison.Ordinal) && inputs is [var first, var hidden, var cell]
            ? [first.Real, new[] { hidden.Real, cell.Real }] : [.. inputs.Select(input => input.Real)];
        var real = Reflected.Forward(module.Real, given);
        Last = module.Layer.Apply([.. inputs.Select(input => input.Shape)]);
        return Both(module.Layer.Name, real, inputs);
    }

    public static ElementType TypeOf(Tensor tensor)
        => Enum.TryParse<ElementType>(tensor.dtype.ToString(), out var type) ? type : ElementType.Unknown;

    public static ArgumentList Traced(IEnumerable<object?> arguments) => new(arguments
        .Select(argument => argument is Named named
            ? new NamedArgument(named.Name, Argument(named.Value))
            : new NamedArgument(null, Argument(argument)))
        .ToEquatableArray());

    private static Argument Argument(object? value) => value switch
    {
        null => Modeling.Costs.Argument.Null,
        Twin twin => Modeling.Costs.Argument.Of(twin.Shape),
        ModuleTwin module => Modeling.Costs.Argument.Of(module.Layer),
        long number => Modeling.Costs.Argument.Of(Size.Of(number)),
        int number => Modeling.Costs.Argument.Of(Size.Of(number)),
        double number => Modeling.Costs.Argument.Of(number),
        bool truth => Modeling.Costs.Argument.Of(truth),
        string or Enum => Modeling.Costs.Argument.Of(value.ToString()!),
        Position position => position.Traced,
        System.Collections.IEnumerable list => Modeling.Costs.Argument.List(list.Cast<object?>().Select(Argument)),
        _ => Modeling.Costs.Argument.Unknown,
    };

    private static object? Real(object? value) => value switch
    {
        Named named => named with { Value = Real(named.Value) },
        Twin twin => twin.Real,
        Position position => position.Real,
        ModuleTwin module => module.Real,
        Twin[] twins => twins.Select(twin => twin.Real).ToArray(),
        ModuleTwin[] modules => modules.Select(module => module.Real).ToArray(),
        _ => value,
    };

    private static IEnumerable<Twin> Twins(object? value) => value switch
    {
        Named named => Twins(named.Value),
        Twin twin => [twin],
        Twin[] twins => twins,
        _ => [],
    };

    private Twin[] Both(string what, Tensor[] real, Twin[] inputs)
    {
        string call = $"{what}({string.Join(", ", inputs.Select(input => input.Shape))})";
        Assert.True(Last.Problem is null, $"{call}: {Last.Problem}");
        var traced = Memory.Record(Last, [.. inputs.Select(input => input.Traced)]);
        string expected = string.Join(" ", real.Select(tensor => Described(tensor)));
        string actual = string.Join(" ", traced.Select(tensor => tensor.Shape.ToString()));
        Assert.True(expected == actual, $"{call} gives {expected}, and the table says {actual}");
        return [.. real.Zip(traced, (tensor, shape) => new Twin(tensor, shape))];
    }

    private static string Described(Tensor tensor) => TensorShape.Of(TypeOf(tensor), [.. tensor.shape.Select(Size.Of)]).ToString();
}
