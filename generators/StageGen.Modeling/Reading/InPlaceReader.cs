using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StageGen.Modeling.Slicing;

namespace StageGen.Modeling.Reading;

/// <summary>
/// Sees whether a submodule works in place: made so, as <c>relu = ReLU(inplace: true)</c>, where it is declared or in a constructor;
/// made of modules of which the first does; or of a class of the project's whose <c>forward</c> changes what it is given.
/// </summary>
internal static class InPlaceReader
{
    // What may give what it is given, or a view of it.
    private static readonly HashSet<string> GivesItsInput =
        ["Identity", "Flatten", "Unflatten", "Dropout", "Dropout1d", "Dropout2d", "Dropout3d", "AlphaDropout", "FeatureAlphaDropout"];

    public static bool IsMadeInPlace(INamedTypeSymbol type, ISymbol member) => MadeValues.Of(type, member).Any(IsInPlace);

    /// <summary>A bit for each of the first inputs that calling it changes.</summary>
    public static int Changes(INamedTypeSymbol type, ISymbol member, int depth = 0) =>
        (MadeValues.Of(type, member).Any(value => IsInPlace(value) || BeginsInPlace(value)) ? 1 : 0)
        | ChangedInputs.Of(Members.TypeOf(member), depth);

    private static bool IsInPlace(ExpressionSyntax value) =>
        value is InvocationExpressionSyntax call
        && call.ArgumentList.Arguments.Any(argument =>
            argument is { NameColon.Name.Identifier.ValueText: "inplace", Expression.RawKind: (int)SyntaxKind.TrueLiteralExpression });

    /// <summary><c>Sequential(ReLU(inplace: true), …)</c>, with or without names.</summary>
    private static bool BeginsInPlace(ExpressionSyntax value)
    {
        if (MadeValues.Factory(value) != "Sequential") return false;
        foreach (var argument in ((InvocationExpressionSyntax)value).ArgumentList.Arguments)
        {
            var module = argument.Expression is TupleExpressionSyntax { Arguments: [_, var named] }
                ? named.Expression
                : argument.Expression;
            if (IsInPlace(module) || BeginsInPlace(module)) return true;
            if (MadeValues.Factory(module) is not { } made || !GivesItsInput.Contains(made)) return false;
        }
        return false;
    }
}
