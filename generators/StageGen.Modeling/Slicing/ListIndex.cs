using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StageGen.Modeling.Slicing;

/// <summary>Reads an index that is written as a number.</summary>
internal static class ListIndex
{
    /// <summary>The place that <c>2</c>, <c>^1</c> or <c>list.Count - 1</c> means in a list of so many elements; null where none.</summary>
    public static int? Of(ExpressionSyntax index, int count, string? list = null)
    {
        int? place = index switch
        {
            ParenthesizedExpressionSyntax parenthesized => Of(parenthesized.Expression, count, list),
            LiteralExpressionSyntax { Token.Value: int number } => number,
            PrefixUnaryExpressionSyntax
            {
                RawKind: (int)SyntaxKind.IndexExpression, Operand: LiteralExpressionSyntax { Token.Value: int fromEnd }
            } => count - fromEnd,
            BinaryExpressionSyntax
            {
                RawKind: (int)SyntaxKind.SubtractExpression,
                Left: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax name, Name.Identifier.ValueText: "Count"
                    or "Length" },
                Right: LiteralExpressionSyntax { Token.Value: int fromEnd },
            } when name.Identifier.Text == list => count - fromEnd,
            _ => null,
        };
        return place is { } at && at >= 0 && at < count ? at : null;
    }
}
