using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StageGen.Modeling.Reading;

/// <summary>Sees whether a submodule is made to work in place, as <c>relu = ReLU(inplace: true)</c>: where it is declared, or in a constructor.</summary>
internal static class InPlaceReader
{
    public static bool IsMadeInPlace(INamedTypeSymbol type, ISymbol member) => MadeValues.Of(type, member).Any(IsInPlace);

    private static bool IsInPlace(ExpressionSyntax value) =>
        value is InvocationExpressionSyntax call
        && call.ArgumentList.Arguments.Any(argument => argument is { NameColon.Name.Identifier.ValueText: "inplace", Expression.RawKind: (int)SyntaxKind.TrueLiteralExpression });
}
