using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using StageGen.Modeling.Reading;

namespace StageGen.Modeling.Slicing;

// Conditions over borders. The condition is computed once, and each statement of a branch is a step that runs under it, in its own
// stage: what it does not give keeps its old value. After an early return, what follows runs where nothing was returned.
internal sealed partial class Lowering
{
    /// <summary>A condition as written in generated code, with the variables in it.</summary>
    private sealed record Term(string Text, string Negated, Variable Variable)
    {
        public Term Not() => new(Negated, Text, Variable);
    }

    private readonly List<Term> guards = [];
    private readonly List<List<Term>> returned = [];
    private readonly List<Variable> declared = [];
    private readonly HashSet<string> localNames = [];
    private Variable? result;
    private int scopes;

    private bool IsGuarded => guards.Count > 0 || returned.Count > 0;

    /// <summary>Whether a statement must be taken apart: it returns, or it uses submodules of several stages.</summary>
    private bool MustFlatten(StatementSyntax statement, ExpressionSyntax? condition)
    {
        // A variable that a pattern declares is known to be there under the condition itself alone.
        if (condition?.DescendantNodesAndSelf().Any(node => node is SingleVariableDesignationSyntax) == true) return false;
        if (HasReturn(statement)) return true;
        var uses = BodyWalker.OfStatement(statement, members, Find, FindTensor, problems.Fork());
        return uses.Total.FirstUsed != uses.Total.LastUsed || uses.Staged.Any(use => use.Inline is not null);
    }

    private static bool HasReturn(SyntaxNode statement) =>
        statement.DescendantNodesAndSelf(node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax))
            .Any(node => node is ReturnStatementSyntax);

    private void LowerIf(IfStatementSyntax choice)
    {
        var term = LowerCondition(choice.Condition, Text.CommentAbove(choice));
        var alternatives = new List<Alternative> { new(term, [choice.Statement], () => LowerBranch(choice.Statement)) };
        if (choice.Else is { } otherwise)
            alternatives.Add(new Alternative(term.Not(), [otherwise.Statement], () => LowerBranch(otherwise.Statement)));
        LowerAlternatives(alternatives);
    }

    private static ExpressionSyntax Bare(ExpressionSyntax expression) =>
        expression is ParenthesizedExpressionSyntax inner ? Bare(inner.Expression) : expression;

    private Term LowerCondition(ExpressionSyntax condition, string comment)
    {
        var variable = new Variable(names.Numbered("condition"), VariableKind.Local, CodeType.Plain("bool"), "bool");
        LowerGiving(variable, condition, "=", comment, isUsing: false);
        return new Term(variable.Name, "!" + variable.Name, variable);
    }

    /// <summary>
    /// The statements of each section with the patterns that lead to it, the default's last; null where one cannot be taken apart.
    /// </summary>
    private static List<(string Pattern, List<StatementSyntax> Statements)>? Sections(SwitchStatementSyntax choice)
    {
        var sections = new List<(string, List<StatementSyntax>)>();
        foreach (var section in choice.Sections.OrderBy(section => section.Labels.Any(label => label is DefaultSwitchLabelSyntax)))
        {
            var statements = section.Statements.SelectMany(statement => statement is BlockSyntax block ? block.Statements : [statement])
                .ToList();
            if (statements.Count > 0 && statements[statements.Count - 1] is BreakStatementSyntax) statements.RemoveAt(statements.Count - 1);
            if (statements.Any(statement => statement.DescendantNodesAndSelf()
                .Any(node => node is BreakStatementSyntax or GotoStatementSyntax or SwitchStatementSyntax)))
                return null;
            string pattern = section.Labels.Any(label => label is DefaultSwitchLabelSyntax)
                ? "_"
                : string.Join(" or ", section.Labels.Select(label => label switch
                {
                    CaseSwitchLabelSyntax constant => constant.Value.ToString(),
                    CasePatternSwitchLabelSyntax { WhenClause: null } matched
                        when !matched.DescendantNodes().Any(node => node is SingleVariableDesignationSyntax) => matched.Pattern.ToString(),
                    _ => "",
                }));
            if (pattern.Length == 0 || pattern.EndsWith(" or ", StringComparison.Ordinal)) return null;
            sections.Add((pattern, statements));
        }
        return sections;
    }

    private void LowerSwitch(SwitchStatementSyntax choice, List<(string Pattern, List<StatementSyntax> Statements)> sections)
    {
        string arms = string.Join(", ", sections.Select((section, i) => section.Pattern + " => " + Text.Number(i)));
        if (sections.Count == 0 || sections[sections.Count - 1].Pattern != "_") arms += ", _ => -1";
        var section = LowerSection(choice.Expression, arms, Text.CommentAbove(choice));
        LowerAlternatives(sections.Select((own, i) => new Alternative(
            SectionTerm(section, i),
            own.Statements,
            () => InScope(() => LowerBody(new SyntaxList<StatementSyntax>(own.Statements))))).ToList());
    }

    private void Under(Term term, Action lower)
    {
        guards.Add(term);
        lower();
        guards.RemoveAt(guards.Count - 1);
    }

    private void LowerBranch(StatementSyntax statement) => InScope(() =>
    {
        if (statement is BlockSyntax block) LowerBody(block.Statements);
        else LowerStatement(statement, isLast: false);
    });

    /// <summary>What a block declares ends with it.</summary>
    private void InScope(Action lower)
    {
        var outer = new Dictionary<string, Variable>(variables);
        int opened = open.Count;
        scopes++;
        lower();
        scopes--;
        CloseScopes(opened);
        foreach (string name in variables.Keys.Where(name => !outer.ContainsKey(name) && !variables[name].IsPart).ToList())
            variables.Remove(name);
        foreach (var pair in outer) variables[pair.Key] = pair.Value;
    }

    /// <summary>A local's own name, or another where two blocks have locals of the same name.</summary>
    private string LocalName(SyntaxToken identifier)
    {
        string name = identifier.ValueText;
        // Lifted out of its block it may meet another of its name.
        bool isLifted = inlined > 0 || scopes > 0;
        return isLifted && Occurrences(name) > (inlined > 0 ? 0 : 1) | !localNames.Add(name) && isLifted
            ? names.Numbered(name)
            : identifier.Text;
    }

    private void LowerEarlyReturn(ExpressionSyntax value, SyntaxNode place)
    {
        result ??= new Variable(names.Unique("result"), VariableKind.Local, forward.Output, forward.OutputType);
        LowerGiving(result, Bare(value), "=", Text.CommentAbove(place), isUsing: false);
        returned.Add([.. guards]);
    }

    private void ReturnResult()
    {
        if (result?.Current is not { } version) return;
        var step = new Step { Form = StepForm.Return, Text = result.Name };
        step.Reads.Add((version, forward.Syntax.Span));
        step.PlaceIn(Math.Max(0, version.FirstReader));
        steps.Add(step);
    }

    /// <summary>The conditions that hold here: those of the blocks around, and that nothing was returned above.</summary>
    private List<(string Text, IEnumerable<Variable> Variables)> Conditions()
    {
        var conditions = guards.ConvertAll(guard => (guard.Text, Variables: Enumerable.Repeat(guard.Variable, 1)));
        foreach (var path in returned)
        {
            // Where this very path is excluded already, or the blocks around are those that returned and all is unreachable.
            if (path.Any(term => guards.Any(guard => guard.Text == term.Negated))) continue;
            string text = path.Count == 1 ? path[0].Negated : "!(" + string.Join(" && ", path.Select(term => term.Text)) + ")";
            if (path.Count > 0 && conditions.TrueForAll(condition => condition.Text != text))
                conditions.Add((text, path.Select(term => term.Variable)));
        }
        return conditions;
    }

    /// <summary>Puts a step under the conditions that hold; tells whether they are known in every stage.</summary>
    private bool Guard(Step step, TextSpan place, int stage)
    {
        var conditions = Conditions();
        step.Guard = string.Join(" && ", conditions.Select(condition => condition.Text));
        bool free = true;
        foreach (var variable in conditions.SelectMany(condition => condition.Variables).Distinct())
        {
            var version = variable.Current!;
            step.Reads.Add((version, place));
            free &= version.Maker!.Placement == Placement.Free;
            if (stage >= 0 && version.FirstReader > stage)
                problems.Add(Rules.BackwardFlow, Tree, place, "the condition", Text.Number(version.FirstReader), "what it decides on",
                    Text.Number(stage));
        }
        return free;
    }

    /// <summary>What is given under a condition keeps its old value otherwise.</summary>
    private void Keep(Variable variable, Step step, TextSpan place)
    {
        if (variable.Current is { } old) step.Reads.Add((old, place));
        else if (!declared.Contains(variable)) declared.Add(variable);
    }

    private void KeepOld(Step step, VariableWrite write, int stage)
    {
        if (write.Kind == WriteKind.Declare || Find(write.Name.TrimStart('@')) is not { } variable) return;
        if (variable.Current is { } old && stage >= 0 && old.FirstReader > stage)
            problems.Add(Rules.BackwardFlow, Tree, write.Span, variable.Name, Text.Number(old.FirstReader), "this statement",
                Text.Number(stage));
        Keep(variable, step, write.Span);
    }

    /// <summary>Whether the old value is not there yet in the stage that computes the new one, or several stages compute it.</summary>
    private static bool MustMerge(Variable variable, ExpressionSyntax value, Uses uses) =>
        variable.Current is { } old && old.FirstReader > uses.Total.Stage
        || uses.Staged.Any(use => use.Node == value && use.IsDealtCall && variable.Current is not null);

    private void LowerMerge(Variable variable, ExpressionSyntax value, string comment)
    {
        var computed = new Variable(names.Numbered(variable.Name + "Value"), VariableKind.Local, types.Of(value), "var") { Origin = value };
        LowerGiving(computed, value, "=", comment, isUsing: false);
        Merge(variable, computed, value);
        sharing.Give(variable, value, Find);
    }

    private void Merge(Variable variable, Variable computed, SyntaxNode place)
    {
        var step = new Step { Form = StepForm.Assign, Text = computed.Name, Placement = Placement.Once };
        step.Reads.Add((computed.Current!, place.Span));
        int stage = Math.Max(computed.Current!.FirstReader, variable.Current?.FirstReader ?? -1);
        _ = Guard(step, place.Span, stage);
        Keep(variable, step, place.Span);
        if (stage >= 0) step.PlaceIn(stage);
        steps.Add(step);
        Give(variable, step);
    }

    /// <summary>A statement under a condition has a block of its own; what its expression declares must be declared outside.</summary>
    private void DeclareOutside(SyntaxNode code, Uses uses)
    {
        foreach (var write in uses.Writes.Where(write => write.Kind == WriteKind.Declare).ToList())
        {
            if (code is AssignmentExpressionSyntax { Left: DeclarationExpressionSyntax { Type.IsVar: true } left }
                && write.Designation is { } designation && left.Span.Contains(designation.Span))
            {
                string name = write.Name.TrimStart('@');
                var type = DeclaredType(designation);
                var variable = new Variable(LocalName(((SingleVariableDesignationSyntax)designation).Identifier), VariableKind.Local, type,
                    "var") { Origin = type.Assumed ? designation : null };
                variables[name] = variable;
                if (IsGuarded) declared.Add(variable);
                uses.Writes[uses.Writes.IndexOf(write)] = write with { Kind = WriteKind.Assign };
                if (!uses.Substitutions.Contains((left.Type.Span, ""))) uses.Substitutions.Add((left.Type.Span, ""));
                if (variable.Name != write.Name) uses.Substitutions.Add((designation.Span, variable.Name));
            }
            else if (write.Designation is SingleVariableDesignationSyntax single && write.Type is { } type
                && single.Parent is DeclarationExpressionSyntax { Parent: ArgumentSyntax { Parent: TupleExpressionSyntax } } own)
            {
                var given = type.IsVar ? DeclaredType(single) : CodeType.Of(type, forward.Tensor);
                var variable = new Variable(LocalName(single.Identifier), VariableKind.Local, given, type.IsVar ? "var" : type.ToString())
                {
                    Origin = given.Assumed ? single : null
                };
                variables[single.Identifier.ValueText] = variable;
                if (IsGuarded) declared.Add(variable);
                uses.Writes[uses.Writes.IndexOf(write)] = write with { Kind = WriteKind.Assign };
                uses.Substitutions.Add((own.Span, variable.Name));
            }
            else if (IsGuarded || localNames.Contains(write.Name) || Occurrences(write.Name) > 0)
                problems.Add(Rules.NotSupportedYet, code.SyntaxTree, write.Span,
                    "'" + write.Name + "', declared inside an expression of a branch or helper over several stages,",
                    "declare it in a line of its own, above");
        }
    }
}
