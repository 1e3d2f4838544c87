using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StageGen.Modeling.Slicing;

// What no stage can hold: jumps, the model as a whole, backward passes, and what is set for a thread or a process.
internal sealed partial class BodyWalker
{
    private const string OwnOnly = "a stage has its own submodules only; ";

    /// <summary>Says so at the node; of a helper, where it is called.</summary>
    private void Refuse(SyntaxNode node, string what, string why)
    {
        if (mode == Mode.Helper) uses.Refused ??= new Refusal(what, why);
        else problems?.Add(Rules.NotSliceable, node, what, why);
    }

    public override void VisitThisExpression(ThisExpressionSyntax node)
    {
        if (members.Stages > 1) Refuse(node, "'this', the whole model,", OwnOnly + "hand over the submodules or tensors that are needed");
    }

    /// <summary><c>this.Twice(x)</c>, where the class has no such member: an extension method is given the whole model.</summary>
    private void RefuseExtension(InvocationExpressionSyntax node, MemberAccessExpressionSyntax access)
    {
        string name = access.Name.Identifier.ValueText;
        if (members.Stages > 1 && access.Expression is ThisExpressionSyntax && !members.IsMember(name))
            Refuse(node, "'" + name + "', an extension method on the whole model,",
                OwnOnly + "write its statements into forward or a method of the class");
    }

    /// <summary>
    /// What is private to a base class, in code that is copied from there: the stages are methods of the model's own class.
    /// </summary>
    private void RefusePrivate(SyntaxNode node, string name)
    {
        if (mode != Mode.Helper && members.PrivateTo(node, name) is { } owner)
            problems?.Add(Rules.NotSliceable, node, "'" + name + "', private to " + owner + ",",
                "the stages are generated into " + members.ClassName + ", which cannot see it; make it protected");
    }

    /// <summary>A call in copied code of a method that is private to a base class, or that <c>base</c> would mean another one by.</summary>
    private void RefuseOutOfReach(InvocationExpressionSyntax call, string name)
    {
        RefusePrivate(call.Expression, name);
        if (mode != Mode.Helper && IsBaseOfBase(call))
            problems?.Add(Rules.NotSupportedYet, call, "'base." + name + "' in a base class,", "the stages are generated into "
                + members.ClassName + ", where it would mean another method; give the two different names");
    }

    private bool IsOutOfReach(InvocationExpressionSyntax call, string name) =>
        IsBaseOfBase(call) || members.PrivateTo(call, name) is not null;

    private bool IsBaseOfBase(InvocationExpressionSyntax call) =>
        call.Expression is MemberAccessExpressionSyntax { Expression: BaseExpressionSyntax } && !members.IsOwn(call);

    /// <summary>A method of a base class that is in another assembly.</summary>
    private void RefuseUnseen(InvocationExpressionSyntax node, string meant)
    {
        if (members.Stages < 2) return;
        string name = Members.NameOf(meant);
        Refuse(node, "'" + (name == meant ? "" : "base.") + name + "', whose source is in another assembly,",
            "which submodules it uses is not known; write its statements into " + members.ClassName);
    }

    /// <summary>Methods that every module has and that concern all of it.</summary>
    private void RefuseWhole(InvocationExpressionSyntax node, string name)
    {
        if (members.Stages < 2 || members.IsDeclared(name)) return;
        if (name == "call")
            Refuse(node, "the whole model, called inside its own forward,",
                "the call would run all stages in one; write it as a loop in forward");
        else if (TorchNames.WholeModel.Contains(name))
            Refuse(node, "'" + name + "()' of the whole model", OwnOnly + "use it on the submodules that are meant");
    }

    private void RefuseMethod(InvocationExpressionSyntax node, MemberAccessExpressionSyntax access, string method)
    {
        string receiver = access.Expression is MemberAccessExpressionSyntax inner
            ? inner.Name.Identifier.ValueText
            : access.Expression.ToString();
        if (members.Stages > 1
            && (receiver == "autograd" ? method is "grad" or "backward" : method == "backward" && Target(access.Expression) is null))
            Refuse(node, "a backward pass inside forward",
                "its gradients would end at the border of the stage; compute it from the loss, outside");
        if (receiver is "nn" or "torch" or "cuda" or "random") RefuseFunction(node, method);
    }

    private void RefuseFunction(InvocationExpressionSyntax node, string function)
    {
        if (TorchNames.ModuleFactories.Contains(function))
            Refuse(node, "a module made in forward",
                "its parameters would be new at each call, never trained and in no stage; make it a field with [Stage]");
        if (members.Stages < 2) return;
        if (TorchNames.Seeds.Contains(function))
            Refuse(node, "'" + function + "' in forward",
                "stages run at the same time and share the random generator; seed before the step");
        if (TorchNames.AmbientScopes.Contains(function) && functions == 0 && mode != Mode.Helper && !IsInUsing(node))
            Refuse(node, "'" + function + "' without using",
                "every stage must open and close it for itself; write 'using var scope = " + node + ";' or 'using (" + node + ") { … }'");
    }

    private static bool IsInUsing(InvocationExpressionSyntax scope) => scope.Parent switch
    {
        UsingStatementSyntax => true,
        EqualsValueClauseSyntax { Parent.Parent: VariableDeclarationSyntax { Parent: var declaration } } =>
            declaration is UsingStatementSyntax
            || (declaration is LocalDeclarationStatementSyntax local && !local.UsingKeyword.IsKind(SyntaxKind.None)),
        _ => false,
    };

    public override void VisitThrowStatement(ThrowStatementSyntax node)
    {
        uses.Effects.Add(node.Span);
        base.VisitThrowStatement(node);
    }

    public override void VisitReturnStatement(ReturnStatementSyntax node)
    {
        if (functions == 0 && mode == Mode.Statement)
            problems?.Add(Rules.NotSupportedYet, node, "a return inside a loop or another statement",
                "put the result in a local and return it in the last line");
        base.VisitReturnStatement(node);
    }

    public override void VisitAwaitExpression(AwaitExpressionSyntax node) =>
        problems?.Add(Rules.NotSliceable, node, "await", "a stage is one piece of work on one device; compute without it");

    public override void VisitYieldStatement(YieldStatementSyntax node) =>
        problems?.Add(Rules.NotSliceable, node, "yield", "forward must return its result at once");

    public override void VisitGotoStatement(GotoStatementSyntax node)
    {
        if (node.IsKind(SyntaxKind.GotoStatement))
            problems?.Add(Rules.NotSliceable, node, "goto", "a jump cannot lead from one stage into another; use a loop or an if");
    }

    public override void VisitLabeledStatement(LabeledStatementSyntax node)
    {
        problems?.Add(Rules.NotSliceable, node.Identifier.GetLocation(), "a label",
            "a jump cannot lead from one stage into another; use a loop or an if");
        base.VisitLabeledStatement(node);
    }
}
