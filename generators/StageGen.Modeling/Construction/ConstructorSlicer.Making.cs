using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StageGen.Modeling.Reading;
using StageGen.Modeling.Slicing;

namespace StageGen.Modeling.Construction;

// What makes submodules: one by one, or the elements of a collection.
internal sealed partial class ConstructorSlicer
{
    /// <summary>A submodule and the fields that hold it.</summary>
    private string Make(IReadOnlyList<ModelMember> targets, ExpressionSyntax value)
    {
        CheckMaking(value, targets.SelectMany(target => target.NeededBy));
        if (targets.Count > 1 || Staged(value).Any()) tied = true;
        var first = targets.OrderBy(target => members.All.TakeWhile(other => other != target).Count()).First();
        var stages = targets.SelectMany(target => target.NeededBy).Distinct().OrderBy(stage => stage);
        // In a chain the value has the type of the last target, and goes from it to the others.
        var made = targets[targets.Count - 1];
        string text = build + ".Make(" + Place(made) + ", \"" + first.Name + "\", " + Numbers(stages) + ", () => " + Code(value) + ")";
        for (int i = targets.Count - 2; i >= 0; i--)
            text += ";\n" + Target(targets[i], Identifier(targets[i])) + " = " + Identifier(targets[i + 1]);
        return text;
    }

    /// <summary>What makes a submodule is left out where its stage is not built, so it may do nothing else.</summary>
    private void CheckMaking(SyntaxNode value, IEnumerable<int> stages)
    {
        if (effects.Of(value) is { } effect)
        {
            Refuse(effect.Node, "'" + Short(effect.Node) + "', which " + effect.What + ",",
                "it is left out where its stage is not built, and what follows would be another model; compute such values in statements of their own, and pass them");
        }
        foreach (var mention in Staged(value))
        {
            // A submodule made from another one: that is made as well.
            if (mention.Member.IsCollection || !mention.Member.NeededBy.IsSupersetOf(stages))
                Refuse(mention.Node, "'" + mention.Member.Name + "', of which another submodule is made,",
                    "hold what both need in a field of one stage, and pass numbers instead of submodules");
        }
        foreach (var name in value.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>())
        {
            if (scope.IsLocal(name) && name.Parent is not MemberAccessExpressionSyntax && lists.End(name) is not null)
                Refuse(name, "'" + name + "', a list of submodules,",
                    "give it to a ModuleList or Sequential as it is: 'body = Sequential(" + name + ")'");
        }
        CheckWhole(value);
    }

    /// <summary>One element of a collection, or what stands in it with its name.</summary>
    private void Element(ModelMember target, ExpressionSyntax element, string? index = null, string? type = null)
    {
        if (element is TupleExpressionSyntax { Arguments: [var name, var last] })
        {
            CheckPlain(name.Expression);
            element = last.Expression;
        }
        if (IsNothing(element)) return;
        piecewise.Add(target.Name);
        CheckMaking(element, target.Stages);
        string code = Code(element);
        if (target.Submodule!.Kind == SubmoduleKind.Sequential)
        {
            Replace(element, build + ".Layer(\"" + target.Name + "\", " + (index is null ? "" : index + ", ") + "() => " + code + ")");
            return;
        }
        bool isTyped = ConstructorScope.Bare(element) == element && element is ObjectCreationExpressionSyntax or InvocationExpressionSyntax;
        Replace(element, build + ".Element" + (isTyped ? "" : "<" + (type ?? ElementType(target)) + ">") + "(\"" + target.Name + "\", "
            + (index is null ? "" : index + ", ") + "() => " + code + ")");
    }

    private static string ElementType(ModelMember collection)
    {
        var type = Members.TypeOf(collection.Symbol);
        var element = type is null ? null : TorchTypes.ArrayElement(type) ?? TorchTypes.ListElement(type) ?? TorchTypes.DictElement(type);
        return element?.ToDisplayString(ConstructionReader.FullName) ?? "global::TorchSharp.torch.nn.Module";
    }

    /// <summary>The elements of an expression that is a collection; false where it does not say what they are.</summary>
    private bool Collect(ModelMember target, ExpressionSyntax expression)
    {
        bool isSeen = IsSequence(target, expression);
        if (isSeen) piecewise.Add(target.Name);
        else if (target.Submodule!.IsDealt)
        {
            Refuse(expression, "'" + Short(expression) + "', the elements of which cannot be seen here,",
                "'" + target.Name + "' is dealt over stages: make its elements in the constructor, as in '" + target.Name
                    + ".Add(new …)' or 'Enumerable.Range(0, n).Select(i => new …)'");
        }
        else whole.Add(target.Name);
        if (whole.Contains(target.Name) && piecewise.Contains(target.Name))
            Refuse(expression, "'" + target.Name + "', made as a whole and element by element,",
                "make all its elements in the constructor, or all of it in one expression");
        return isSeen;
    }

    private bool IsSequence(ModelMember target, ExpressionSyntax expression)
    {
        switch (ConstructorScope.Bare(expression))
        {
            case null:
            case LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NullLiteralExpression or (int)SyntaxKind.DefaultLiteralExpression }:
                return true;
            case IdentifierNameSyntax name:
                return lists.End(name) == target;
            case CollectionExpressionSyntax list:
                return list.Elements.All(element => element switch
                {
                    ExpressionElementSyntax { Expression: var item } => Item(target, item),
                    SpreadElementSyntax { Expression: var items } => IsSequence(target, items),
                    _ => false,
                });
            case ArrayCreationExpressionSyntax array:
                foreach (var rank in array.Type.RankSpecifiers) CheckPlain(rank);
                return array.Initializer is null || Items(target, array.Initializer);
            case ImplicitArrayCreationExpressionSyntax array:
                return Items(target, array.Initializer);
            case InitializerExpressionSyntax items:
                return Items(target, items);
            case BaseObjectCreationExpressionSyntax creation:
                return IsPlainCollection(creation)
                    && (creation.ArgumentList?.Arguments.All(argument => Argument(target, argument.Expression)) ?? true)
                    && (creation.Initializer is null || Items(target, creation.Initializer));
            case QueryExpressionSyntax { Body: { SelectOrGroup: SelectClauseSyntax select, Continuation: null } } query:
                foreach (var clause in query.Body.Clauses.Cast<SyntaxNode>().Append(query.FromClause)) CheckPlain(clause);
                return Item(target, select.Expression);
            case InvocationExpressionSyntax call:
                return IsSequenceCall(target, call);
            default:
                return false;
        }
    }

    private bool IsSequenceCall(ModelMember target, InvocationExpressionSyntax call)
    {
        string name = call.Expression switch
        {
            SimpleNameSyntax simple => simple.Identifier.ValueText,
            MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
            _ => "",
        };
        bool isFactory = call.Expression is SimpleNameSyntax || (call.Expression is MemberAccessExpressionSyntax { Expression: var root }
            && root.ToString() is "nn" or "torch.nn" or "TorchSharp.torch.nn");
        if (isFactory)
            return name is "Sequential" or "ModuleList" or "ModuleDict"
                && call.ArgumentList.Arguments.All(argument => Argument(target, argument.Expression));
        if (call.Expression is not MemberAccessExpressionSyntax { Expression: var source }) return false;
        switch (name)
        {
            case "ToArray" or "ToList" or "AsEnumerable" when call.ArgumentList.Arguments.Count == 0:
                return IsSequence(target, source);
            case "Concat" when call.ArgumentList.Arguments is [var other]:
                return IsSequence(target, source) && IsSequence(target, other.Expression);
            case "Append" when call.ArgumentList.Arguments is [var last]:
                return IsSequence(target, source) && Item(target, last.Expression);
            case "Select" when call.ArgumentList.Arguments is [{ Expression: LambdaExpressionSyntax { ExpressionBody: { } item } }]:
                CheckPlain(source);
                return Item(target, item);
            default:
                return false;
        }
    }

    private bool Items(ModelMember target, InitializerExpressionSyntax items) =>
        items.Expressions.All(item => Item(target, item is InitializerExpressionSyntax { Expressions: [_, var value] } ? value : item));

    private bool Item(ModelMember target, ExpressionSyntax item)
    {
        Element(target, item);
        return true;
    }

    /// <summary>An argument of what makes a collection: an element, or several.</summary>
    private bool Argument(ModelMember target, ExpressionSyntax argument)
    {
        if (argument is TupleExpressionSyntax { Arguments.Count: 2 } || IsNothing(argument) || IsOne(argument))
            return Item(target, argument);
        return IsSequence(target, argument);
    }

    /// <summary>Whether an expression is seen to make one module.</summary>
    private bool IsOne(ExpressionSyntax expression) => ConstructorScope.Bare(expression) switch
    {
        ObjectCreationExpressionSyntax creation => !IsPlainCollection(creation),
        ImplicitObjectCreationExpressionSyntax => true,
        ConditionalExpressionSyntax choice => IsOne(choice.WhenTrue) && IsOne(choice.WhenFalse),
        SwitchExpressionSyntax choice => choice.Arms.All(arm => IsOne(arm.Expression)),
        InvocationExpressionSyntax { Expression: SimpleNameSyntax { Identifier.ValueText: var name } } =>
            ModuleNames.Factories.Contains(name) || members.ReturnsModule(name) || IsLocalFactory(name),
        InvocationExpressionSyntax
        {
            Expression: MemberAccessExpressionSyntax { Expression: var root, Name.Identifier.ValueText: var name }
        } =>
            (root.ToString() is "nn" or "torch.nn" or "TorchSharp.torch.nn" or "this"
                && (ModuleNames.Factories.Contains(name) || members.ReturnsModule(name)))
            || (root is SimpleNameSyntax { Identifier.ValueText: var type }
                && members.SourceType(type)?.GetMembers(name).OfType<IMethodSymbol>()
                    .All(method => TorchTypes.IsModule(method.ReturnType)) == true),
        _ => false,
    };

    private bool IsLocalFactory(string name) => constructor.DescendantNodes().OfType<LocalFunctionStatementSyntax>().Any(function =>
        function.Identifier.ValueText == name && function.ReturnType is SimpleNameSyntax { Identifier.ValueText: var type }
        && (type == "Module" || ModuleNames.Factories.Contains(type) || TorchTypes.IsModule(members.SourceType(type))));

    private static bool IsPlainCollection(BaseObjectCreationExpressionSyntax creation) =>
        creation is not ObjectCreationExpressionSyntax { Type: var type }
        || (type is QualifiedNameSyntax qualified
            ? qualified.Right
            : type) is GenericNameSyntax { Identifier.ValueText: "ModuleList" or "ModuleDict" or "List" };

    private static string Short(SyntaxNode node)
    {
        string text = node.ToString();
        int end = text.IndexOf('\n');
        return end < 0 && text.Length <= 60 ? text : text.Substring(0, Math.Min(57, end < 0 ? text.Length : end)).TrimEnd() + " …";
    }
}
