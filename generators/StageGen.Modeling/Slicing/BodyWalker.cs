using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StageGen.Modeling.Reading;

namespace StageGen.Modeling.Slicing;

/// <summary>
/// Finds what a piece of code uses: submodules, the variables of <c>forward</c>, and how. Names are resolved by scope rules
/// alone; binding whole bodies would cost a hundred times as much on every key stroke.
/// </summary>
internal sealed partial class BodyWalker : CSharpSyntaxWalker
{
    /// <summary>
    /// Of a loop over dealt lists, one share: the stage it is in, and whether a list or an element of one is what the loop cuts.
    /// </summary>
    internal sealed record Share(int Stage, Func<Submodule, ExpressionSyntax, bool> Covers);

    private enum Mode
    {
        /// <summary>One expression: what it declares lives on after it.</summary>
        Expression,

        /// <summary>A statement that stays whole: what it declares ends with it.</summary>
        Statement,

        /// <summary>A helper's body.</summary>
        Helper,
    }

    private readonly Uses uses = new();
    private readonly Dictionary<string, int> hidden = [];
    private readonly Members members;
    private readonly Func<string, Variable?> variables;
    private readonly Func<string, bool, Variable?>? tensors;
    private readonly ProblemList? problems;
    private readonly Mode mode;
    private readonly Share? share;
    private StageNeed current = StageNeed.None;
    private SyntaxNode? walked;
    private int conditional;
    private int functions;

    private BodyWalker(Members members, Func<string, Variable?> variables, Func<string, bool, Variable?>? tensors,
        ProblemList? problems, Mode mode, Share? share = null)
    {
        this.tensors = tensors;
        this.members = members;
        this.variables = variables;
        this.problems = problems;
        this.mode = mode;
        this.share = share;
    }

    /// <summary>
    /// Walks an expression. <paramref name="tensors"/> gives the variable of a parameter or buffer of the model, by its name and
    /// whether <c>this.</c> stands before it.
    /// </summary>
    public static Uses OfExpression(
        SyntaxNode expression, Members members, Func<string, Variable?> variables, Func<string, bool, Variable?> tensors,
        ProblemList problems, bool isConditional) =>
        new BodyWalker(members, variables, tensors, problems, Mode.Expression) { conditional = isConditional ? 1 : 0 }.Walk(expression);

    /// <summary>Walks a statement; of a loop over dealt lists, one share.</summary>
    public static Uses OfStatement(StatementSyntax statement, Members members, Func<string, Variable?> variables,
        Func<string, bool, Variable?> tensors, ProblemList problems, Share? share = null) =>
        new BodyWalker(members, variables, tensors, problems, Mode.Statement, share).Walk(statement);

    public static Uses OfHelper(SyntaxNode declaration, Members members) =>
        new BodyWalker(members, static _ => null, null, null, Mode.Helper).Walk(declaration);

    private Uses Walk(SyntaxNode node)
    {
        walked = node;
        if (mode == Mode.Helper && node is BaseMethodDeclarationSyntax method) Hide(method.ParameterList.Parameters);
        Visit(node);
        uses.Total = current;
        return uses;
    }

    public override void Visit(SyntaxNode? node)
    {
        if (node is not ExpressionSyntax)
        {
            base.Visit(node);
            return;
        }
        var outer = current;
        current = StageNeed.None;
        base.Visit(node);
        if (current != StageNeed.None) uses.Needs[node] = current;
        current = outer.And(current);
    }

    public override void VisitIdentifierName(IdentifierNameSyntax node)
    {
        string name = node.Identifier.ValueText;
        if (IsHidden(name)) return;
        if (variables(name) is { } variable)
        {
            if (IsType(node)) return;
            Rename(node, variable);
            Read(variable, node, onlyMetadata: false);
        }
        else if (IsType(node)) RefusePrivate(node, name);
        else Mention(node, name);
    }

    public override void VisitMemberAccessExpression(MemberAccessExpressionSyntax node)
    {
        string member = node.Name.Identifier.ValueText;
        if (VisitKnownCount(node)) return;
        if (IsThis(node.Expression)) Mention(node, member);
        else VisitReceiver(node.Expression, member);
    }

    public override void VisitInvocationExpression(InvocationExpressionSyntax node)
    {
        switch (node.Expression)
        {
            case IdentifierNameSyntax { Identifier.ValueText: "nameof" }:
                NameVariable(node);
                return;
            case SimpleNameSyntax name:
                VisitFunction(node, name);
                break;
            case MemberAccessExpressionSyntax access when IsThis(access.Expression) || IsClass(access.Expression):
                CallMember(node, access.Name.Identifier.ValueText);
                RefuseExtension(node, access);
                break;
            case MemberAccessExpressionSyntax { Name.Identifier.ValueText: "call" or "forward" } access
                when Owner(access.Expression) is { } owner:
                CallSubmodule(node, access.Expression, owner);
                break;
            case MemberAccessExpressionSyntax access:
                VisitMethod(node, access);
                break;
            case MemberBindingExpressionSyntax binding:
                if (TorchNames.Random.Contains(binding.Name.Identifier.ValueText)) uses.Effects.Add(node.Span);
                break;
            default:
                Visit(node.Expression);
                break;
        }
        // A call for its effect alone may change the lists that it is given.
        if (node.Parent is ExpressionStatementSyntax)
            foreach (var argument in node.ArgumentList.Arguments)
                if (argument.Expression is IdentifierNameSyntax given
                    && variables(given.Identifier.ValueText) is { Type.Crossing: Crossing.List })
                    WriteInPlace(given, node);
        // functional.relu(x, inplace: true) changes its first argument.
        if (node.ArgumentList.Arguments is [{ Expression: var first }, _, ..] && node.ArgumentList.Arguments.Any(IsInPlaceOption))
            ChangeArgument(first, node);
        Visit(node.ArgumentList);
    }

    private static bool IsInPlaceOption(ArgumentSyntax argument) =>
        argument is { NameColon.Name.Identifier.ValueText: "inplace", Expression.RawKind: not (int)SyntaxKind.FalseLiteralExpression };

    private void VisitFunction(InvocationExpressionSyntax node, SimpleNameSyntax name)
    {
        string function = name.Identifier.ValueText;
        if (IsHidden(function)) return;
        if (variables(function) is { } variable)
        {
            if (variable.Inline is { } inline)
            {
                uses.Staged.Add(new StagedUse(node, function, inline.First, inline.Last, null, node) { Inline = inline.Declaration });
                current = current.And(new StageNeed(inline.Last, inline.First, inline.Last));
                return;
            }
            Read(variable, name, onlyMetadata: false);
            if (variable.HasEffects) uses.Effects.Add(node.Span);
            if (variable is { Kind: VariableKind.Function, Current.Stage: >= 0 and var stage })
            {
                uses.Staged.Add(new StagedUse(node, function, stage, stage, null, node));
                current = current.And(new StageNeed(stage, stage, stage));
            }
            return;
        }
        if (TorchNames.Random.Contains(function) && members.Helper(function) is null) uses.Effects.Add(node.Span);
        // relu_(x): a function in place changes its first argument.
        if (TorchNames.IsInPlace(function) && node.ArgumentList.Arguments is [{ Expression: var target }, ..]) ChangeArgument(target, node);
        CallMember(node, function);
        if (!members.IsMember(function)) RefuseFunction(node, function);
    }

    private void VisitMethod(InvocationExpressionSyntax node, MemberAccessExpressionSyntax access)
    {
        string method = access.Name.Identifier.ValueText;
        RefuseMethod(node, access, method);
        if (VisitKnownElement(node, access)) return;
        if (TorchNames.Random.Contains(method) || HasUnknownRoot(access.Expression)) uses.Effects.Add(node.Span);
        if (TorchNames.IsInPlace(method))
        {
            if (Root(access.Expression) is { } root && variables(root.Identifier.ValueText) is { } changed)
                ChangeInPlace(access.Expression, root, changed, node);
            else if (Root(access.Expression) is { } member && members.TensorType(member.Identifier.ValueText) is not null)
                WriteInPlace(member, node);
            else if (!IsStatic(access.Expression)) uses.Changed.Add(access.Expression);
            else if (node.ArgumentList.Arguments is [{ Expression: var target }, ..]) ChangeArgument(target, node);
        }
        // list.Add(x): a call for its effect alone changes what it is called on.
        else if (access.Expression is IdentifierNameSyntax receiver
            && (node.Parent is ExpressionStatementSyntax || IsListChange(receiver, method)))
            WriteInPlace(receiver, node);
        var outer = current;
        current = StageNeed.None;
        VisitReceiver(access.Expression, method);
        if (current != StageNeed.None) uses.Needs[access] = current;
        current = outer.And(current);
    }

    private void VisitReceiver(ExpressionSyntax receiver, string member)
    {
        if (receiver is IdentifierNameSyntax name && !IsHidden(name.Identifier.ValueText)
            && variables(name.Identifier.ValueText) is { } variable)
        {
            Rename(name, variable);
            Read(variable, name, onlyMetadata: TorchNames.Metadata.Contains(member));
            if (variable.Current?.FirstReader is >= 0 and var stage) uses.Needs[receiver] = new StageNeed(stage, -1, -1);
        }
        else if (TorchNames.ModuleMetadata.Contains(member) && Target(receiver) is not null) VisitIndex(receiver);
        else Visit(receiver);
    }

    private void CallMember(InvocationExpressionSyntax node, string name)
    {
        string meant = members.Meant(node.Expression, name);
        if (members.Helper(meant) is { } helper) UseHelper(node, meant, helper, node);
        else if (meant != name || members.Unseen(meant) is not null) RefuseUnseen(node, meant);
        else RefuseWhole(node, name);
    }

    /// <summary>A name of the class, not called as a method.</summary>
    private void Mention(ExpressionSyntax node, string name)
    {
        if (members.Submodule(name) is null) RefusePrivate(node, name);
        if (members.Submodule(name) is { IsStateless: true } stateless) UseStateless(node, stateless);
        else if (members.Submodule(name) is { } submodule)
            UseSubmodule(node, submodule, null,
                node.Parent is ElementAccessExpressionSyntax element && element.Expression == node ? element : null, node);
        else if (members.TensorType(name) is not null) UseTensor(node, name);
        else if (members.Unstaged(name) is { } unstaged) Refuse(node, unstaged.What, unstaged.Why);
        else if (members.Helper(name) is { } helper) UseHelper(node, name, helper, null);
    }

    private void UseTensor(ExpressionSyntax node, string name)
    {
        uses.Tensors.Add(name);
        if (tensors?.Invoke(name, node is MemberAccessExpressionSyntax) is not { } variable) return;
        if (variable.Name != node.ToString()) uses.Substitutions.Add((node.Span, variable.Name));
        Read(variable, node, onlyMetadata: false);
    }

    /// <summary>Locals of branches, which have scopes of their own, may go by other names.</summary>
    private void Rename(IdentifierNameSyntax node, Variable variable)
    {
        if (node.Identifier.Text != variable.Name && variable.Kind is VariableKind.Local or VariableKind.Input)
            uses.Substitutions.Add((node.Span, variable.Name));
    }

    private void Read(Variable variable, SyntaxNode node, bool onlyMetadata, bool isImplicit = false)
    {
        uses.Reads.Add(new VariableRead(variable, node.Span, onlyMetadata, isImplicit));
        if (variable.Current?.FirstReader is >= 0 and var stage) current = current.And(new StageNeed(stage, -1, -1));
    }
}
