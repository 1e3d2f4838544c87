using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StageGen.Modeling.Slicing;

// Assignments and declarations, and the scopes in which a name means something else.
internal sealed partial class BodyWalker
{
    public override void VisitAssignmentExpression(AssignmentExpressionSyntax node)
    {
        // new Options { Width = w }: the left side names a member of the new object.
        if (node.Parent is InitializerExpressionSyntax)
        {
            Visit(node.Right);
            return;
        }
        Visit(node.Right);
        WriteTo(node.Left, node.IsKind(SyntaxKind.SimpleAssignmentExpression) ? WriteKind.Assign : WriteKind.Update);
    }

    public override void VisitPrefixUnaryExpression(PrefixUnaryExpressionSyntax node)
    {
        if (node.Kind() is SyntaxKind.PreIncrementExpression or SyntaxKind.PreDecrementExpression) WriteTo(node.Operand, WriteKind.Update);
        else base.VisitPrefixUnaryExpression(node);
    }

    public override void VisitPostfixUnaryExpression(PostfixUnaryExpressionSyntax node)
    {
        if (node.Kind() is SyntaxKind.PostIncrementExpression or SyntaxKind.PostDecrementExpression)
            WriteTo(node.Operand, WriteKind.Update);
        else base.VisitPostfixUnaryExpression(node);
    }

    public override void VisitArgument(ArgumentSyntax node)
    {
        if (node.RefKindKeyword.IsKind(SyntaxKind.OutKeyword) && node.Expression is not DeclarationExpressionSyntax)
            WriteTo(node.Expression, WriteKind.Assign);
        else if (node.RefKindKeyword.IsKind(SyntaxKind.RefKeyword)) WriteTo(node.Expression, WriteKind.Update);
        else Visit(node.Expression);
    }

    private void WriteTo(ExpressionSyntax target, WriteKind kind)
    {
        switch (target)
        {
            case IdentifierNameSyntax name when IsHidden(name.Identifier.ValueText) || name.Identifier.ValueText == "_":
                break;
            case IdentifierNameSyntax name when variables(name.Identifier.ValueText) is { } variable:
                Rename(name, variable);
                if (kind == WriteKind.Assign && (mode != Mode.Expression || conditional > 0)) kind = WriteKind.Update;
                // What is only perhaps assigned keeps its old value otherwise; a variable without one has none to keep.
                if (kind == WriteKind.Update && variable.Current is not null) Read(variable, name, onlyMetadata: false, isImplicit: true);
                uses.Writes.Add(new VariableWrite(name.Identifier.Text, kind, name.Span, null, null));
                break;
            case TupleExpressionSyntax tuple:
                foreach (var argument in tuple.Arguments) WriteTo(argument.Expression, kind);
                break;
            case DeclarationExpressionSyntax declaration:
                Visit(declaration);
                break;
            case ParenthesizedExpressionSyntax parenthesized:
                WriteTo(parenthesized.Expression, kind);
                break;
            case ElementAccessExpressionSyntax element:
                if (Root(element.Expression) is { } root) WriteInPlace(root, Writer(target));
                Visit(element);
                break;
            case MemberAccessExpressionSyntax access when !IsThis(access.Expression):
                if (Root(access.Expression) is { } owner) WriteInPlace(owner, Writer(target));
                Visit(access);
                break;
            default:
                WriteField(target);
                break;
        }
    }

    private void WriteField(ExpressionSyntax target)
    {
        uses.Effects.Add(target.Span);
        Visit(target);
        if (target is IdentifierNameSyntax or MemberAccessExpressionSyntax)
            problems?.Add(Rules.NotSupportedYet, target, "a forward that keeps something in a field",
                "stages and microbatches run at the same time and would overwrite it; return it, or keep it in a local");
    }

    /// <summary>What gives a target its value: the assignment, or the call that it is an argument of.</summary>
    private static SyntaxNode Writer(ExpressionSyntax target) =>
        target.Ancestors().FirstOrDefault(node => node is ExpressionSyntax and not TupleExpressionSyntax) ?? target;

    /// <summary>A call changes an argument: a variable, or what has no name yet.</summary>
    private void ChangeArgument(ExpressionSyntax argument, SyntaxNode by)
    {
        if (argument is IdentifierNameSyntax name) WriteInPlace(name, by);
        else uses.Changed.Add(argument);
    }

    private void WriteInPlace(IdentifierNameSyntax target, SyntaxNode by)
    {
        string name = target.Identifier.ValueText;
        if (IsHidden(name)) return;
        if (variables(name) is null)
        {
            if (members.TensorType(name) is not null && tensors?.Invoke(name, false) is { } tensor)
                tensor.Bindings.Add((target, "which is changed in place"));
            return;
        }
        uses.Writes.Add(new VariableWrite(target.Identifier.Text, WriteKind.InPlace, target.Span, null, null, by.Span));
    }

    public override void VisitDeclarationExpression(DeclarationExpressionSyntax node) => Declare(node.Designation, node.Type);

    public override void VisitDeclarationPattern(DeclarationPatternSyntax node) => Declare(node.Designation, node.Type);

    public override void VisitVarPattern(VarPatternSyntax node) => Declare(node.Designation, null);

    public override void VisitRecursivePattern(RecursivePatternSyntax node)
    {
        Visit(node.PositionalPatternClause);
        Visit(node.PropertyPatternClause);
        if (node.Designation is not null) Declare(node.Designation, node.Type);
    }

    private void Declare(VariableDesignationSyntax designation, TypeSyntax? type)
    {
        switch (designation)
        {
            case SingleVariableDesignationSyntax single when mode == Mode.Expression && functions == 0:
                uses.Writes.Add(new VariableWrite(single.Identifier.Text, WriteKind.Declare, single.Span, single, type));
                break;
            case SingleVariableDesignationSyntax single when functions == 0 && OutlivesIf(single):
                uses.Writes.Add(new VariableWrite(single.Identifier.Text, WriteKind.Declare, single.Span, single, type));
                Hide(single.Identifier);
                break;
            case SingleVariableDesignationSyntax single:
                Hide(single.Identifier);
                break;
            case ParenthesizedVariableDesignationSyntax several:
                foreach (var inner in several.Variables) Declare(inner, type);
                break;
        }
    }

    /// <summary>
    /// Whether the condition of the <c>if</c> that is walked declares it, and it is used after that: <c>if (x is not { } y) throw …;</c>
    /// </summary>
    private bool OutlivesIf(SingleVariableDesignationSyntax single) =>
        mode == Mode.Statement && walked is IfStatementSyntax { Parent: { } block } choice && choice.Condition.Span.Contains(single.Span)
        && block.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Any(name => name.SpanStart > choice.Span.End && name.Identifier.ValueText == single.Identifier.ValueText);

    public override void VisitVariableDeclarator(VariableDeclaratorSyntax node)
    {
        Visit(node.Initializer);
        Hide(node.Identifier);
    }

    public override void VisitVariableDeclaration(VariableDeclarationSyntax node)
    {
        foreach (var declarator in node.Variables) Visit(declarator);
    }

    public override void VisitForEachStatement(ForEachStatementSyntax node)
    {
        Visit(node.Expression);
        Hide(node.Identifier);
        Visit(node.Statement);
    }

    public override void VisitCatchDeclaration(CatchDeclarationSyntax node) => Hide(node.Identifier);

    public override void VisitFromClause(FromClauseSyntax node)
    {
        Visit(node.Expression);
        Hide(node.Identifier);
    }

    public override void VisitLetClause(LetClauseSyntax node)
    {
        Visit(node.Expression);
        Hide(node.Identifier);
    }

    public override void VisitLocalFunctionStatement(LocalFunctionStatementSyntax node)
    {
        Hide(node.Identifier);
        VisitFunction(node.ParameterList.Parameters, () =>
        {
            Visit(node.Body);
            Visit(node.ExpressionBody);
        });
    }

    public override void VisitSimpleLambdaExpression(SimpleLambdaExpressionSyntax node) =>
        VisitFunction(SyntaxFactory.SingletonSeparatedList(node.Parameter), () => Visit(node.Body));

    public override void VisitParenthesizedLambdaExpression(ParenthesizedLambdaExpressionSyntax node) =>
        VisitFunction(node.ParameterList.Parameters, () => Visit(node.Body));

    public override void VisitAnonymousMethodExpression(AnonymousMethodExpressionSyntax node) =>
        VisitFunction(node.ParameterList?.Parameters ?? default, () => Visit(node.Body));

    private void VisitFunction(SeparatedSyntaxList<ParameterSyntax> parameters, Action visitBody)
    {
        Hide(parameters);
        functions++;
        conditional++;
        visitBody();
        conditional--;
        functions--;
        foreach (var parameter in parameters) Show(parameter.Identifier);
    }

    public override void VisitConditionalExpression(ConditionalExpressionSyntax node)
    {
        Visit(node.Condition);
        Conditionally(node.WhenTrue);
        Conditionally(node.WhenFalse);
    }

    public override void VisitBinaryExpression(BinaryExpressionSyntax node)
    {
        if (node.Kind() is SyntaxKind.EqualsExpression or SyntaxKind.NotEqualsExpression
            && (node.Right.IsKind(SyntaxKind.NullLiteralExpression) && VisitNullTest(node.Left)
                || node.Left.IsKind(SyntaxKind.NullLiteralExpression) && VisitNullTest(node.Right)))
            return;
        Visit(node.Left);
        switch (node.Kind())
        {
            case SyntaxKind.AsExpression or SyntaxKind.IsExpression:
                break; // The right side is a type.
            case SyntaxKind.LogicalAndExpression or SyntaxKind.LogicalOrExpression or SyntaxKind.CoalesceExpression:
                Conditionally(node.Right);
                break;
            default:
                Visit(node.Right);
                break;
        }
    }

    public override void VisitSwitchExpressionArm(SwitchExpressionArmSyntax node)
    {
        Visit(node.Pattern);
        if (node.WhenClause is not null) Visit(node.WhenClause);
        Conditionally(node.Expression);
    }

    private void Conditionally(SyntaxNode node)
    {
        conditional++;
        Visit(node);
        conditional--;
    }

    private void Hide(SeparatedSyntaxList<ParameterSyntax> parameters)
    {
        foreach (var parameter in parameters) Hide(parameter.Identifier);
    }

    private void Hide(SyntaxToken name) => hidden[name.ValueText] = hidden.TryGetValue(name.ValueText, out int depth) ? depth + 1 : 1;

    private void Show(SyntaxToken name) => hidden[name.ValueText] = hidden.TryGetValue(name.ValueText, out int depth) ? depth - 1 : 0;

    private bool IsHidden(string name) => hidden.TryGetValue(name, out int depth) && depth > 0;
}
