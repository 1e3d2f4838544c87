using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StageGen.Modeling.Costs.Interpretation;

// Literals, choices, collections, assignments.
internal sealed partial class Interpreter
{
    // What `?.` is applied to, innermost on top.
    private readonly Stack<Value> bound = new();

    private static Value EvaluateLiteral(LiteralExpressionSyntax literal) => literal.Token.Value switch
    {
        _ when literal.IsKind(SyntaxKind.NullLiteralExpression) || literal.IsKind(SyntaxKind.DefaultLiteralExpression) => Value.Null,
        bool value => Value.Of(value),
        int value => Value.Of(value),
        long value => Value.Of(value),
        uint value => Value.Of(value),
        ulong value when value <= long.MaxValue => Value.Of((long)value),
        float value => new RealValue(value),
        double value => new RealValue(value),
        decimal value => new RealValue((double)value),
        string value => Value.Of(value),
        char value => Value.Of(value.ToString()),
        _ => UnknownValue.Consequence,
    };

    private TextValue EvaluateText(InterpolatedStringExpressionSyntax text, Frame frame)
    {
        string? whole = "";
        foreach (var part in text.Contents)
            whole += part is InterpolationSyntax hole
                ? TextOf(Evaluate(hole.Expression, frame))
                : ((InterpolatedStringTextSyntax)part).TextToken.ValueText;
        return new TextValue(whole);
    }

    private Value EvaluateConditionalAccess(ConditionalAccessExpressionSyntax access, Frame frame)
    {
        var target = Evaluate(access.Expression, frame);
        if (target is NullValue) return Value.Null;
        bound.Push(target);
        var value = Evaluate(access.WhenNotNull, frame);
        _ = bound.Pop();
        return value;
    }

    private Value EvaluateChoice(ConditionalExpressionSyntax choice, Frame frame, TypeSyntax? target)
    {
        var condition = Evaluate(choice.Condition, frame);
        if (condition is BoolValue known) return Evaluate(known.IsTrue ? choice.WhenTrue : choice.WhenFalse, frame, target);
        findings.UnknownCondition(choice.Condition, condition);
        return Assumed(() => Evaluate(choice.WhenTrue, frame, target));
    }

    private Value EvaluateSwitch(SwitchExpressionSyntax choice, Frame frame, TypeSyntax? target)
    {
        var value = Evaluate(choice.GoverningExpression, frame);
        foreach (var arm in choice.Arms)
        {
            bool? matches = Both(Matches(value, arm.Pattern, frame), arm.WhenClause is { } when
                ? Truth(Evaluate(when.Condition, frame))
                : true);
            if (matches == false) continue;
            if (matches == true) return Evaluate(arm.Expression, frame, target);
            findings.UnknownCondition(choice.GoverningExpression, value);
            return Assumed(() => Evaluate(arm.Expression, frame, target));
        }
        return UnknownValue.Consequence;
    }

    private Value EvaluateCollection(CollectionExpressionSyntax collection, Frame frame, TypeSyntax? target)
    {
        var items = new List<Value>();
        foreach (var element in collection.Elements)
        {
            if (element is ExpressionElementSyntax item) items.Add(Evaluate(item.Expression, frame, TypeNames.Element(target)));
            else if (element is SpreadElementSyntax spread)
            {
                var several = Evaluate(spread.Expression, frame);
                if (ItemsOf(several) is not { } inner)
                {
                    findings.CannotFollow(spread.Expression, "what is spread here", several);
                    return UnknownValue.Consequence;
                }
                items.AddRange(inner);
            }
        }
        return new ListValue(items, TypeNames.Form(target));
    }

    private static FunctionValue Lambda(AnonymousFunctionExpressionSyntax function, Frame frame)
    {
        var list = function switch
        {
            ParenthesizedLambdaExpressionSyntax lambda => lambda.ParameterList,
            AnonymousMethodExpressionSyntax method => method.ParameterList,
            _ => null,
        };
        IReadOnlyList<string> names = function is SimpleLambdaExpressionSyntax simple ? [simple.Parameter.Identifier.ValueText]
            : list is null ? [] : [.. list.Parameters.Select(parameter => parameter.Identifier.ValueText)];
        return new FunctionValue(list, names, function.Body, frame);
    }

    private Value EvaluateWith(WithExpressionSyntax with, Frame frame)
    {
        if (Evaluate(with.Expression, frame) is not InstanceValue original) return UnknownValue.Consequence;
        var copy = new InstanceValue(original.Type);
        foreach (var field in original.Fields) copy.Fields[field.Key] = field.Value;
        Initialise(copy, with.Initializer, frame);
        return copy;
    }

    private static Value DefaultOf(TypeSyntax type) => type.ToString() switch
    {
        "int" or "long" or "short" or "byte" or "uint" or "ulong" => Value.Of(0),
        "float" or "double" or "decimal" => new RealValue(0),
        "bool" => Value.False,
        _ => Value.Null,
    };

    private static Value Cast(Value value, TypeSyntax type) => type.ToString() switch
    {
        "int" or "long" or "short" or "uint" or "ulong" or "byte" => Arithmetic.ToWhole(value),
        "float" or "double" or "decimal" => value is NumberValue ? new RealValue(Arithmetic.RealOf(value)) : value,
        _ => value,
    };

    private ListValue CreateArray(ArrayCreationExpressionSyntax array, Frame frame)
    {
        if (array.Initializer is { } items)
            return new ListValue([.. items.Expressions.Select(item => Evaluate(item, frame, TypeNames.Element(array.Type)))]);
        int count = array.Type.RankSpecifiers[0].Sizes is [{ } size] ? arithmetic.Count(Evaluate(size, frame)) ?? 0 : 0;
        Spend();
        if (count > MostSteps) throw new InterpretationEnded("it makes an array of " + count + " elements");
        return new ListValue([.. Enumerable.Repeat(DefaultOf(array.Type.ElementType), Math.Max(0, count))]);
    }

    private (Value Index, bool FromEnd)? EndOf(ExpressionSyntax? end, Frame frame) => end switch
    {
        null => null,
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.IndexExpression } fromEnd => (Evaluate(fromEnd.Operand, frame), true),
        _ => (Evaluate(end, frame), false),
    };

    private Value EvaluateAssignment(AssignmentExpressionSyntax assignment, Frame frame)
    {
        if (assignment.IsKind(SyntaxKind.SimpleAssignmentExpression))
        {
            var value = Evaluate(assignment.Right, frame, TargetOf(assignment.Left, frame));
            Assign(assignment.Left, value, frame);
            return value;
        }
        var old = Evaluate(assignment.Left, frame);
        if (assignment.IsKind(SyntaxKind.CoalesceAssignmentExpression) && old is not NullValue) return old;
        var right = Evaluate(assignment.Right, frame, TargetOf(assignment.Left, frame));
        var result = assignment.IsKind(SyntaxKind.CoalesceAssignmentExpression) ? right
            : old is TensorValue || right is TensorValue ? TensorOperator(assignment, old, right)
            : old is TextValue ? new TextValue(TextOf(old) is { } a && TextOf(right) is { } b ? a + b : null)
            : arithmetic.Apply(Arithmetic.OperatorOf(assignment.Kind()), old, right);
        Assign(assignment.Left, result, frame);
        return result;
    }

    /// <summary>The declared type of a field that is given a value: what <c>new(…)</c> makes there.</summary>
    private static TypeSyntax? TargetOf(ExpressionSyntax target, Frame frame) => target switch
    {
        IdentifierNameSyntax name => frame.Type.Field(name.Identifier.ValueText)?.Type,
        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } access =>
            frame.Type.Field(access.Name.Identifier.ValueText)?.Type,
        _ => null,
    };

    private void Assign(ExpressionSyntax target, Value value, Frame frame)
    {
        switch (target)
        {
            case IdentifierNameSyntax { Identifier.ValueText: "_" }:
                break;
            case IdentifierNameSyntax name when frame.Assign(name.Identifier.ValueText, value):
                break;
            case IdentifierNameSyntax name:
                SetMember(frame.Self, frame.Type, name.Identifier.ValueText, value, frame);
                break;
            case MemberAccessExpressionSyntax access:
                var owner = Evaluate(access.Expression, frame);
                SetMember(owner, (owner as InstanceValue)?.Type ?? (owner as TypeValue)?.Type,
                    access.Name.Identifier.ValueText, value, frame);
                break;
            case ElementAccessExpressionSyntax element:
                SetElement(Evaluate(element.Expression, frame), element.ArgumentList, value, frame);
                break;
            case TupleExpressionSyntax or DeclarationExpressionSyntax:
                Deconstruct(target, value, frame);
                break;
            case ParenthesizedExpressionSyntax inner:
                Assign(inner.Expression, value, frame);
                break;
        }
    }

    private void Deconstruct(ExpressionSyntax target, Value value, Frame frame)
    {
        switch (target)
        {
            case DeclarationExpressionSyntax declaration:
                Deconstruct(declaration.Designation, value, frame);
                break;
            case TupleExpressionSyntax tuple:
                for (int i = 0; i < tuple.Arguments.Count; i++) Assign(tuple.Arguments[i].Expression, Part(value, i), frame);
                break;
            default:
                Assign(target, value, frame);
                break;
        }
    }

    private static void Deconstruct(VariableDesignationSyntax designation, Value value, Frame frame)
    {
        if (designation is SingleVariableDesignationSyntax single) frame.Declare(single.Identifier.ValueText, value);
        else if (designation is ParenthesizedVariableDesignationSyntax several)
            for (int i = 0; i < several.Variables.Count; i++) Deconstruct(several.Variables[i], Part(value, i), frame);
    }

    private static Value Part(Value value, int index) =>
        value is TupleValue tuple && index < tuple.Items.Count ? tuple.Items[index]
        : value is InstanceValue { Type.Primary: { } primary } record && index < primary.Parameters.Count
            && record.Fields.TryGetValue(primary.Parameters[index].Identifier.ValueText, out var part) ? part
        : UnknownValue.Consequence;
}
