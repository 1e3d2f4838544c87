using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StageGen.Modeling.Costs.Interpretation;

// Statements: run as they stand, once for each round of a loop.
internal sealed partial class Interpreter
{
    private Flow ExecuteAll(SyntaxList<StatementSyntax> statements, Frame frame)
    {
        foreach (var statement in statements)
            if (statement is LocalFunctionStatementSyntax function) Declare(function, frame);
        foreach (var statement in statements)
            if (Execute(statement, frame) is var flow and not Flow.Next) return flow;
        return Flow.Next;
    }

    private Flow Execute(StatementSyntax statement, Frame frame)
    {
        Spend();
        switch (statement)
        {
            case BlockSyntax block:
                return ExecuteAll(block.Statements, frame);
            case LocalDeclarationStatementSyntax declaration:
                Declare(declaration.Declaration, frame);
                return Flow.Next;
            case ExpressionStatementSyntax expression:
                _ = Evaluate(expression.Expression, frame);
                return Flow.Next;
            case ReturnStatementSyntax result:
                frame.Result = result.Expression is { } value ? Evaluate(value, frame) : Value.Null;
                return Flow.Return;
            case IfStatementSyntax choice:
                return ExecuteIf(choice, frame);
            case SwitchStatementSyntax choice:
                return ExecuteSwitch(choice, frame);
            case ForStatementSyntax or WhileStatementSyntax or DoStatementSyntax or CommonForEachStatementSyntax:
                return ExecuteLoop(statement, frame);
            case UsingStatementSyntax scope:
                if (scope.Declaration is { } opened) Declare(opened, frame);
                else if (scope.Expression is { } resource) _ = Evaluate(resource, frame);
                return Execute(scope.Statement, frame);
            case LockStatementSyntax locked:
                return Execute(locked.Statement, frame);
            case CheckedStatementSyntax arithmetic:
                return ExecuteAll(arithmetic.Block.Statements, frame);
            case TryStatementSyntax attempt:
                var ended = ExecuteAll(attempt.Block.Statements, frame);
                if (attempt.Finally is { } last) _ = ExecuteAll(last.Block.Statements, frame);
                return ended;
            case YieldStatementSyntax { Expression: { } item }:
                (frame.Yielded ??= []).Add(Evaluate(item, frame));
                return Flow.Next;
            case YieldStatementSyntax:
                frame.Yielded ??= [];
                return Flow.Return;
            case BreakStatementSyntax:
                return Flow.Break;
            case ContinueStatementSyntax:
                return Flow.Continue;
            case ThrowStatementSyntax:
                return Flow.Throw;
            case LocalFunctionStatementSyntax or EmptyStatementSyntax:
                return Flow.Next;
            default:
                findings.CannotFollow(statement, "this statement");
                return Flow.Next;
        }
    }

    private void Declare(VariableDeclarationSyntax declaration, Frame frame)
    {
        foreach (var variable in declaration.Variables)
            frame.Declare(variable.Identifier.ValueText,
                variable.Initializer is { } given
                    ? Named(Evaluate(given.Value, frame, declaration.Type), declaration.Type)
                    : UnknownValue.Consequence);
    }

    private static void Declare(LocalFunctionStatementSyntax function, Frame frame)
    {
        SyntaxNode? body = function.Body ?? (SyntaxNode?)function.ExpressionBody?.Expression;
        if (body is null) return;
        var names = function.ParameterList.Parameters.Select(parameter => parameter.Identifier.ValueText).ToList();
        frame.Declare(function.Identifier.ValueText, new FunctionValue(function.ParameterList, names, body, frame));
    }

    private Flow ExecuteIf(IfStatementSyntax choice, Frame frame)
    {
        var condition = Evaluate(choice.Condition, frame);
        if (condition is BoolValue known)
            return known.IsTrue ? Execute(choice.Statement, frame)
                : choice.Else is { } otherwise ? Execute(otherwise.Statement, frame)
                : Flow.Next;
        // A check that only throws is taken to hold: the model would not exist.
        if (EndsInThrow(choice.Statement)) return choice.Else is { } rest ? Execute(rest.Statement, frame) : Flow.Next;
        findings.UnknownCondition(choice.Condition, condition);
        return Assumed(() => Execute(choice.Statement, frame));
    }

    private static bool EndsInThrow(StatementSyntax statement) =>
        statement is ThrowStatementSyntax
        || statement is BlockSyntax { Statements: { Count: > 0 } statements } && EndsInThrow(statements[statements.Count - 1]);

    private Flow ExecuteSwitch(SwitchStatementSyntax choice, Frame frame)
    {
        var value = Evaluate(choice.Expression, frame);
        SwitchSectionSyntax? chosen = null;
        foreach (var section in choice.Sections)
        {
            foreach (var label in section.Labels)
            {
                bool? matches = label switch
                {
                    CaseSwitchLabelSyntax constant => AreEqual(value, Evaluate(constant.Value, frame)),
                    CasePatternSwitchLabelSyntax pattern => Both(Matches(value, pattern.Pattern, frame),
                        pattern.WhenClause is { } when ? Truth(Evaluate(when.Condition, frame)) : true),
                    _ => false,
                };
                if (matches == true) return Leave(ExecuteAll(section.Statements, frame));
                if (matches is null && chosen is null)
                {
                    findings.UnknownCondition(choice.Expression, value);
                    return Assumed(() => Leave(ExecuteAll(section.Statements, frame)));
                }
            }
            if (section.Labels.Any(SyntaxKind.DefaultSwitchLabel)) chosen = section;
        }
        return chosen is null ? Flow.Next : Leave(ExecuteAll(chosen.Statements, frame));

        static Flow Leave(Flow flow) => flow == Flow.Break ? Flow.Next : flow;
    }

    private Flow ExecuteLoop(StatementSyntax loop, Frame frame)
    {
        switch (loop)
        {
            case ForStatementSyntax counted:
                if (counted.Declaration is { } declared) Declare(declared, frame);
                foreach (var first in counted.Initializers) _ = Evaluate(first, frame);
                return Repeat(counted.Condition, counted.Statement, frame, testFirst: true, () =>
                {
                    foreach (var next in counted.Incrementors) _ = Evaluate(next, frame);
                });
            case WhileStatementSyntax tested:
                return Repeat(tested.Condition, tested.Statement, frame, testFirst: true);
            case DoStatementSyntax tested:
                return Repeat(tested.Condition, tested.Statement, frame, testFirst: false);
            default:
                return ExecuteForEach((CommonForEachStatementSyntax)loop, frame);
        }
    }

    private Flow Repeat(ExpressionSyntax? condition, StatementSyntax body, Frame frame, bool testFirst, Action? next = null)
    {
        for (bool isFirst = true; ; isFirst = false)
        {
            if (condition is not null && (testFirst || !isFirst))
            {
                var value = Evaluate(condition, frame);
                if (value is not BoolValue holds)
                {
                    // One round shows what a round costs, not how many there are.
                    findings.UnknownCondition(condition, value);
                    return isFirst ? Ended(Assumed(() => Execute(body, frame))) : Flow.Next;
                }
                if (!holds.IsTrue) return Flow.Next;
            }
            var flow = Execute(body, frame);
            if (flow == Flow.Break) return Flow.Next;
            if (flow is Flow.Return or Flow.Throw) return flow;
            next?.Invoke();
            Spend();
        }
    }

    private static Flow Ended(Flow flow) => flow is Flow.Return or Flow.Throw ? flow : Flow.Next;

    private Flow ExecuteForEach(CommonForEachStatementSyntax loop, Frame frame)
    {
        var list = Evaluate(loop.Expression, frame);
        if (ItemsOf(list) is not { } items)
        {
            findings.LeftOut(loop.Expression, "what this loop goes through", list);
            return Flow.Next;
        }
        foreach (var item in items)
        {
            if (loop is ForEachStatementSyntax simple) frame.Declare(simple.Identifier.ValueText, item);
            else if (loop is ForEachVariableStatementSyntax several) Deconstruct(several.Variable, item, frame);
            var flow = Execute(loop.Statement, frame);
            if (flow == Flow.Break) break;
            if (flow is Flow.Return or Flow.Throw) return flow;
        }
        return Flow.Next;
    }
}
