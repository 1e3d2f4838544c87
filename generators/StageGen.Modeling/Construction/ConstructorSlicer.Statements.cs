using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StageGen.Modeling.Slicing;

namespace StageGen.Modeling.Construction;

// The statements of a constructor.
internal sealed partial class ConstructorSlicer
{
    private void Visit(StatementSyntax statement)
    {
        switch (statement)
        {
            case BlockSyntax block:
                foreach (var inner in block.Statements) Visit(inner);
                break;
            case ExpressionStatementSyntax { Expression: var expression }:
                VisitExpression(expression, statement);
                break;
            case ForEachStatementSyntax loop when GoesOver(loop.Expression) is { } over:
                VisitRounds(loop, over);
                break;
            case ForEachVariableStatementSyntax loop when GoesOver(loop.Expression) is { } over:
                VisitRounds(loop, over);
                break;
            case IfStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax
                or SwitchStatementSyntax
                or UsingStatementSyntax or LockStatementSyntax or TryStatementSyntax or CheckedStatementSyntax or UnsafeStatementSyntax:
                VisitCompound(statement);
                break;
            case LocalDeclarationStatementSyntax { Declaration: var declaration }:
                VisitLocals(declaration);
                break;
            default:
                CheckPlain(statement);
                break;
        }
    }

    /// <summary>A statement with statements in it: it stands for itself, or all of it works on submodules of one stage.</summary>
    private void VisitCompound(StatementSyntax statement)
    {
        var inner = statement.ChildNodes().SelectMany(StatementsIn).ToList();
        var heads = statement.ChildNodes().Where(node => !StatementsIn(node).Any()).ToList();
        if (heads.SelectMany(Staged).Any() && !IsJumping(statement))
        {
            Work(statement, statement);
            return;
        }
        foreach (var head in heads)
        {
            if (head is VariableDeclarationSyntax declaration) VisitLocals(declaration);
            else CheckPlain(head);
        }
        foreach (var one in inner) Visit(one);
    }

    private static IEnumerable<StatementSyntax> StatementsIn(SyntaxNode node) => node switch
    {
        StatementSyntax statement => [statement],
        ElseClauseSyntax clause => [clause.Statement],
        CatchClauseSyntax clause => [clause.Block],
        FinallyClauseSyntax clause => [clause.Block],
        // Not a SyntaxList: a list's nodes are copies that stand elsewhere.
        SwitchSectionSyntax section => section.Statements.AsEnumerable(),
        _ => [],
    };

    private static bool IsJumping(StatementSyntax statement) =>
        statement.DescendantNodes().Any(node => node is ReturnStatementSyntax or GotoStatementSyntax or YieldStatementSyntax)
        || (statement is IfStatementSyntax
            && statement.DescendantNodes().Any(node => node is BreakStatementSyntax or ContinueStatementSyntax
                && !node.Ancestors().TakeWhile(outer => outer != statement)
                    .Any(outer => outer is ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax
                        or SwitchStatementSyntax)));

    private void VisitLocals(VariableDeclarationSyntax declaration)
    {
        foreach (var declarator in declaration.Variables)
        {
            if (declarator.Initializer?.Value is not { } value) continue;
            if (lists.End(SyntaxFactory.IdentifierName(declarator.Identifier)) is { } end)
            {
                if (end.Submodule!.Kind == Reading.SubmoduleKind.Sequential
                    && !lists.HoldsAnyLayer(SyntaxFactory.IdentifierName(declarator.Identifier)))
                    Refuse(declarator, "'" + declarator.Identifier.ValueText + "', a list of one kind of layers,",
                        "make it a List<Module<Tensor, Tensor>>, or give the layers to Sequential as they are made");
                else if (!IsSequence(end, value))
                    Refuse(value, "'" + Short(value) + "', the elements of which cannot be seen here,",
                        "begin with an empty list, and add each element in the constructor");
            }
            else if (lists.IsLost(declarator) || IsOne(value) && IsModuleExpression(value))
            {
                Refuse(declarator, "'" + declarator.Identifier.ValueText + "', a local that holds submodules,",
                    "assign them to their fields where they are made, or make them in a helper that returns the field's value");
            }
            else CheckPlain(value);
        }
    }

    /// <summary>Whether what is seen to make one object makes a module.</summary>
    private bool IsModuleExpression(ExpressionSyntax value) => ConstructorScope.Bare(value) switch
    {
        ObjectCreationExpressionSyntax { Type: SimpleNameSyntax { Identifier.ValueText: var name } } =>
            Reading.TorchTypes.IsModule(members.SourceType(name)),
        BaseObjectCreationExpressionSyntax => false,
        ConditionalExpressionSyntax choice => IsModuleExpression(choice.WhenTrue),
        SwitchExpressionSyntax choice => choice.Arms.Any(arm => IsModuleExpression(arm.Expression)),
        _ => true,
    };

    private void VisitExpression(ExpressionSyntax expression, SyntaxNode statement)
    {
        switch (expression)
        {
            case AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } assignment:
                VisitAssignment(assignment, statement);
                return;
            case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } call
                when (scope.Member(access.Expression) ?? lists.End(access.Expression)) is { IsCollection: true } target:
                VisitCollectionCall(call, access, target, statement);
                return;
            case InvocationExpressionSyntax call when OwnMethod(call) is { } name:
                VisitOwnCall(call, name, statement);
                return;
            default:
                VisitGeneral(expression, statement);
                return;
        }
    }

    private void VisitAssignment(AssignmentExpressionSyntax assignment, SyntaxNode statement)
    {
        var targets = new List<ModelMember>();
        ExpressionSyntax value = assignment;
        while (value is AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } next
            && scope.Member(next.Left) is { IsStaged: true } target)
        {
            targets.Add(target);
            value = next.Right;
        }
        if (targets.Count == 1 && targets[0] is { IsCollection: true, Initializer: { } before } twice && HasElements(before))
            Refuse(assignment, "'" + twice.Name + "', made where it is declared and again here,", "make it in one place");
        else if (targets.Count == 1 && targets[0].IsCollection && Collect(targets[0], value)) Write(assignment);
        else if (targets.Count > 0 && IsNothing(value)) Write(assignment);
        else if (targets.Any(target => target.IsCollection && target.Submodule!.IsDealt))
        {
            if (targets.Count > 1) Refuse(assignment, "one collection in several fields", "give each field a collection of its own");
        }
        else if (targets.Count > 0) Replace(statement, Ended(Make(targets, value), statement));
        else if (assignment.Left is ElementAccessExpressionSyntax { ArgumentList.Arguments: [var index] } place
            && (scope.Member(place.Expression) ?? lists.End(place.Expression)) is { IsCollection: true } collection)
        {
            CheckPlain(index.Expression);
            if (collection.Submodule!.Kind == Reading.SubmoduleKind.ModuleDict)
                Refuse(assignment, "an element put in the place of another", "make each once, with Add");
            else Element(collection, assignment.Right, Code(index.Expression), ListType(place.Expression));
        }
        else VisitGeneral(assignment, statement);
    }

    private static bool HasElements(ExpressionSyntax collection) =>
        collection.DescendantNodesAndSelf()
            .Any(node => node is ArgumentSyntax or CollectionElementSyntax or InitializerExpressionSyntax { Expressions.Count: > 0 });

    /// <summary>Elements put into a collection, or into the local list that becomes one.</summary>
    private void VisitCollectionCall(InvocationExpressionSyntax call, MemberAccessExpressionSyntax access, ModelMember target,
        SyntaxNode statement)
    {
        var arguments = call.ArgumentList.Arguments;
        switch (access.Name.Identifier.ValueText)
        {
            case "Add" or "append" when arguments is [var key, var value] && target.Submodule!.Kind != Reading.SubmoduleKind.ModuleList:
                CheckPlain(key.Expression);
                Element(target, value.Expression);
                break;
            case "Add" or "append":
                foreach (var argument in arguments) Element(target, argument.Expression, type: ListType(access.Expression));
                break;
            case "extend" or "AddRange" when arguments is [var items] && IsSequence(target, items.Expression):
                break;
            default:
                VisitGeneral(call, statement);
                break;
        }
    }

    private string? ListType(ExpressionSyntax list) => scope.Member(list) is null ? lists.ModuleType(list) : null;

    private void VisitOwnCall(InvocationExpressionSyntax call, string name, SyntaxNode statement)
    {
        bool isInherited = members.Helpers(name).Count == 0;
        if (isInherited && name is "register_module" or "add_module" && Staged(call).All(mention => !mention.Member.IsBorrowed))
        {
            // What is not there is not registered.
            foreach (var argument in call.ArgumentList.Arguments)
                if (scope.Root(argument.Expression) is null) CheckPlain(argument.Expression);
            return;
        }
        if (isInherited && name == "apply" && call.ArgumentList.Arguments is [var function])
        {
            if (tied) RefuseAfterTie(call);
            CheckPlain(function.Expression);
            CheckRounds(function.Expression);
            Replace(call, build + ".Apply(" + Text.Number(++statements) + ", this, " + Code(function.Expression) + ")");
            return;
        }
        VisitGeneral(call, statement);
    }

    /// <summary>A statement that makes nothing: of no submodule, or of some that are made together.</summary>
    private void VisitGeneral(ExpressionSyntax expression, SyntaxNode statement)
    {
        if (Staged(expression).Any()) Work(expression, statement);
        else CheckPlain(expression);
    }

    /// <summary>Work on submodules of one stage, or the tying of one to another.</summary>
    private void Work(SyntaxNode code, SyntaxNode statement)
    {
        var mentions = Staged(code).ToList();
        var tying = code is AssignmentExpressionSyntax { Left: var left } && scope.Root(left) is { IsStaged: true } root ? root : null;
        var stages = (tying ?? mentions[0].Member).NeededBy;
        foreach (var mention in mentions)
        {
            bool isHere = tying is null ? mention.Member.NeededBy.SetEquals(stages) : mention.Member.NeededBy.IsSupersetOf(stages);
            if (isHere && !(mention.Member.IsCollection && mention.Member.Submodule!.IsDealt)) continue;
            Refuse(mention.Node, "'" + mention.Member.Name + "', in a statement that works on several stages,",
                mention.Member.IsCollection
                    ? "go over the elements by 'foreach (var element in " + mention.Member.Name + ")'"
                    : "write a statement for each submodule");
        }
        if (tying is not null && mentions.Any(mention => mention.Member != tying && !mention.Member.Stages.SequenceEqual(tying.Stages)))
            tied = true;
        if (effects.Of(code, name => members.Find(name) is { IsStaged: true }) is { } effect)
            Refuse(effect.Node, "'" + Short(effect.Node) + "', which " + effect.What + ",",
                "it runs only where the submodule's stage is built; keep it out of statements on submodules");
        CheckWhole(code);
        Write(code);
        string body = code is StatementSyntax ? "{ " + Code(code) + " }" : Code(code);
        Replace(statement,
            Ended(build + ".Initialize(" + Text.Number(++statements) + ", " + Numbers(stages) + ", () => " + body + ")", statement));
    }

    private static string Ended(string text, SyntaxNode statement) => statement is StatementSyntax ? text + ";" : text;
}
