using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StageGen.Modeling.Costs.Interpretation;

// Patterns: whether a value matches, as far as is known.
internal sealed partial class Interpreter
{
    private bool? Matches(Value value, PatternSyntax pattern, Frame frame)
    {
        switch (pattern)
        {
            case DiscardPatternSyntax:
                return true;
            case VarPatternSyntax any:
                Deconstruct(any.Designation, value, frame);
                return true;
            case ParenthesizedPatternSyntax inner:
                return Matches(value, inner.Pattern, frame);
            case ConstantPatternSyntax constant:
                return MatchesConstant(value, constant.Expression, frame);
            case TypePatternSyntax type:
                return IsOfType(value, type.Type, frame);
            case DeclarationPatternSyntax declaration:
                Deconstruct(declaration.Designation, value, frame);
                return IsOfType(value, declaration.Type, frame);
            case UnaryPatternSyntax not:
                return !Matches(value, not.Pattern, frame);
            case BinaryPatternSyntax both when both.IsKind(SyntaxKind.AndPattern):
                return Both(Matches(value, both.Left, frame), Matches(value, both.Right, frame));
            case BinaryPatternSyntax either:
                return !Both(!Matches(value, either.Left, frame), !Matches(value, either.Right, frame));
            case RelationalPatternSyntax relation:
                return arithmetic.Compare(value, Evaluate(relation.Expression, frame)) is { } order ? relation.OperatorToken.Kind() switch
                {
                    SyntaxKind.LessThanToken => order < 0,
                    SyntaxKind.LessThanEqualsToken => order <= 0,
                    SyntaxKind.GreaterThanToken => order > 0,
                    _ => order >= 0,
                } : null;
            case RecursivePatternSyntax parts:
                return MatchesParts(value, parts, frame);
            default:
                return null;
        }
    }

    private bool? MatchesConstant(Value value, ExpressionSyntax constant, Frame frame)
    {
        var expected = Evaluate(constant, frame);
        // A type's name alone looks like a constant.
        return expected is TypeValue or NameValue && value is ObjectValue or TensorValue && constant is TypeSyntax type
            ? IsOfType(value, type, frame)
            : AreEqual(value, expected);
    }

    private bool? MatchesParts(Value value, RecursivePatternSyntax parts, Frame frame)
    {
        if (value is NullValue) return false;
        bool? matches = value is UnknownValue ? null : parts.Type is { } type ? IsOfType(value, type, frame) : true;
        foreach (var (part, index) in (parts.PositionalPatternClause?.Subpatterns ?? default).Select((part, index) => (part, index)))
            matches = Both(matches, Matches(Part(value, index), part.Pattern, frame));
        foreach (var part in parts.PropertyPatternClause?.Subpatterns ?? default)
            if ((part.NameColon?.Name ?? part.ExpressionColon?.Expression) is { } name)
                matches = Both(matches, Matches(Member(value, name.ToString(), name), part.Pattern, frame));
        if (parts.Designation is { } designation) Deconstruct(designation, value, frame);
        return matches;
    }
}
