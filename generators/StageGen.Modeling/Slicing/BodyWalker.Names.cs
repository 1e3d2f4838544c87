using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StageGen.Modeling.Slicing;

// What a name or a receiver is.
internal sealed partial class BodyWalker
{
    private static bool IsThis(ExpressionSyntax expression) => expression is ThisExpressionSyntax or BaseExpressionSyntax;

    private bool IsClass(ExpressionSyntax expression) =>
        expression is SimpleNameSyntax name && name.Identifier.ValueText == members.ClassName && variables(members.ClassName) is null;

    /// <summary>
    /// The name of a variable is known in stages that do not have it, and stays the user's where the variable goes by another.
    /// </summary>
    private void NameVariable(InvocationExpressionSyntax node)
    {
        if (node.ArgumentList.Arguments is not [{ Expression: var named }] || Root(named) is not { Identifier.ValueText: var root }) return;
        if (!IsHidden(root) && variables(root) is not null)
            uses.Substitutions.Add((node.Span, SymbolDisplay.FormatLiteral(
                named is MemberAccessExpressionSyntax access ? access.Name.Identifier.ValueText : root, quote: true)));
    }

    private static bool IsType(IdentifierNameSyntax node) => SyntaxFacts.IsInTypeOnlyContext(node);

    public override void VisitNameColon(NameColonSyntax node)
    {
        // norm: in an argument or a pattern names a parameter or a property.
    }

    public override void VisitNameEquals(NameEqualsSyntax node)
    {
    }

    public override void VisitGenericName(GenericNameSyntax node)
    {
    }

    public override void VisitObjectCreationExpression(ObjectCreationExpressionSyntax node)
    {
        if (!TorchNames.PureTypes.Contains(LastName(node.Type))) uses.Effects.Add(node.Span);
        Visit(node.ArgumentList);
        Visit(node.Initializer);
    }

    /// <summary>The name that a chain of members, calls and indices begins with, if it begins with one.</summary>
    private static IdentifierNameSyntax? Root(ExpressionSyntax expression)
    {
        while (true)
        {
            switch (expression)
            {
                case IdentifierNameSyntax name:
                    return name;
                case MemberAccessExpressionSyntax access:
                    expression = access.Expression;
                    break;
                case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax } invocation:
                    expression = invocation.Expression;
                    break;
                case ElementAccessExpressionSyntax element:
                    expression = element.Expression;
                    break;
                case ParenthesizedExpressionSyntax parenthesized:
                    expression = parenthesized.Expression;
                    break;
                default:
                    return null;
            }
        }
    }

    /// <summary>Whether a method is called on something of which nothing is known: another class, an object in a field.</summary>
    private bool HasUnknownRoot(ExpressionSyntax receiver)
    {
        if (receiver is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } field)
            return members.Submodule(field.Name.Identifier.ValueText) is null;
        if (Root(receiver) is not { } root) return false;
        string name = root.Identifier.ValueText;
        return !IsHidden(name) && variables(name) is null && members.Submodule(name) is null && !TorchNames.PureRoots.Contains(name);
    }

    /// <summary>Whether what a method is called on is no value but a class or a namespace: <c>torch.nn.functional</c>.</summary>
    private static bool IsStatic(ExpressionSyntax receiver) => receiver switch
    {
        IdentifierNameSyntax name => TorchNames.PureRoots.Contains(name.Identifier.ValueText),
        MemberAccessExpressionSyntax access => IsStatic(access.Expression),
        _ => receiver is AliasQualifiedNameSyntax,
    };

    private static string LastName(TypeSyntax type) => type switch
    {
        QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
        SimpleNameSyntax simple => simple.Identifier.ValueText,
        NullableTypeSyntax nullable => LastName(nullable.ElementType),
        ArrayTypeSyntax => "List",
        _ => "",
    };
}
