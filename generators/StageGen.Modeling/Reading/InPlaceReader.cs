using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StageGen.Modeling.Reading;

/// <summary>Sees whether a submodule is made to work in place, as <c>relu = ReLU(inplace: true)</c>: where it is declared, or in a constructor.</summary>
internal static class InPlaceReader
{
    public static bool IsMadeInPlace(INamedTypeSymbol type, ISymbol member)
    {
        foreach (var syntax in member.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax()))
        {
            var value = syntax switch
            {
                VariableDeclaratorSyntax field => field.Initializer?.Value,
                PropertyDeclarationSyntax property => property.Initializer?.Value,
                _ => null,
            };
            if (IsInPlace(value)) return true;
        }
        return type.InstanceConstructors.SelectMany(constructor => constructor.DeclaringSyntaxReferences)
            .SelectMany(reference => reference.GetSyntax().DescendantNodes().OfType<AssignmentExpressionSyntax>())
            .Any(assignment => NameOf(assignment.Left) == member.Name && IsInPlace(assignment.Right));
    }

    private static string? NameOf(ExpressionSyntax target) => target switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } access => access.Name.Identifier.ValueText,
        _ => null,
    };

    private static bool IsInPlace(ExpressionSyntax? value) =>
        value is InvocationExpressionSyntax call
        && call.ArgumentList.Arguments.Any(argument => argument is { NameColon.Name.Identifier.ValueText: "inplace", Expression.RawKind: (int)SyntaxKind.TrueLiteralExpression });
}
