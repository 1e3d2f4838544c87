using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StageGen.Modeling.Costs;
using StageGen.Modeling.Reading;

namespace StageGen.Modeling.Slicing;

// Uses of submodules: calls, elements of dealt lists, bare mentions.
internal sealed partial class BodyWalker
{
    /// <summary>The submodule that an expression is, or is an element of.</summary>
    private Submodule? Target(ExpressionSyntax expression) => expression switch
    {
        IdentifierNameSyntax name when !IsHidden(name.Identifier.ValueText) && variables(name.Identifier.ValueText) is null =>
            members.Submodule(name.Identifier.ValueText),
        MemberAccessExpressionSyntax access when IsThis(access.Expression) => members.Submodule(access.Name.Identifier.ValueText),
        ParenthesizedExpressionSyntax parenthesized => Target(parenthesized.Expression),
        CastExpressionSyntax cast => Target(cast.Expression),
        PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } suppressed =>
            Target(suppressed.Operand),
        ElementAccessExpressionSyntax element when Target(element.Expression) is { Kind: not SubmoduleKind.Module } list => list,
        _ => null,
    };

    /// <summary>The submodule that a module is a part of, or is: <c>wave</c> of <c>wave.encoder.layers[0]</c>.</summary>
    private Submodule? Owner(ExpressionSyntax expression) => Target(expression) ?? expression switch
    {
        MemberAccessExpressionSyntax access => Owner(access.Expression),
        ElementAccessExpressionSyntax element => Owner(element.Expression),
        ParenthesizedExpressionSyntax parenthesized => Owner(parenthesized.Expression),
        CastExpressionSyntax cast => Owner(cast.Expression),
        PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } suppressed => Owner(suppressed.Operand),
        _ => null,
    };

    /// <summary>In <c>blocks[i].norm</c>: where an element of a list of the model is taken.</summary>
    private ElementAccessExpressionSyntax? ElementIn(ExpressionSyntax expression) => expression switch
    {
        ElementAccessExpressionSyntax element =>
            ElementIn(element.Expression) ?? (Target(element.Expression) is { Kind: not SubmoduleKind.Module } ? element : null),
        MemberAccessExpressionSyntax access when !IsThis(access.Expression) => ElementIn(access.Expression),
        ParenthesizedExpressionSyntax parenthesized => ElementIn(parenthesized.Expression),
        CastExpressionSyntax cast => ElementIn(cast.Expression),
        PostfixUnaryExpressionSyntax suppressed => ElementIn(suppressed.Operand),
        _ => null,
    };

    /// <summary>Visits the indices in <c>blocks[i]</c>, not the list.</summary>
    private void VisitIndex(ExpressionSyntax expression)
    {
        foreach (var element in expression.DescendantNodesAndSelf().OfType<ElementAccessExpressionSyntax>()) Visit(element.ArgumentList);
    }

    /// <summary><c>relu.call(x)</c>, <c>blocks[0].call(x)</c>, <c>wave.encoder.call(x)</c>.</summary>
    private void CallSubmodule(InvocationExpressionSyntax node, ExpressionSyntax module, Submodule owner)
    {
        bool isItself = Target(module) == owner;
        VisitIndex(module);
        if (owner.IsStateless && isItself) CallStateless(node, owner);
        else UseSubmodule(node, owner, node, ElementIn(module), module);
        if (!isItself) return;
        for (int i = 0; i < node.ArgumentList.Arguments.Count && i < 31; i++)
            if ((owner.ChangedInputs & (1 << i)) != 0) ChangeArgument(node.ArgumentList.Arguments[i].Expression, node);
    }

    /// <summary>What keeps nothing runs where its argument is, or in its own stage where that is a later one.</summary>
    private void CallStateless(InvocationExpressionSyntax node, Submodule submodule)
    {
        UseStateless(node, submodule);
        if (mode != Mode.Expression || functions > 0) return;
        var outer = current;
        current = StageNeed.None;
        Visit(node.ArgumentList);
        int stage = Math.Max(submodule.First, current.Stage);
        current = outer.And(current);
        if (stage < 0) return;
        uses.Staged.Add(new StagedUse(node, submodule.Name, stage, stage, submodule, node));
        current = current.And(new StageNeed(stage, stage, stage));
    }

    private void UseStateless(SyntaxNode node, Submodule submodule)
    {
        uses.Submodules.Add(submodule.Name);
        uses.Stateless.Add((submodule.Name, node.Span));
        if (submodule.IsRandom) uses.Effects.Add(node.Span);
    }

    /// <summary>Notes a use: the call, or else the mention, of a submodule or of an element of it.</summary>
    private void UseSubmodule(SyntaxNode node, Submodule submodule, InvocationExpressionSyntax? call,
        ElementAccessExpressionSyntax? element, ExpressionSyntax place)
    {
        var (first, last) = StagesOf(submodule, element, place);
        uses.Submodules.Add(submodule.Name);
        uses.Staged.Add(new StagedUse(node, submodule.Name, first, last, submodule, element is null || last == first ? call : null));
        current = current.And(new StageNeed(last, first, last));
    }

    private (int First, int Last) StagesOf(Submodule submodule, ElementAccessExpressionSyntax? element, ExpressionSyntax place)
    {
        if (!submodule.IsDealt) return (submodule.First, submodule.Last);
        if (element is not null && PartOf(submodule, element) is { } part)
        {
            uses.Substitutions.Add((element.Span, "global::StageGen.StageShare.At(" + element.Expression + ", "
                + element.ArgumentList.Arguments[0] + ", " + Lowering.ShareArguments(submodule, part) + ")"));
            return (submodule.First + part, submodule.First + part);
        }
        return share is { } own && own.Covers(submodule, element ?? place) ? (own.Stage, own.Stage) : (submodule.First, submodule.Last);
    }

    /// <summary>
    /// Which part of a dealt list an element is in, where its index is a number and the deal is known well enough; else null.
    /// </summary>
    private static int? PartOf(Submodule list, ElementAccessExpressionSyntax element)
    {
        if (element.ArgumentList.Arguments is not [var argument] || list.Kind == SubmoduleKind.ModuleDict) return null;
        int? count = list.Split.Count > 0 ? list.Split.Sum() : list.ElementCount;
        if (count is { } known && ListIndex.Of(argument.Expression, known, element.Expression.ToString()) is { } index)
        {
            for (int part = 0; part < list.Parts; part++)
                if (index < StageShares.Bounds(known, part, list.Parts, list.Split.Count > 0 ? list.Split : null).End) return part;
        }
        // Whatever their number: the first is in the first part, the last in the last.
        return ListIndex.Of(argument.Expression, 1, element.Expression.ToString()) is null ? null
            : argument.Expression is LiteralExpressionSyntax ? 0 : list.Parts - 1;
    }

    /// <summary>A submodule that is only asked whether it is there.</summary>
    private bool VisitNullTest(ExpressionSyntax operand)
    {
        if (operand is ElementAccessExpressionSyntax || Target(operand) is not { } submodule) return false;
        if (submodule.IsStateless) UseStateless(operand, submodule);
        else
        {
            uses.Submodules.Add(submodule.Name);
            uses.Staged.Add(new StagedUse(operand, submodule.Name, submodule.First, submodule.First, submodule, null));
            current = current.And(new StageNeed(submodule.First, submodule.First, submodule.First));
        }
        return true;
    }

    public override void VisitIsPatternExpression(IsPatternExpressionSyntax node)
    {
        bool asksForNull = node.Pattern is ConstantPatternSyntax { Expression.RawKind: (int)SyntaxKind.NullLiteralExpression }
            or UnaryPatternSyntax { Pattern: ConstantPatternSyntax { Expression.RawKind: (int)SyntaxKind.NullLiteralExpression } }
            or RecursivePatternSyntax
            {
                Type: null, PositionalPatternClause: null, PropertyPatternClause.Subpatterns.Count: 0, Designation: null
            };
        if (!asksForNull || !VisitNullTest(node.Expression)) base.VisitIsPatternExpression(node);
    }

    private void UseHelper(SyntaxNode node, string meant, Helper helper, InvocationExpressionSyntax? call)
    {
        string name = Members.NameOf(meant);
        if (call is not null && problems is not null && (helper.Stages.Count > 1 || (helper.Stages.Count == 1 && IsOutOfReach(call, name)))
            && members.Inlinable(meant) is { } declaration)
        {
            uses.Submodules.UnionWith(helper.Submodules);
            int first = helper.Stages[0], highest = helper.Stages[helper.Stages.Count - 1];
            uses.Staged.Add(new StagedUse(node, name, first, highest, null, call) { Inline = declaration });
            current = current.And(new StageNeed(highest, first, highest));
            return;
        }
        if (call is not null) RefuseOutOfReach(call, name);
        if (helper.Refused is { } refused)
            Refuse(node, "'" + name + "', in which there is " + refused.What.TrimEnd(',') + ",", refused.Why);
        if (helper.Effects) uses.Effects.Add(node.Span);
        uses.Tensors.UnionWith(helper.Tensors);
        foreach (string tensor in helper.Tensors)
            if (tensors?.Invoke(tensor, false) is { } variable)
            {
                variable.Bindings.Add((node, "which '" + name + "' uses"));
                Read(variable, node, onlyMetadata: false);
            }
        uses.Submodules.UnionWith(helper.Submodules);
        foreach (string stateless in helper.Stateless) uses.Stateless.Add((stateless, node.Span));
        if (helper.Stages.Count == 0) return;
        int last = helper.Stages[helper.Stages.Count - 1];
        if (helper.Stages.Count > 1)
            problems?.Add(Rules.NotSupportedYet, node,
                "'" + name + "', which " + (helper.CallsItself ? "calls itself and " : "") + "uses submodules of stages "
                    + string.Join(", ", helper.Stages.Select(Text.Number)) + ",",
                helper.CallsItself ? "write it as a loop in forward" : "write its statements into forward, or make one helper per stage");
        uses.Staged.Add(new StagedUse(node, name, problems is null ? helper.Stages[0] : last, last, null, call));
        current = current.And(new StageNeed(last, last, last));
    }
}
