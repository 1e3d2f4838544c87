using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StageGen.Modeling.Reading;

namespace StageGen.Modeling.Slicing;

// Deconstructions whose values come from several stages.
internal sealed partial class Lowering
{
    /// <summary>
    /// <c>var (a, b) = (first.call(x), second.call(x));</c> as one step a value, so that each stays in its stage; false where the
    /// statement can stay whole, or the sides do not match.
    /// </summary>
    private bool LowerPairwise(AssignmentExpressionSyntax assignment, StatementSyntax statement)
    {
        if (IsGuarded) return false;
        var pairs = new List<(SyntaxNode Target, TypeSyntax? Type, ExpressionSyntax Value)>();
        if (!Pair(assignment.Left, assignment.Right, pairs)) return false;
        var uses = Walk(assignment.Right);
        if (pairs.Select(pair => uses.NeedOf(pair.Value).Stage).Where(stage => stage >= 0).Distinct().Count() < 2) return false;

        string comment = Text.CommentAbove(statement);
        // All values are computed before the first is given: (a, b) = (b, a) needs names for what is under way.
        var given = new List<(Variable? Target, Variable Value)>();
        bool direct = pairs.All(pair => pair.Target is not IdentifierNameSyntax);
        foreach (var (target, type, value) in pairs)
        {
            var variable = direct && target is SingleVariableDesignationSyntax name
                ? new Variable(name.Identifier.Text, VariableKind.Local,
                    type is null or { IsVar: true } ? types.Of(value) : CodeType.Of(type, forward.Tensor),
                    type is null or { IsVar: true } ? "var" : type.ToString())
                {
                    Origin = type is null or { IsVar: true } ? value : null,
                }
                : new Variable(names.Unique(NameOf(target) + "Value"), VariableKind.Local, types.Of(value), "var") { Origin = value };
            LowerGiving(variable, value, "=", comment, isUsing: false);
            comment = "";
            given.Add((direct ? null : TargetOf(target, type, variable), variable));
            if (direct && target is SingleVariableDesignationSyntax declared) variables[declared.Identifier.ValueText] = variable;
        }
        foreach (var (target, value) in given)
            if (target is not null) LowerCopy(target, value, assignment);
        return true;
    }

    private static bool Pair(SyntaxNode target, ExpressionSyntax value, List<(SyntaxNode, TypeSyntax?, ExpressionSyntax)> pairs,
        TypeSyntax? type = null)
    {
        switch (target)
        {
            case DeclarationExpressionSyntax declaration:
                return Pair(declaration.Designation, value, pairs, declaration.Type);
            case TupleExpressionSyntax several
                when value is TupleExpressionSyntax values && values.Arguments.Count == several.Arguments.Count:
                return several.Arguments.Zip(values.Arguments, (left, right) => Pair(left.Expression, right.Expression, pairs)).ToList()
                    .TrueForAll(matches => matches);
            case ParenthesizedVariableDesignationSyntax several
                when value is TupleExpressionSyntax values && values.Arguments.Count == several.Variables.Count:
                return several.Variables.Zip(values.Arguments, (left, right) => Pair(left, right.Expression, pairs, type)).ToList()
                    .TrueForAll(matches => matches);
            case IdentifierNameSyntax or SingleVariableDesignationSyntax or DiscardDesignationSyntax:
                pairs.Add((target, type, value));
                return true;
            default:
                return false;
        }
    }

    private static string NameOf(SyntaxNode target) => target switch
    {
        IdentifierNameSyntax { Identifier.ValueText: not "_" and var name } => name,
        SingleVariableDesignationSyntax name => name.Identifier.ValueText,
        _ => "unused",
    };

    /// <summary>The variable that a target names, declared where it is new; null for what is discarded.</summary>
    private Variable? TargetOf(SyntaxNode target, TypeSyntax? type, Variable value)
    {
        if (target is IdentifierNameSyntax name) return Find(name.Identifier.ValueText);
        if (target is not SingleVariableDesignationSyntax declared) return null;
        bool isVar = type is null or { IsVar: true };
        return variables[declared.Identifier.ValueText] = new Variable(
            declared.Identifier.Text, VariableKind.Local, isVar ? value.Type : CodeType.Of(type!, forward.Tensor),
            isVar ? "var" : type!.ToString()) { Origin = value.Origin };
    }

    private void LowerCopy(Variable target, Variable value, SyntaxNode place)
    {
        var step = new Step { Form = StepForm.Assign, Text = value.Name };
        step.Reads.Add((value.Current!, place.Span));
        if (value.Current!.FirstReader is >= 0 and var stage) step.PlaceIn(stage);
        else step.Placement = value.Current.Maker?.Placement ?? Placement.Once;
        steps.Add(step);
        Give(target, step);
    }
}
