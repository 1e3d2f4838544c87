using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using StageGen.Modeling.Reading;

namespace StageGen.Modeling.Slicing;

/// <summary>
/// Turns the body of <c>forward</c> into a straight list of <see cref="Step"/>s, each bound to at most one stage: nested
/// calls of lower stages become steps of their own, loops over dealt lists become one step a stage. Whatever cannot be
/// bound is a problem at its node, and the walk goes on, so that all of them are found at once.
/// </summary>
internal sealed partial class Lowering
{
    private readonly Forward forward;
    private readonly Members members;
    private readonly Names names;
    private readonly ProblemList problems;
    private readonly ExpressionTypes types;
    private readonly TensorOperations operations;
    private readonly Dictionary<string, Variable> variables = [];
    private readonly List<Step> steps = [];
    private readonly Sharing sharing;
    private readonly HashSet<string> submodules = [];
    private readonly CancellationToken cancellation;

    // The statement that is being lowered.
    private Location? place;

    private Lowering(Forward forward, Members members, Names names, ProblemList problems, CancellationToken cancellation)
    {
        this.forward = forward;
        this.members = members;
        this.names = names;
        this.problems = problems;
        this.cancellation = cancellation;
        sharing = new Sharing(members);
        types = new ExpressionTypes(members, forward.Tensor, Find);
        operations = new TensorOperations(members, types, Find);
    }

    public static LoweredForward Lower(Forward forward, Members members, Names names, ProblemList problems, CancellationToken cancellation)
    {
        var lowering = new Lowering(forward, members, names, problems, cancellation);
        var inputs = lowering.DeclareInputs();
        if (forward.Syntax.ExpressionBody is { } arrow)
        {
            lowering.place = lowering.PlaceOf(arrow.Expression, arrow.Expression.Span);
            lowering.LowerReturn(arrow.Expression, arrow);
        }
        else lowering.LowerBody(forward.Syntax.Body!.Statements);
        lowering.ReturnResult();
        // What is said of a return in the wrong place, or of a yield, is enough.
        if (!lowering.steps.Any(step => step.Form == StepForm.Return) && !(problems.StopGeneration && MayEnd(forward.Syntax)))
            problems.Add(Rules.NoForward, forward.Syntax.SyntaxTree, forward.Syntax.Identifier.Span, members.ClassName,
                "its forward does not end in a return; return the result in its last line");
        return new LoweredForward(lowering.steps, inputs, lowering.submodules, [.. lowering.Tensors], lowering.declared,
            [.. lowering.inlinedMethods]);
    }

    private static bool MayEnd(SyntaxNode forward) =>
        HasReturn(forward) || forward.DescendantNodes().Any(node => node is YieldStatementSyntax);

    private List<Variable> DeclareInputs()
    {
        var inputs = new List<Variable>();
        for (int i = 0; i < forward.Inputs.Count; i++)
        {
            var input = new Variable(forward.Inputs[i].Name, VariableKind.Input, forward.InputTypes[i], forward.Inputs[i].Type);
            input.Current = new Version(input, null);
            variables[input.Name.TrimStart('@')] = input;
            localNames.Add(input.Name.TrimStart('@'));
            inputs.Add(input);
        }
        return inputs;
    }

    private Variable? Find(string name) => variables.TryGetValue(name, out var variable) ? variable : null;

    private void LowerBody(SyntaxList<StatementSyntax> statements)
    {
        LowerLocalFunctions(statements);
        foreach (var statement in statements)
        {
            cancellation.ThrowIfCancellationRequested();
            place = PlaceOf(statement, statement is UsingStatementSyntax scope
                ? TextSpan.FromBounds(scope.SpanStart, scope.CloseParenToken.Span.End)
                : statement.Span);
            if (statement is ReturnStatementSyntax { Expression: { } result })
            {
                LowerReturn(result, statement);
                return; // What follows is never reached; local functions are declared already.
            }
            LowerStatement(statement, isLast: statement == statements[statements.Count - 1]);
        }
    }

    /// <summary>Where code is in the user's file; null for a node that was put together here and is in none.</summary>
    private Location? PlaceOf(SyntaxNode node, TextSpan span) =>
        problems.PartOf(node.SyntaxTree) >= 0 ? Location.Create(node.SyntaxTree, span) : null;

    /// <summary>The file of what is being lowered: a helper may be in another than <c>forward</c>.</summary>
    private SyntaxTree Tree => place?.SourceTree ?? forward.Syntax.SyntaxTree;

    private void LowerStatement(StatementSyntax statement, bool isLast)
    {
        switch (statement)
        {
            case EmptyStatementSyntax or LocalFunctionStatementSyntax:
                break;
            case LocalDeclarationStatementSyntax declaration:
                LowerDeclaration(declaration);
                break;
            case ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax assignment }:
                LowerAssignment(assignment, statement);
                break;
            case ExpressionStatementSyntax { Expression: InvocationExpressionSyntax call } when LowerListCall(call, statement):
                break;
            case ExpressionStatementSyntax expression:
                LowerVerbatim(statement, expression.Expression);
                break;
            case ReturnStatementSyntax { Expression: { } result }:
                LowerReturn(result, statement);
                break;
            case IfStatementSyntax choice when MustFlatten(choice, choice.Condition):
                LowerIf(choice);
                break;
            case SwitchStatementSyntax choice when MustFlatten(choice, choice.Expression) && Sections(choice) is { } sections:
                LowerSwitch(choice, sections);
                break;
            case BlockSyntax block when MustFlatten(block, null):
                LowerBranch(block);
                break;
            case UsingStatementSyntax { Statement: BlockSyntax block } scope when isLast && IsAmbient(scope):
                LowerAmbientScope(scope);
                LowerBody(block.Statements);
                break;
            case CommonForEachStatementSyntax or ForStatementSyntax when LowerDealtLoop(statement):
                break;
            default:
                LowerWhole(statement);
                break;
        }
    }

    private void LowerReturn(ExpressionSyntax result, SyntaxNode place)
    {
        if (IsGuarded)
        {
            LowerEarlyReturn(result, place);
            return;
        }
        if (inlineTarget is { } target)
        {
            LowerGiving(target, Bare(result), "=", Text.CommentAbove(place), isUsing: false);
            return;
        }
        var uses = Walk(result);
        var cut = Cut(result, uses, uses.Total.Stage);
        var step = new Step { Form = StepForm.Return, Text = TextOf(result, uses, cut), Comment = Text.CommentAbove(place) };
        Add(step, uses, cut, result.Span, Math.Max(0, uses.Total.Stage));
    }

    /// <summary>The code of a node without what was cut out of it, and with the names of the list elements that are known.</summary>
    private static string TextOf(SyntaxNode node, Uses uses, CutExpression cut) =>
        Text.Of(node, [.. cut.Replacements, .. uses.Substitutions]);

    private Uses Walk(SyntaxNode expression)
    {
        var uses = BodyWalker.OfExpression(expression, members, Find, FindTensor, problems, IsGuarded);
        submodules.UnionWith(uses.Submodules);
        CheckFlow(uses);
        return uses;
    }

    /// <summary>An argument that a later stage makes cannot reach a call in an earlier one.</summary>
    private void CheckFlow(Uses uses)
    {
        foreach (var use in uses.Staged)
        {
            if (use.Call is null || use.Inline is not null) continue;
            foreach (var argument in use.Call.ArgumentList.Arguments)
                if (uses.NeedOf(argument.Expression).Stage is var stage && stage > use.First)
                    AddBackwardFlow(argument, argument.Expression.ToString(), stage, use.First, use.Name);
        }
    }

    private void AddBackwardFlow(SyntaxNode node, string value, int from, int to, string consumer) =>
        problems.Add(Rules.BackwardFlow, node, Shorten(value), Text.Number(from), consumer, Text.Number(to));

    private static string Shorten(string code) => code.Length <= 40 && code.IndexOf('\n') < 0 ? code : "this value";

    /// <summary>
    /// Adds a step for the code in <paramref name="region"/>: works out what it reads and writes there, outside the spans that
    /// other steps took over, and where it runs. A step bound to no stage runs everywhere, or once.
    /// </summary>
    private void Add(Step step, Uses uses, CutExpression cut, TextSpan region, int stage)
    {
        step.Origin ??= place;
        bool Inside(TextSpan span) => region.Contains(span) && !cut.Replacements.Any(replaced => replaced.Span.Contains(span));

        bool free = true;
        foreach (var read in uses.Reads)
        {
            if (!Inside(read.Span) || read.Variable.Current is not { } version) continue;
            step.Reads.Add((version, read.Span));
            free &= version.Maker is { } maker
                ? maker.Placement is Placement.Free or Placement.Ambient && !maker.IsComposition
                : read.OnlyMetadata || !read.Variable.Type.HoldsTensors;
        }
        foreach (var part in cut.Parts) step.Reads.Add(part);
        foreach (var (name, span) in uses.Stateless)
            if (Inside(span)) step.Stateless.Add(name);
        free &= !uses.Effects.Any(Inside);

        // Whatever the cuts left in place must run here: nothing may slip into a wrong stage unsaid.
        if (!problems.StopGeneration)
            foreach (var use in uses.Staged)
                if (Inside(use.Node.Span)) CheckMention(use, stage);

        foreach (var use in uses.Staged)
            if (use.Inline is not null && Inside(use.Node.Span))
                problems.Add(Rules.NotSupportedYet, use.Node, "'" + use.Name + "', called inside a statement that stays whole,",
                    "call it in a line of its own");

        if (IsGuarded) free &= Guard(step, region, stage);
        if (stage >= 0) step.PlaceIn(stage);
        else if (step.Placement != Placement.Ambient) step.Placement = free ? Placement.Free : Placement.Once;

        foreach (var write in uses.Writes)
        {
            if (!Inside(write.Span)) continue;
            if (IsGuarded) KeepOld(step, write, stage);
            Write(step, write);
        }
        foreach (var (variable, span) in cut.Changed) Change(step, variable, WriteKind.InPlace, span);
        steps.Add(step);
        Renew(step);
    }

    private void Write(Step step, VariableWrite write)
    {
        string name = write.Name.TrimStart('@');
        if (write.Kind == WriteKind.Declare)
        {
            var type = write.Type is null or { IsVar: true } ? DeclaredType(write.Designation) : CodeType.Of(write.Type, forward.Tensor);
            localNames.Add(name);
            step.Declared.Add(variables[name] = new Variable(write.Name, VariableKind.Local, type, write.Type?.ToString() ?? "var")
            {
                Origin = type.Assumed ? write.Designation : null,
            });
            if (write.Designation?.FirstAncestorOrSelf<IsPatternExpressionSyntax>() is { } matched)
                sharing.Give(variables[name], matched.Expression, Find);
        }
        if (Find(name) is { } variable) Change(step, variable, write.Kind, write.Span);
    }

    private void Change(Step step, Variable variable, WriteKind kind, TextSpan span)
    {
        bool inPlace = kind is WriteKind.InPlace or WriteKind.InPlaceElement;
        if (inPlace && variable.Current is { } before
            && sharing.With(variable)
                .Where(other => kind == WriteKind.InPlaceElement || variable.Type.Crossing != Crossing.List
                    || other is { Type.Crossing: Crossing.List, IsPart: false })
                .Select(other => other.Current).OfType<Version>().ToList() is { Count: > 0 } sharers)
            step.SharedChanges.Add(new SharedChange(before, sharers, span));
        variable.Current = new Version(variable, step, inPlace) { ChangesElements = kind == WriteKind.InPlaceElement };
        step.Writes.Add(variable.Current);
    }

    /// <summary>The type of a variable declared in a deconstruction or as an <c>out</c> argument.</summary>
    private CodeType DeclaredType(SyntaxNode? designation)
    {
        for (var node = designation; node is not null and not StatementSyntax; node = node.Parent)
        {
            if (node is not AssignmentExpressionSyntax assignment || !assignment.Left.Span.Contains(designation!.Span)) continue;
            return PathTo(assignment.Left, designation).Aggregate((CodeType?)types.Of(assignment.Right),
                (type, index) => type?.Elements is { } elements && index < elements.Count ? elements[index] : null)
                ?? CodeType.AssumedTensor(forward.Tensor);
        }
        return CodeType.AssumedTensor(forward.Tensor);
    }

    /// <summary>The positions that lead through nested parentheses to a designation, outermost first.</summary>
    private static IEnumerable<int> PathTo(SyntaxNode left, SyntaxNode designation)
    {
        var path = new Stack<int>();
        for (var node = designation; node != left && node.Parent is { } parent; node = parent)
        {
            if (parent is ParenthesizedVariableDesignationSyntax several)
                path.Push(several.Variables.IndexOf((VariableDesignationSyntax)node));
            else if (parent is TupleExpressionSyntax tuple && node is ArgumentSyntax argument) path.Push(tuple.Arguments.IndexOf(argument));
        }
        return path;
    }
}
