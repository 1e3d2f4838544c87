using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StageGen.Modeling.Reading;

/// <summary>
/// What the class's source gives a member to hold: where it is declared, and in constructors, those of base classes among them.
/// </summary>
internal static class MadeValues
{
    public static IEnumerable<ExpressionSyntax> Of(INamedTypeSymbol type, ISymbol member)
    {
        foreach (var syntax in member.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax()))
        {
            var value = syntax switch
            {
                VariableDeclaratorSyntax field => field.Initializer?.Value,
                PropertyDeclarationSyntax property => property.Initializer?.Value,
                _ => null,
            };
            if (value is not null) yield return value;
        }
        foreach (var assignment in type.WithBases().SelectMany(t => t.InstanceConstructors)
            .SelectMany(constructor => constructor.DeclaringSyntaxReferences)
            .SelectMany(reference => reference.GetSyntax().DescendantNodes().OfType<AssignmentExpressionSyntax>()))
            if (NameOf(assignment.Left) == member.Name) yield return assignment.Right;
    }

    /// <summary>
    /// The factory or type that an expression makes a module with: <c>ReLU</c> of <c>nn.ReLU(inplace: true)</c>; null for anything else.
    /// </summary>
    public static string? Factory(ExpressionSyntax value) => value switch
    {
        InvocationExpressionSyntax { Expression: SimpleNameSyntax name } => name.Identifier.ValueText,
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax
        {
            Expression: IdentifierNameSyntax { Identifier.ValueText: "nn" }
                or MemberAccessExpressionSyntax { Name.Identifier.ValueText: "nn" }
        } access } =>
            access.Name.Identifier.ValueText,
        _ => null,
    };

    private static string? NameOf(ExpressionSyntax target) => target switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax or BaseExpressionSyntax } access =>
            access.Name.Identifier.ValueText,
        _ => null,
    };
}
