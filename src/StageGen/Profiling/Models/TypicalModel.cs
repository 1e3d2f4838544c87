using System.Globalization;
using System.Reflection;
using TorchSharp;

namespace StageGen;

/// <summary>A model and a batch for it, made as its attributes say: by defaults, <c>[Typical]</c> and <c>[Shape]</c>.</summary>
internal sealed class TypicalModel
{
    private const string BatchDimension = "batch";

    private readonly Type type;
    private readonly Dictionary<string, long> sizes;
    private readonly Dictionary<string, object?> arguments = [];

    private TypicalModel(Type type)
    {
        this.type = type;
        sizes = type.GetCustomAttributes<TypicalAttribute>().Where(typical => typical.Dimension is not null)
            .ToDictionary(typical => typical.Dimension!, typical => Convert.ToInt64(typical.Value, CultureInfo.InvariantCulture));
    }

    /// <summary>The model.</summary>
    public torch.nn.Module Model { get; private set; } = null!;

    /// <summary>Makes a model of a class.</summary>
    /// <exception cref="InvalidOperationException">Nobody says what it is made from.</exception>
    public static TypicalModel Of(Type type)
    {
        if (type.ContainsGenericParameters || type.IsAbstract)
        {
            throw new InvalidOperationException(
                $"{type} is {(type.IsAbstract ? "abstract" : "generic")}: measure a class that can be made, or call ProfileSubmodules yourself.");
        }

        var made = new TypicalModel(type);
        ConstructorInfo[] constructors = [.. type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .OrderBy(constructor => made.Missing(constructor).Count()).ThenByDescending(constructor => constructor.GetParameters().Length)];
        string[] missing = [.. made.Missing(constructors[0])];
        if (missing.Length > 0)
        {
            throw new InvalidOperationException(
                $"{type} cannot be made: nobody says {string.Join(", ", missing)}. Give {(missing.Length == 1 ? "it a default value" : "them default values")} or [Typical(…)], or call ProfileSubmodules yourself.");
        }

        foreach (ParameterInfo parameter in constructors[0].GetParameters())
        {
            made.arguments[parameter.Name!] = made.ValueOf(parameter);
        }

        made.Model = (torch.nn.Module)constructors[0].Invoke(BindingFlags.DoNotWrapExceptions, null, [.. made.arguments.Values],
            CultureInfo.InvariantCulture);
        return made;
    }

    /// <summary>Inputs of <c>forward</c> for a batch.</summary>
    /// <param name="batch">How many samples; null for what is typical, or one for each microbatch.</param>
    /// <param name="microbatches">How many microbatches it is cut into.</param>
    /// <param name="wholeNumbers">The inputs that are indices.</param>
    public object?[] Inputs(int? batch, int microbatches, IReadOnlyList<string> wholeNumbers)
    {
        sizes[BatchDimension] = batch ?? (sizes.TryGetValue(BatchDimension, out long typical) ? typical : microbatches);
        MethodInfo forward = type.GetMethods().Where(method => method.Name == "forward" && method.DeclaringType == type)
            .OrderByDescending(method => method.GetParameters().Length).FirstOrDefault()
            ?? throw new InvalidOperationException($"{type} has no forward of its own.");
        return [.. forward.GetParameters()
            .Select(parameter => parameter.ParameterType == typeof(torch.Tensor)
                ? Tensor(parameter, wholeNumbers.Contains(parameter.Name!))
                : Value(parameter))];
    }

    /// <summary>The samples of the batch.</summary>
    public long Batch => sizes[BatchDimension];

    private object? Value(ParameterInfo parameter) => Known(parameter)
        ? ValueOf(parameter)
        : throw new InvalidOperationException(
            $"Nobody says the input '{parameter.Name}' of {type}.forward: write [Typical(…)] on it, or give it a default value.");

    private torch.Tensor? Tensor(ParameterInfo parameter, bool isWhole)
    {
        if (parameter.GetCustomAttribute<ShapeAttribute>() is not { } shape)
        {
            return parameter.HasDefaultValue
                ? null
                : throw new InvalidOperationException(
                    $"Nobody says the shape of the input '{parameter.Name}' of {type}.forward: write [Shape(\"batch\", …)] on it.");
        }

        long[] dimensions = [.. shape.Dimensions.Select(Size)];
        if (!isWhole)
        {
            return torch.randn(dimensions);
        }

        // An index that is good for the smallest table is good for all.
        long[] tables = [.. Model.modules().Where(module => module is TorchSharp.Modules.Embedding or TorchSharp.Modules.EmbeddingBag)
            .Select(module => module.parameters().First().shape[0])];
        return torch.randint(0, tables.Length > 0 ? tables.Min() : 2, dimensions, torch.ScalarType.Int64);
    }

    // As the compiler takes them: said on the class, else the constructor's parameter of the name.
    private long Size(object dimension) => dimension switch
    {
        string name when sizes.TryGetValue(name, out long size) => size,
        string name when arguments.TryGetValue(name, out object? value) && value is int or long or short or byte =>
            Convert.ToInt64(value, CultureInfo.InvariantCulture),
        string name => throw new InvalidOperationException(
            $"Nobody says the size '{name}' of an input of {type}: write [Typical(\"{name}\", …)] on the class."),
        _ => Convert.ToInt64(dimension, CultureInfo.InvariantCulture),
    };

    private IEnumerable<string> Missing(ConstructorInfo constructor) =>
        constructor.GetParameters().Where(parameter => !Known(parameter))
            .Select(parameter => $"'{parameter.Name}' ({parameter.ParameterType.Name})");

    private bool Known(ParameterInfo parameter) =>
        parameter.GetCustomAttribute<TypicalAttribute>() is not null || parameter.HasDefaultValue || sizes.ContainsKey(parameter.Name!);

    private object? ValueOf(ParameterInfo parameter)
    {
        object? value = parameter.GetCustomAttribute<TypicalAttribute>() is { } typical ? typical.Value
            : parameter.HasDefaultValue ? parameter.DefaultValue
            : sizes[parameter.Name!];
        Type wanted = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        // The default of a structure is null in its description.
        if (value is null)
        {
            return parameter.ParameterType.IsValueType ? Activator.CreateInstance(parameter.ParameterType) : null;
        }

        return wanted.IsEnum ? Enum.ToObject(wanted, value)
            : wanted.IsPrimitive && wanted != value.GetType() ? Convert.ChangeType(value, wanted, CultureInfo.InvariantCulture)
            : value;
    }
}
