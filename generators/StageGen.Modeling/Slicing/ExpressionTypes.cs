using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StageGen.Modeling.Reading;

namespace StageGen.Modeling.Slicing;

/// <summary>
/// Concludes the type of an expression from its syntax and from the symbols of the class. Where nothing tells, it is a
/// tensor: nearly everything in a <c>forward</c> is, and the analyzer, which binds, checks it.
/// </summary>
internal sealed class ExpressionTypes(Members members, string tensor, Func<string, Variable?> variables)
{
    private static readonly CodeType Bool = CodeType.Plain("bool"), Int = CodeType.Plain("int"), Long = CodeType.Plain("long"),
        Float = CodeType.Plain("float"), Double = CodeType.Plain("double"), String = CodeType.Plain("string"),
        Longs = CodeType.Plain("long[]"),
        Device = CodeType.Plain("global::TorchSharp.torch.Device"), ScalarType = CodeType.Plain("global::TorchSharp.torch.ScalarType");

    // From the narrowest: the wider operand's type is that of the result.
    private static readonly CodeType[] Numbers = [Int, Long, Float, Double];

    public CodeType Of(ExpressionSyntax expression) => Known(expression) ?? CodeType.AssumedTensor(tensor);

    private CodeType? Known(ExpressionSyntax expression) => expression switch
    {
        ParenthesizedExpressionSyntax parenthesized => Known(parenthesized.Expression),
        LiteralExpressionSyntax literal => OfLiteral(literal),
        InterpolatedStringExpressionSyntax => String,
        CastExpressionSyntax cast => CodeType.Of(cast.Type, tensor),
        ObjectCreationExpressionSyntax creation => CodeType.Of(creation.Type, tensor),
        ImplicitArrayCreationExpressionSyntax { Initializer.Expressions: [var first, ..] } => CodeType.Array(Of(first)),
        ArrayCreationExpressionSyntax { Type: { RankSpecifiers: [{ Rank: 1 }] } array } =>
            CodeType.Array(CodeType.Of(array.ElementType, tensor)),
        ArrayCreationExpressionSyntax { Type: { } array } => CodeType.Of(array, tensor),
        DefaultExpressionSyntax value => CodeType.Of(value.Type, tensor),
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.AsExpression, Right: TypeSyntax type } => CodeType.Of(type, tensor),
        BinaryExpressionSyntax binary => OfBinary(binary),
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression } => Bool,
        PrefixUnaryExpressionSyntax unary => Known(unary.Operand),
        PostfixUnaryExpressionSyntax unary => Known(unary.Operand),
        IsPatternExpressionSyntax => Bool,
        ConditionalExpressionSyntax conditional => Known(conditional.WhenTrue) ?? Known(conditional.WhenFalse),
        SwitchExpressionSyntax choice => choice.Arms.Select(arm => Known(arm.Expression)).FirstOrDefault(known => known is not null),
        TupleExpressionSyntax tuple => CodeType.Tuple(tuple.Arguments.Select(argument => Of(argument.Expression)).ToList(), NamesOf(tuple)),
        ElementAccessExpressionSyntax element => OfElement(element),
        AssignmentExpressionSyntax assignment => Known(assignment.Right),
        IdentifierNameSyntax name => OfName(name.Identifier.ValueText),
        MemberAccessExpressionSyntax access => OfMember(access),
        InvocationExpressionSyntax invocation => OfCall(invocation),
        AnonymousFunctionExpressionSyntax => CodeType.Other("lambda"),
        _ => null,
    };

    private static CodeType? OfLiteral(LiteralExpressionSyntax literal) => literal.Token.Value switch
    {
        bool => Bool,
        int => Int,
        long => Long,
        float => Float,
        double => Double,
        string => String,
        char => CodeType.Plain("char"),
        _ => null,
    };

    private CodeType? OfBinary(BinaryExpressionSyntax binary)
    {
        switch (binary.Kind())
        {
            case SyntaxKind.LogicalAndExpression or SyntaxKind.LogicalOrExpression or SyntaxKind.IsExpression:
                return Bool;
            case SyntaxKind.CoalesceExpression:
                return Known(binary.Left) ?? Known(binary.Right);
        }
        var left = Known(binary.Left);
        var right = Known(binary.Right);
        if (left is null || right is null || left.Crossing != Crossing.Plain || right.Crossing != Crossing.Plain) return null;
        if (binary.Kind() is SyntaxKind.EqualsExpression or SyntaxKind.NotEqualsExpression or SyntaxKind.LessThanExpression
            or SyntaxKind.LessThanOrEqualExpression or SyntaxKind.GreaterThanExpression or SyntaxKind.GreaterThanOrEqualExpression)
            return Bool;
        int rank = Math.Max(Array.FindIndex(Numbers, type => type.Text == left.Text),
            Array.FindIndex(Numbers, type => type.Text == right.Text));
        return rank >= 0 ? Numbers[rank] : left.Text == right.Text ? left : null;
    }

    private CodeType? OfElement(ElementAccessExpressionSyntax element) => Known(element.Expression) switch
    {
        { ListElement: { } item } list => element.ArgumentList.Arguments is [{ Expression: RangeExpressionSyntax }] ? list : item,
        { Crossing: Crossing.Plain } list when list.Text.EndsWith("[]", StringComparison.Ordinal) =>
            CodeType.Plain(list.Text.Substring(0, list.Text.Length - 2)),
        _ => null,
    };

    private CodeType? OfName(string name) =>
        variables(name) is { } variable ? (variable.Type.Assumed ? null : variable.Type) : OfMemberNamed(name);

    private CodeType? OfMemberNamed(string name) =>
        Members.TypeOf(members.Value(name)) is { } type ? CodeType.Of(type, tensor) : name == "training" ? Bool : null;

    private CodeType? OfMember(MemberAccessExpressionSyntax access)
    {
        string name = access.Name.Identifier.ValueText;
        if (access.Expression is ThisExpressionSyntax) return OfMemberNamed(name);
        if (name is "call" or "forward" && SubmoduleOf(access.Expression) is not null) return CodeType.Other("method");
        return name switch
        {
            "shape" => Longs,
            "ndim" or "Dimensions" or "NumberOfElements" => Long,
            "device" => Device,
            "dtype" => ScalarType,
            "Length" or "Count" => Int,
            "is_cuda" or "requires_grad" or "training" or "HasValue" => Bool,
            "PI" or "E" when access.Expression.ToString() == "Math" => Double,
            _ => Known(access.Expression) is { Elements: not null } tuple ? OfTupleElement(tuple, name) : null,
        };
    }

    private static CodeType? OfTupleElement(CodeType tuple, string name)
    {
        for (int i = 0; i < tuple.Elements!.Count; i++)
            if (name == tuple.ElementNames![i] || name == "Item" + Text.Number(i + 1)) return tuple.Elements[i];
        return null;
    }

    /// <summary>The names of a tuple's elements as the language gives them: written, or taken from a variable or member.</summary>
    private static IReadOnlyList<string?> NamesOf(TupleExpressionSyntax tuple)
    {
        var names = tuple.Arguments.Select(argument => argument switch
        {
            { NameColon.Name.Identifier.Text: var written } => written,
            { Expression: IdentifierNameSyntax name } => name.Identifier.Text,
            { Expression: MemberAccessExpressionSyntax access } => access.Name.Identifier.Text,
            _ => null,
        }).ToList();
        // A name taken from a variable must be free: a tuple has members of its own.
        return names
            .Select((name, i) => name is not null && (tuple.Arguments[i].NameColon is not null || IsFree(name, names)) ? name : null)
            .ToList();
    }

    private static bool IsFree(string name, List<string?> names) =>
        names.Count(other => other == name) == 1 && !name.StartsWith("Item", StringComparison.Ordinal)
        && name is not ("Rest" or "ToString" or "Equals" or "GetHashCode" or "CompareTo" or "GetType" or "Deconstruct");

    private CodeType? OfCall(InvocationExpressionSyntax invocation)
    {
        switch (invocation.Expression)
        {
            case IdentifierNameSyntax { Identifier.ValueText: "nameof" }:
                return String;
            case SimpleNameSyntax name:
                return members.Helper(name.Identifier.ValueText)?.Result;
            case MemberAccessExpressionSyntax access:
                string method = access.Name.Identifier.ValueText;
                if (access.Expression is ThisExpressionSyntax or BaseExpressionSyntax)
                    return members.Helper(members.Meant(access, method))?.Result;
                if (method is "call" or "forward" && SubmoduleOf(access.Expression) is { } submodule) return submodule.Result;
                if (access.Name is GenericNameSyntax { Identifier.ValueText: "item" or "ToScalar", TypeArgumentList.Arguments: [var type] })
                    return CodeType.Of(type, tensor);
                return OfMethod(access, method, invocation.ArgumentList.Arguments);
            default:
                return null;
        }
    }

    private Submodule? SubmoduleOf(ExpressionSyntax target) => target switch
    {
        IdentifierNameSyntax name => members.Submodule(name.Identifier.ValueText),
        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax or BaseExpressionSyntax } access =>
            members.Submodule(access.Name.Identifier.ValueText),
        ParenthesizedExpressionSyntax parenthesized => SubmoduleOf(parenthesized.Expression),
        ElementAccessExpressionSyntax element => SubmoduleOf(element.Expression),
        PostfixUnaryExpressionSyntax suppressed => SubmoduleOf(suppressed.Operand),
        _ => null,
    };

    private CodeType? OfMethod(MemberAccessExpressionSyntax access, string method, SeparatedSyntaxList<ArgumentSyntax> arguments)
    {
        string root = access.Expression.ToString();
        if (root is "Math" or "MathF" or "System.Math" or "System.MathF") return OfMath(root, method, arguments);
        return method switch
        {
            "size" => arguments.Count == 0 ? Longs : Long,
            "dim" or "numel" or "stride" or "element_size" => Long,
            "ToInt32" => Int,
            "ToInt64" => Long,
            "ToSingle" => Float,
            "ToDouble" => Double,
            "ToBoolean" => Bool,
            "ToString" => String,
            "chunk" or "split" or "unbind" or "tensor_split" or "hsplit" or "vsplit" or "dsplit" or "unsafe_chunk" or "meshgrid" =>
                CodeType.Array(CodeType.Tensor(tensor)),
            "ToArray" => CodeType.Array(ItemOf(access.Expression)),
            "ToList" =>
                CodeType.List("global::System.Collections.Generic.List<" + ItemOf(access.Expression).Text + ">", ItemOf(access.Expression)),
            "Pop" or "Peek" or "Dequeue" or "First" or "Last" => Known(access.Expression)?.ListElement,
            _ => null,
        };
    }

    /// <summary>The element type of a query: of the list it begins with, or a tensor's where it selects something else.</summary>
    private CodeType ItemOf(ExpressionSyntax query)
    {
        for (var source = query; ; )
        {
            if (Known(source) is { ListElement: { } item }) return item;
            if (source is not InvocationExpressionSyntax
            {
                Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: not ("Select" or "SelectMany" or "Zip") } access
            })
                break;
            source = access.Expression;
        }
        return CodeType.Tensor(tensor);
    }

    private CodeType? OfMath(string root, string method, SeparatedSyntaxList<ArgumentSyntax> arguments)
    {
        if (method is not ("Max" or "Min" or "Abs" or "Clamp")) return root.EndsWith("F", StringComparison.Ordinal) ? Float : Double;
        int rank = arguments.Count == 0 ? -1
            : arguments.Max(argument => Array.FindIndex(Numbers, type => type.Text == Known(argument.Expression)?.Text));
        return rank >= 0 ? Numbers[rank] : null;
    }
}
