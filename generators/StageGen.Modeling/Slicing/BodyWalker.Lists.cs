using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StageGen.Modeling.Reading;

namespace StageGen.Modeling.Slicing;

// Elements of lists that are known one by one: skips[^1] is a value of its own.
internal sealed partial class BodyWalker
{
    private readonly Dictionary<string, bool> changedLists = [];

    public override void VisitElementAccessExpression(ElementAccessExpressionSyntax node)
    {
        if (KnownList(node.Expression) is { } list && node.ArgumentList.Arguments is [var argument]
            && IndexOf(argument.Expression, list) is { } index && Left(list)[index].Version is { } element)
            ReadElement(node, element);
        else base.VisitElementAccessExpression(node);
    }

    /// <summary><c>skips.Count</c>, where the list's elements are known: a number.</summary>
    private bool VisitKnownCount(MemberAccessExpressionSyntax node)
    {
        if (node.Name.Identifier.ValueText is not ("Count" or "Length") || KnownList(node.Expression) is not { } list) return false;
        uses.Substitutions.Add((node.Span, Text.Number(Left(list).Count)));
        return true;
    }

    /// <summary><c>skips.Last()</c>, <c>skips.Pop()</c>: an element that is known by itself.</summary>
    private bool VisitKnownElement(InvocationExpressionSyntax node, MemberAccessExpressionSyntax access)
    {
        if (node.ArgumentList.Arguments.Count > 0 || KnownList(access.Expression) is not { } list || Left(list) is not { Count: > 0 } parts)
            return false;
        string method = access.Name.Identifier.ValueText;
        bool takes = TorchNames.Takers.Contains(method);
        ListPart? part = method switch
        {
            "First" => parts[list.Type.IsStack ? parts.Count - 1 : 0],
            "Last" => parts[list.Type.IsStack ? 0 : parts.Count - 1],
            "Peek" or "Pop" or "Dequeue" => parts[list.Type.IsQueue ? 0 : parts.Count - 1],
            _ => null,
        };
        // What is taken off in a branch may not be.
        if (part?.Version is not { } element
            || (takes && (mode != Mode.Expression || conditional > 0 || node.Parent is ExpressionStatementSyntax)))
            return false;
        if (takes) uses.Taken[list] = uses.Taken.TryGetValue(list, out int before) ? before + 1 : 1;
        ReadElement(node, element);
        return true;
    }

    private void ReadElement(ExpressionSyntax node, Version element)
    {
        uses.Substitutions.Add((node.Span, element.Variable.Name));
        Read(element.Variable, node, onlyMetadata: false);
    }

    /// <summary>The list of that name, where all its elements are known by themselves and the code at hand does not change it.</summary>
    private Variable? KnownList(ExpressionSyntax expression)
    {
        if (expression is not IdentifierNameSyntax { Identifier.ValueText: var name } || IsHidden(name)) return null;
        return variables(name) is { Type.Crossing: Crossing.List, Current.Parts: { } parts } list && parts.All(part => !part.IsRun)
            && !IsChanged(name)
            ? list
            : null;
    }

    /// <summary>The parts that are left after what this expression has taken off so far.</summary>
    private IReadOnlyList<ListPart> Left(Variable list)
    {
        var parts = list.Current!.Parts!;
        if (!uses.Taken.TryGetValue(list, out int taken)) return parts;
        return [.. list.Type.IsQueue ? parts.Skip(taken) : parts.Take(parts.Count - taken)];
    }

    private int? IndexOf(ExpressionSyntax index, Variable list) =>
        list.Type.IsStack || list.Type.IsQueue ? null : ListIndex.Of(index, Left(list).Count, list.Name);

    /// <summary>Whether the statement that is walked as a whole changes the list somewhere: then its elements are known no more.</summary>
    private bool IsChanged(string name)
    {
        if (mode != Mode.Statement || walked is null) return false;
        if (changedLists.TryGetValue(name, out bool known)) return known;
        return changedLists[name] = walked.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Any(mention => mention.Identifier.ValueText == name && IsChange(mention));
    }

    private static bool IsChange(IdentifierNameSyntax mention) => mention.Parent switch
    {
        MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax } access =>
            access.Expression == mention && TorchNames.ListChangers.Contains(access.Name.Identifier.ValueText),
        ElementAccessExpressionSyntax { Parent: AssignmentExpressionSyntax assignment } element => assignment.Left == element,
        AssignmentExpressionSyntax assignment => assignment.Left == mention,
        ArgumentSyntax { Parent.Parent.Parent: ExpressionStatementSyntax } => true,
        _ => false,
    };

    private bool IsListChange(IdentifierNameSyntax receiver, string method) =>
        TorchNames.ListChangers.Contains(method) && !IsHidden(receiver.Identifier.ValueText)
        && variables(receiver.Identifier.ValueText) is { Type.Crossing: Crossing.List };

    /// <summary><c>skips[0].add_(1)</c> changes a tensor in the list, not the list.</summary>
    private void ChangeInPlace(ExpressionSyntax target, IdentifierNameSyntax root, Variable changed, SyntaxNode by)
    {
        if (changed.Type.Crossing != Crossing.List || IsHidden(root.Identifier.ValueText)) WriteInPlace(root, by);
        else if (target is ElementAccessExpressionSyntax { ArgumentList.Arguments: [var argument] } element
            && KnownList(element.Expression) is { } list
            && IndexOf(argument.Expression, list) is { } index && Left(list)[index].Version is { } known)
            uses.Writes.Add(new VariableWrite(known.Variable.Name, WriteKind.InPlace, root.Span, null, null, by.Span));
        else uses.Writes.Add(new VariableWrite(root.Identifier.Text, WriteKind.InPlaceElement, root.Span, null, null, by.Span));
    }
}
