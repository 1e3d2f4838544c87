using System.Collections;
using System.Reflection;
using TorchSharp;

namespace StageGen.Costs.Tests;

/// <summary>An argument given by name.</summary>
internal sealed record Named(string Name, object? Value);

/// <summary>
/// Calls TorchSharp by the names that the table knows: the overload is found as the compiler would find it, so that a parameter that
/// the table spells or orders differently is a call that fails.
/// </summary>
internal static class Reflected
{
    private static readonly Dictionary<string, string> Operators = new()
    {
        ["+"] = "op_Addition", ["-"] = "op_Subtraction", ["*"] = "op_Multiply", ["/"] = "op_Division", ["%"] = "op_Modulus",
        ["neg"] = "op_UnaryNegation",
        ["=="] = "op_Equality", ["!="] = "op_Inequality", ["<"] = "op_LessThan", ["<="] = "op_LessThanOrEqual", [">"] = "op_GreaterThan",
        [">="] = "op_GreaterThanOrEqual",
        ["&"] = "op_BitwiseAnd", ["|"] = "op_BitwiseOr", ["^"] = "op_ExclusiveOr", ["~"] = "op_OnesComplement", ["[]"] = "get_TensorItems",
    };

    private const BindingFlags Members = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static;

    /// <summary>A method of the first argument, or a function of torch, of torch.nn.functional or of torch.special.</summary>
    public static object? Call(string operation, object?[] arguments)
    {
        if (Operators.TryGetValue(operation, out string? name))
        {
            if (Find(typeof(torch.Tensor), name, arguments) is { Method.IsStatic: true } binary)
                return Invoke(binary.Method, null, binary.Bound);
            operation = name;
        }

        if (arguments is [torch.Tensor receiver, ..] && Find(typeof(torch.Tensor), operation, arguments[1..]) is { } method)
            return Invoke(method.Method, receiver, method.Bound);
        foreach (var type in (Type[])[typeof(torch), typeof(torch.nn.functional), typeof(torch.special), typeof(torch.nn.utils.rnn)])
            if (Find(type, operation, arguments) is { } function) return Invoke(function.Method, null, function.Bound);
        throw new MissingMethodException($"TorchSharp has no {operation}({string.Join(", ", arguments.Select(Describe))}).");
    }

    public static torch.nn.Module Module(string factory, object?[] arguments)
    {
        var found = Find(typeof(torch.nn), factory, arguments)
            ?? throw new MissingMethodException($"TorchSharp has no nn.{factory}({string.Join(", ", arguments.Select(Describe))}).");
        return (torch.nn.Module)Invoke(found.Method, null, found.Bound)!;
    }

    /// <summary>Calls <c>forward</c>; the tensors that come out, those of tuples and arrays one by one.</summary>
    public static torch.Tensor[] Forward(torch.nn.Module module, object?[] inputs)
    {
        var found = Find(module.GetType(), "call", inputs) ?? Find(module.GetType(), "forward", inputs)
            ?? throw new MissingMethodException(
                $"{module.GetType().Name} cannot be called with {string.Join(", ", inputs.Select(Describe))}.");
        return Tensors(Invoke(found.Method, module, found.Bound));
    }

    public static torch.Tensor[] Tensors(object? result) => result switch
    {
        torch.Tensor tensor => [tensor],
        System.Runtime.CompilerServices.ITuple tuple => [.. Enumerable.Range(0, tuple.Length).SelectMany(i => Tensors(tuple[i]))],
        IEnumerable<torch.Tensor> several => [.. several],
        _ => [],
    };

    private static object? Invoke(MethodInfo method, object? target, object?[] arguments)
    {
        try
        {
            return method.Invoke(target, arguments);
        }
        catch (TargetInvocationException e) when (e.InnerException is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e.InnerException);
            throw;
        }
    }

    private static (MethodInfo Method, object?[] Bound)? Find(Type type, string name, object?[] arguments)
    {
        (MethodInfo, object?[], int Cost)? best = null;
        foreach (var method in type.GetMethods(Members).Where(method => method.Name == name && !method.IsGenericMethodDefinition))
        {
            if (Bind(method, arguments) is { } bound && (best is null || bound.Cost < best.Value.Cost))
                best = (method, bound.Values, bound.Cost);
        }

        return best is { } found ? (found.Item1, found.Item2) : null;
    }

    private static (object?[] Values, int Cost)? Bind(MethodInfo method, object?[] arguments)
    {
        var parameters = method.GetParameters();
        var values = new object?[parameters.Length];
        int cost = 0;
        bool takesRest = parameters is [.., var last] && last.IsDefined(typeof(ParamArrayAttribute));
        var positional = arguments.TakeWhile(argument => argument is not Named).ToArray();
        var named = arguments.Skip(positional.Length).Cast<Named>().ToDictionary(argument => argument.Name, argument => argument.Value);
        for (int i = 0; i < parameters.Length; i++)
        {
            object? value;
            if (takesRest && i == parameters.Length - 1
                && !(positional.Length == parameters.Length && Convert(positional[i], parameters[i].ParameterType) is not null))
            {
                var rest = positional.Skip(i).Select(item => Convert(item, parameters[i].ParameterType.GetElementType()!)).ToArray();
                if (rest.Any(item => item is null)) return null;
                var array = Array.CreateInstance(parameters[i].ParameterType.GetElementType()!, rest.Length);
                for (int j = 0; j < rest.Length; j++) array.SetValue(rest[j]!.Value.Value, j);
                (values[i], cost) = (array, cost + 1);
                continue;
            }

            if (i < positional.Length) value = positional[i];
            else if (named.Remove(parameters[i].Name!, out value)) { }
            else if (parameters[i].HasDefaultValue)
            {
                values[i] = parameters[i].DefaultValue;
                continue;
            }
            else return null;
            if (Convert(value, parameters[i].ParameterType) is not { } converted) return null;
            (values[i], cost) = (converted.Value, cost + converted.Cost);
        }

        return (takesRest || positional.Length <= parameters.Length) && named.Count == 0 ? (values, cost) : null;
    }

    /// <summary>The argument as a parameter's type wants it, and how far that is; null where it cannot be.</summary>
    private static (object? Value, int Cost)? Convert(object? value, Type type)
    {
        if (value is null) return !type.IsValueType || Nullable.GetUnderlyingType(type) is not null ? (null, 0) : null;
        if (Nullable.GetUnderlyingType(type) is { } inner) return Convert(value, inner);
        if (type.IsInstanceOfType(value)) return (value, 0);
        switch (value)
        {
            case long or int:
                long number = System.Convert.ToInt64(value);
                if (type == typeof(long)) return (number, 1);
                if (type == typeof(int)) return ((int)number, 2);
                if (type == typeof(double)) return ((double)number, 4);
                if (type == typeof(float)) return ((float)number, 4);
                if (type == typeof(Scalar)) return ((Scalar)number, 3);
                return null;
            case double real:
                if (type == typeof(float)) return ((float)real, 1);
                return type == typeof(Scalar) ? ((Scalar)real, 2) : null;
            case string name when type.IsEnum:
                return Enum.TryParse(type, name.Split('.')[^1], out object? member) ? (member, 0) : null;
            case long[] sizes when type.IsGenericType && type.FullName!.StartsWith("System.ValueTuple`", StringComparison.Ordinal):
                var items = type.GetGenericArguments();
                if (items.Length != sizes.Length || items.Any(item => item != typeof(long))) return null;
                return (Activator.CreateInstance(type, [.. sizes.Cast<object>()]), 0);
            case torch.Tensor[] tensors
                when type.IsGenericType && type.FullName!.StartsWith("System.ValueTuple`", StringComparison.Ordinal):
                return type.GetGenericArguments().Length == tensors.Length ? (Activator.CreateInstance(type, [.. tensors]), 0) : null;
            case torch.nn.Module[] modules when type.IsArray && modules.All(type.GetElementType()!.IsInstanceOfType):
                var array = Array.CreateInstance(type.GetElementType()!, modules.Length);
                ((ICollection)modules).CopyTo(array, 0);
                return (array, 0);
            default:
                return null;
        }
    }

    private static string Describe(object? argument) => argument switch
    {
        null => "null",
        Named named => named.Name + ": " + Describe(named.Value),
        torch.Tensor tensor => "[" + string.Join(", ", tensor.shape) + "]",
        string text => text,
        IEnumerable list => "(" + string.Join(", ", list.Cast<object?>().Select(Describe)) + ")",
        _ => System.Convert.ToString(argument, System.Globalization.CultureInfo.InvariantCulture)!,
    };
}
