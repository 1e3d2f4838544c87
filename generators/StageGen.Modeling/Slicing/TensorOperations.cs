using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StageGen.Modeling.Costs;
using StageGen.Modeling.Reading;

namespace StageGen.Modeling.Slicing;

/// <summary>
/// Which sub-expressions work on tensors and give something of which the type is known: only such can be handed on without their author
/// having said what they are.
/// </summary>
internal sealed class TensorOperations(Members members, ExpressionTypes types, Func<string, Variable?> variables)
{
    private static readonly HashSet<string> Roots = ["torch", "TorchSharp", "nn", "functional", "F", "linalg", "fft", "special", "global"];

    /// <summary>Methods of a tensor that give something else, of which the syntax does not tell the type.</summary>
    private static readonly HashSet<string> NoTensor =
    [
        "ToScalar", "item", "data", "tolist", "bytes", "str", "jlstr", "npstr", "cstr", "print", "nonzero_as_list", "equal", "allclose",
        "GetType", "GetHashCode", "Equals", "is_complex", "is_floating_point", "is_contiguous", "is_nonzero", "has_names", "names",
        "Handle", "handle", "grad_fn",
    ];

    /// <param name="expression">Part of an expression.</param>
    /// <param name="reads">What it reads.</param>
    public bool IsOne(ExpressionSyntax expression, List<VariableRead> reads)
    {
        if (!reads.Exists(read => read.Variable.Type.HoldsTensors) || IsElementOfList(expression)) return false;
        var type = types.Of(expression);
        if (type.Assumed) return reads.Exists(read => !read.OnlyMetadata) && IsTensor(expression);
        // Where a tensor is, each stage must see for itself.
        return type.CanCross && !type.Text.EndsWith("Device", StringComparison.Ordinal);
    }

    /// <summary>Whether it is merely picked from a list, whose elements are sent by themselves.</summary>
    private bool IsElementOfList(ExpressionSyntax expression) => expression switch
    {
        ElementAccessExpressionSyntax element => IsList(element.Expression),
        MemberAccessExpressionSyntax access => IsList(access.Expression),
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } => IsList(access.Expression),
        _ => false,
    };

    private bool IsList(ExpressionSyntax expression) =>
        types.Of(expression) is { ListElement: not null } && expression is IdentifierNameSyntax;

    private bool IsTensor(ExpressionSyntax expression) =>
        types.Of(expression) is { Assumed: false } known ? known.Crossing == Crossing.Tensor : expression switch
        {
            ParenthesizedExpressionSyntax parenthesized => IsTensor(parenthesized.Expression),
            IdentifierNameSyntax name => variables(name.Identifier.ValueText) is { Type.Crossing: Crossing.Tensor },
            PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } suppressed =>
                IsTensor(suppressed.Operand),
            PrefixUnaryExpressionSyntax unary => IsTensor(unary.Operand),
            BinaryExpressionSyntax binary => IsTensor(binary.Left) || IsTensor(binary.Right),
            ConditionalExpressionSyntax choice => IsTensor(choice.WhenTrue) && IsTensor(choice.WhenFalse),
            SwitchExpressionSyntax choice => choice.Arms.All(arm => IsTensor(arm.Expression)),
            ElementAccessExpressionSyntax element => IsTensor(element.Expression),
            MemberAccessExpressionSyntax access => !TorchNames.Metadata.Contains(access.Name.Identifier.ValueText)
                && GivesTensor(access.Name.Identifier.ValueText, access.Expression),
            InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } => IsStatic(access.Expression)
                ? OperationTable.Knows(access.Name.Identifier.ValueText) : GivesTensor(access.Name.Identifier.ValueText, access.Expression),
            InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: var function } } =>
                OperationTable.Knows(function) && variables(function) is null && !members.IsMember(function),
            _ => false,
        };

    private bool GivesTensor(string member, ExpressionSyntax receiver) => !NoTensor.Contains(member) && IsTensor(receiver);

    /// <summary>Whether it is a class or a namespace of TorchSharp's: <c>torch.nn.functional</c>.</summary>
    private bool IsStatic(ExpressionSyntax receiver) => receiver switch
    {
        IdentifierNameSyntax name => Roots.Contains(name.Identifier.ValueText) && variables(name.Identifier.ValueText) is null,
        MemberAccessExpressionSyntax access => Roots.Contains(access.Name.Identifier.ValueText) && IsStatic(access.Expression),
        AliasQualifiedNameSyntax => true,
        _ => false,
    };
}
