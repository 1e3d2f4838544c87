using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StageGen.Modeling.Reading;

/// <summary>Counts the elements that a list of modules is written with: <c>blocks = new(first, second, third)</c>.</summary>
internal static class ElementCounter
{
    /// <summary>How many there are; null where they are not written one by one. Whoever relies on it checks it again at run time.</summary>
    public static int? Count(INamedTypeSymbol type, ISymbol member) =>
        MadeValues.Of(type, member).Select(Count).ToList() is [{ } only] ? only : null;

    private static int? Count(ExpressionSyntax value) => value switch
    {
        // A single argument may be an array, or a sequence.
        BaseObjectCreationExpressionSyntax { Initializer: null, ArgumentList.Arguments.Count: > 1 and var count } => count,
        InvocationExpressionSyntax { ArgumentList.Arguments.Count: > 1 and var count }
            when MadeValues.Factory(value) is "ModuleList" or "Sequential" => count,
        CollectionExpressionSyntax collection when collection.Elements.All(element => element is ExpressionElementSyntax) =>
            collection.Elements.Count,
        ImplicitArrayCreationExpressionSyntax array => array.Initializer.Expressions.Count,
        ArrayCreationExpressionSyntax { Initializer: { } initializer } => initializer.Expressions.Count,
        BaseObjectCreationExpressionSyntax { Initializer: { } initializer, ArgumentList: null or { Arguments.Count: 0 } } =>
            initializer.Expressions.Count,
        _ => null,
    };
}
