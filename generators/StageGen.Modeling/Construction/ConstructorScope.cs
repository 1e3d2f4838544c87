using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace StageGen.Modeling.Construction;

/// <summary>A place that names a field or property of the model.</summary>
/// <param name="Node">The name, <c>this.</c> included.</param>
/// <param name="Member">What it names.</param>
internal sealed record Mention(ExpressionSyntax Node, ModelMember Member);

/// <summary>Which names in some code are the model's members: those that no parameter and no local hides.</summary>
internal sealed class ConstructorScope(SyntaxNode code, ModelMembers members)
{
    private readonly ILookup<string, TextSpan> locals = Declarations(code).ToLookup(item => item.Name, item => item.Scope);

    /// <summary>Every mention of a member in a part of the code.</summary>
    public IEnumerable<Mention> Mentions(SyntaxNode part)
    {
        foreach (var name in part.DescendantNodesAndSelf(node => !IsNameOf(node)).OfType<IdentifierNameSyntax>())
            if (MemberOf(name) is { } mention) yield return mention;
    }

    /// <summary>The member that an expression is: <c>tokens</c> or <c>this.tokens</c>.</summary>
    public ModelMember? Member(ExpressionSyntax? expression) => Bare(expression) switch
    {
        IdentifierNameSyntax name => MemberOf(name)?.Member,
        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax, Name: IdentifierNameSyntax name } => MemberOf(name)?.Member,
        _ => null,
    };

    /// <summary>The member at the root of a path: <c>blocks</c> of <c>blocks[0].norm.weight!</c>.</summary>
    public ModelMember? Root(ExpressionSyntax? expression)
    {
        while (true)
        {
            if (Member(expression) is { } member) return member;
            switch (Bare(expression))
            {
                case MemberAccessExpressionSyntax access:
                    expression = access.Expression;
                    break;
                case ElementAccessExpressionSyntax element:
                    expression = element.Expression;
                    break;
                case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access }:
                    expression = access.Expression;
                    break;
                default:
                    return null;
            }
        }
    }

    /// <summary>Whether a name is a parameter's or a local's where it stands.</summary>
    public bool IsLocal(IdentifierNameSyntax name) => locals[name.Identifier.ValueText].Any(scope => scope.Contains(name.Span));

    /// <summary>Whether a parameter or a local is called so, anywhere in the code.</summary>
    public bool Hides(string name) => locals.Contains(name);

    /// <summary>An expression without parentheses, casts and exclamation marks.</summary>
    public static ExpressionSyntax? Bare(ExpressionSyntax? expression) => expression switch
    {
        ParenthesizedExpressionSyntax inner => Bare(inner.Expression),
        PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } inner => Bare(inner.Operand),
        CastExpressionSyntax cast => Bare(cast.Expression),
        _ => expression,
    };

    private Mention? MemberOf(IdentifierNameSyntax name)
    {
        if (members.Find(name.Identifier.ValueText) is not { } member) return null;
        switch (name.Parent)
        {
            case MemberAccessExpressionSyntax access when access.Name == name:
                return access.Expression is ThisExpressionSyntax ? new Mention(access, member) : null;
            case MemberBindingExpressionSyntax or NameColonSyntax or NameEqualsSyntax or TypeArgumentListSyntax:
            case AssignmentExpressionSyntax { Parent: InitializerExpressionSyntax } assignment when assignment.Left == name:
            case InvocationExpressionSyntax call when call.Expression == name:
                return null;
        }
        return SyntaxFacts.IsInTypeOnlyContext(name) || IsLocal(name) ? null : new Mention(name, member);
    }

    private static bool IsNameOf(SyntaxNode node) =>
        node is InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" } };

    private static IEnumerable<(string Name, TextSpan Scope)> Declarations(SyntaxNode code)
    {
        foreach (var node in code.DescendantNodesAndSelf())
        {
            var identifier = node switch
            {
                ParameterSyntax parameter => parameter.Identifier,
                VariableDeclaratorSyntax { Parent.Parent: not BaseFieldDeclarationSyntax } declarator => declarator.Identifier,
                SingleVariableDesignationSyntax designation => designation.Identifier,
                ForEachStatementSyntax loop => loop.Identifier,
                CatchDeclarationSyntax caught => caught.Identifier,
                LocalFunctionStatementSyntax function => function.Identifier,
                _ => default,
            };
            if (identifier.ValueText is { Length: > 0 } name) yield return (name, Scope(node));
        }
    }

    private static TextSpan Scope(SyntaxNode declaration)
    {
        // A loop's variable is its own; a function's name belongs to what is around it.
        var from = declaration is ForEachStatementSyntax ? declaration : declaration.Parent;
        return (from?.AncestorsAndSelf().FirstOrDefault(IsScope) ?? declaration).FullSpan;
    }

    private static bool IsScope(SyntaxNode node) => node
        is BlockSyntax or ForStatementSyntax or CommonForEachStatementSyntax or UsingStatementSyntax or FixedStatementSyntax
            or CatchClauseSyntax or SwitchSectionSyntax
        or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or BaseMethodDeclarationSyntax or TypeDeclarationSyntax
            or SwitchExpressionArmSyntax;
}
