using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StageGen.Modeling.Slicing;

/// <summary>What must be known of a method or local function whose statements take the place of its calls.</summary>
internal static class Inlining
{
    public static bool IsPossible(ParameterListSyntax parameters, SyntaxNode declaration, string name) =>
        parameters.Parameters.All(parameter => parameter.Modifiers.Count == 0)
        && !Mentions(declaration, name);

    /// <summary>Whether code uses a name anywhere: not as a member of another object, nor a base class's.</summary>
    public static bool Mentions(SyntaxNode code, string name) =>
        code.DescendantTokens().Any(token => token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == name
            && token.Parent is IdentifierNameSyntax mention
            && !(mention.Parent is MemberAccessExpressionSyntax { Expression: not ThisExpressionSyntax } access && access.Name == mention));

    /// <summary>The argument for each parameter, in order, or its default value; null where they do not match.</summary>
    public static List<ExpressionSyntax>? Arguments(ParameterListSyntax parameters, InvocationExpressionSyntax call)
    {
        var values = new List<ExpressionSyntax>();
        for (int i = 0; i < parameters.Parameters.Count; i++)
        {
            var parameter = parameters.Parameters[i];
            var given = call.ArgumentList.Arguments;
            var argument = given.FirstOrDefault(other => other.NameColon?.Name.Identifier.ValueText == parameter.Identifier.ValueText)
                ?? (i < given.Count && given[i].NameColon is null ? given[i] : null);
            if ((argument?.Expression ?? parameter.Default?.Value) is not { } value) return null;
            values.Add(value);
        }
        return call.ArgumentList.Arguments.Count <= values.Count ? values : null;
    }

    /// <summary>The names that some code declares, wherever in it.</summary>
    public static IEnumerable<string> DeclaredNames(SyntaxNode code) => code.DescendantNodes().Select(node => node switch
    {
        ParameterSyntax parameter => parameter.Identifier.ValueText,
        VariableDeclaratorSyntax declarator => declarator.Identifier.ValueText,
        SingleVariableDesignationSyntax designation => designation.Identifier.ValueText,
        ForEachStatementSyntax loop => loop.Identifier.ValueText,
        _ => "",
    }).Where(name => name.Length > 0);

    /// <summary>The names that it declares in statements of its own: a loop, a lambda. They keep their names.</summary>
    public static IEnumerable<string> NestedNames(SyntaxNode declaration) =>
        declaration.DescendantNodes().OfType<StatementSyntax>()
            .Where(statement => statement is ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax
                or UsingStatementSyntax or TryStatementSyntax)
            .Cast<SyntaxNode>().Concat(declaration.DescendantNodes().OfType<AnonymousFunctionExpressionSyntax>())
            .SelectMany(node => DeclaredNames(node).Concat(node is ForEachStatementSyntax loop ? [loop.Identifier.ValueText] : []));
}
