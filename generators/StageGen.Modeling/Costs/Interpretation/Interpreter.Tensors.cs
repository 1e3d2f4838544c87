using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StageGen.Modeling.Slicing;

namespace StageGen.Modeling.Costs.Interpretation;

// Tensors: their members, methods and operators, and the functions of torch.
internal sealed partial class Interpreter
{
    /// <summary>Methods that give the tensor itself, for all that matters here.</summary>
    private static readonly HashSet<string> Itself = new(StringComparer.Ordinal)
    {
        "MoveToOuterDisposeScope", "MoveToOtherDisposeScope", "DetachFromDisposeScope", "alias", "cpu", "cuda", "requires_grad_",
        "with_requires_grad", "retain_grad", "pin_memory", "DisposeWith",
    };

    /// <summary>Functions of several tensors that give an array of them rather than a tuple.</summary>
    private static readonly HashSet<string> Arrays = new(StringComparer.Ordinal)
    {
        "chunk", "split", "unbind", "tensor_split", "hsplit", "vsplit", "dsplit", "unsafe_chunk", "unsafe_split", "meshgrid",
        "broadcast_tensors", "split_with_sizes",
    };

    private Value TensorMember(TensorValue tensor, string name, ExpressionSyntax place)
    {
        switch (name)
        {
            case "device" or "device_type" or "layout":
                return new NameValue(name);
            case "dtype":
                return tensor.Shape.Type == ElementType.Unknown
                    ? UnknownValue.Consequence
                    : new NameValue("ScalarType." + tensor.Shape.Type);
            case "ndim" or "Dimensions":
                return new NumberValue(tensor.Shape.IsRankKnown ? tensor.Shape.Rank : Size.Unknown);
            case "NumberOfElements":
                return new NumberValue(tensor.Shape.Elements);
            case "requires_grad":
                return Value.Of(tensor.Shape.WantsGradient);
            case "is_cuda" or "IsInvalid" or "is_sparse" or "is_complex":
                return Value.False;
            case "grad":
                return Value.Null;
            default:
                return TensorFunction(name, [new Argued(null, tensor)], place);
        }
    }

    private Value TensorMethod(TensorValue tensor, string name, SimpleNameSyntax written, List<Argued> arguments,
        InvocationExpressionSyntax call, Frame frame)
    {
        if (Itself.Contains(name)) return tensor;
        switch (name)
        {
            case "Dispose" or "backward" or "print" or "zero_grad":
                return Value.Null;
            case "item" or "ToScalar" or "ToSingle" or "ToDouble":
                return new RealValue(double.NaN);
            case "ToInt32" or "ToInt64":
                return new NumberValue(Size.Unknown);
            case "ToBoolean":
                return new UnknownValue("what a tensor holds is known at run time");
            case "numel":
                return new NumberValue(tensor.Shape.Elements);
            case "dim":
                return new NumberValue(tensor.Shape.IsRankKnown ? tensor.Shape.Rank : Size.Unknown);
        }
        List<Argued> all = [new Argued(null, tensor), .. arguments];
        return TryTensorFunction(name, all, call)
            ?? (types.WithExtension(name).Any() ? Extension(tensor, name, arguments, call, frame) : UnknownFunction(name, all, call));
    }

    private Value TensorOperator(ExpressionSyntax place, Value left, Value right)
    {
        string sign = place switch
        {
            BinaryExpressionSyntax binary => binary.OperatorToken.Text,
            AssignmentExpressionSyntax assignment => assignment.OperatorToken.Text.TrimEnd('='),
            _ => "",
        };
        // A tensor is never null: `mask == null` is written of one that may not be there.
        if (sign is "==" or "!=" && (left is NullValue || right is NullValue)) return Value.Of(sign == "!=");
        return TensorFunction(sign, [new Argued(null, left), new Argued(null, right)], place);
    }

    private Value TensorIndex(TensorValue tensor, BracketedArgumentListSyntax indices, ExpressionSyntax place, Frame frame) =>
        TensorFunction("[]", [new Argued(null, tensor), .. Arguments(indices, frame)], place);

    /// <summary>A function of torch; where the table does not know it, its result is unknown and its place noted.</summary>
    private Value TensorFunction(string name, List<Argued> arguments, SyntaxNode? place) =>
        TryTensorFunction(name, arguments, place) ?? UnknownFunction(name, arguments, place);

    private Value? TryTensorFunction(string name, List<Argued> arguments, SyntaxNode? place)
    {
        var inputs = new List<TensorValue>();
        foreach (var argument in arguments) Gather(argument.Value, inputs);
        ledger.NoteIndices(name, inputs);
        var list = Conversion.List(arguments);
        var result = OperationTable.Apply(name, list);
        // What fills a tensor leaves it the tensor it was.
        if (result is null) return TorchNames.IsInPlace(name) && inputs.Count > 0 ? inputs[0] : null;
        if (result.Problem is { } problem && place is not null) findings.Mismatch(place, problem);
        bool inPlace = arguments.Exists(argument => argument is { Name: "inplace", Value: BoolValue { IsTrue: true } });
        if (inPlace && result.Outputs.Count == 1 && inputs.Count > 0) result = result with { Views = new([0]) };
        return Results(name, result, ledger.Record(result, inputs, Size.Zero), Arrays.Contains(name));
    }

    private Value UnknownFunction(string name, List<Argued> arguments, SyntaxNode? place)
    {
        var inputs = new List<TensorValue>();
        foreach (var argument in arguments) Gather(argument.Value, inputs);
        if (constructing > 0) return inputs.Count > 0 ? inputs[0] : new UnknownValue("the function '" + name + "' is not known");
        // What follows from something unknown was said there.
        if (place is not null && !arguments.Exists(argument => argument.Value is UnknownValue { Why: null }))
            findings.Unknown(place, "the function '" + name + "'", "is not known: put it into a module of its own, and give that a [Cost]");
        return inputs.Count > 0 ? ledger.New(TensorShape.Unknown, inputs) : UnknownValue.Consequence;
    }

    private static Value Results(string name, LayerResult result, IReadOnlyList<TensorValue> outputs, bool isList)
    {
        if (result.Value is { } value) return Conversion.Of(value);
        if (isList) return new ListValue([.. outputs]);
        if (outputs.Count == 1) return outputs[0];
        return new TupleValue(outputs, outputs.Count == 2
            ? ["values", name is "sort" ? "indices" : "indexes"]
            : new string?[outputs.Count]);
    }
}
