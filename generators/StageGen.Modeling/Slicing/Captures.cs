using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StageGen.Modeling.Slicing;

/// <summary>
/// What a function inside <c>forward</c> sees of the variables around it. It sees their values when it is called; a stage that calls
/// it has them as they were where it stands.
/// </summary>
internal static class Captures
{
    /// <summary>
    /// The names in a lambda or local function of variables around it that are given a value in it, or outside it from
    /// <paramref name="from"/> on.
    /// </summary>
    public static IEnumerable<IdentifierNameSyntax> Changing(SyntaxNode function, int from, Func<string, bool> isVariable)
    {
        var method = function.Ancestors().FirstOrDefault(node => node is MethodDeclarationSyntax or LocalFunctionStatementSyntax);
        if (method is null) return [];
        var own = new HashSet<string>(Inlining.DeclaredNames(function));
        var written = new HashSet<string>(method.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(name => (name.SpanStart >= from || function.Span.Contains(name.Span)) && IsWrite(name))
            .Select(name => name.Identifier.ValueText));
        return function.DescendantNodes().OfType<IdentifierNameSyntax>().Where(name =>
            written.Contains(name.Identifier.ValueText) && !own.Contains(name.Identifier.ValueText) && isVariable(name.Identifier.ValueText)
            && !(name.Parent is MemberAccessExpressionSyntax access && access.Name == name)
            && name.Parent is not (NameColonSyntax or NameEqualsSyntax));
    }

    /// <summary>Whether code gives a name a value.</summary>
    public static bool Writes(SyntaxNode code, string name) =>
        code.DescendantNodes().OfType<IdentifierNameSyntax>().Any(mention => mention.Identifier.ValueText == name && IsWrite(mention));

    private static bool IsWrite(IdentifierNameSyntax name) => name.Parent switch
    {
        AssignmentExpressionSyntax assignment => assignment.Left == name && assignment.Parent is not InitializerExpressionSyntax,
        PostfixUnaryExpressionSyntax unary => unary.Kind() is SyntaxKind.PostIncrementExpression or SyntaxKind.PostDecrementExpression,
        PrefixUnaryExpressionSyntax unary => unary.Kind() is SyntaxKind.PreIncrementExpression or SyntaxKind.PreDecrementExpression,
        ArgumentSyntax { Parent: TupleExpressionSyntax { Parent: AssignmentExpressionSyntax assignment } tuple } =>
            assignment.Left == tuple,
        ArgumentSyntax argument => argument.RefKindKeyword.Kind() is SyntaxKind.RefKeyword or SyntaxKind.OutKeyword,
        _ => false,
    };
}
