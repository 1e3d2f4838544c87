using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StageGen.Modeling.Reading;

namespace StageGen.Modeling.Slicing;

// Statements that are cut at expressions, and statements that stay whole.
internal sealed partial class Lowering
{
    private void LowerDeclaration(LocalDeclarationStatementSyntax statement)
    {
        var type = statement.Declaration.Type;
        if (type is RefTypeSyntax)
        {
            problems.Add(Rules.NotSliceable, type, "a local by reference", "stages hand values on; copy it");
            // What follows may use it without being wrong for that.
            foreach (var alias in statement.Declaration.Variables)
                variables[alias.Identifier.ValueText] = new Variable(alias.Identifier.Text, VariableKind.Local,
                    CodeType.AssumedTensor(forward.Tensor), "var");
            return;
        }
        bool isConst = statement.Modifiers.Any(SyntaxKind.ConstKeyword);
        bool isUsing = !statement.UsingKeyword.IsKind(SyntaxKind.None);
        string comment = Text.CommentAbove(statement);
        foreach (var declarator in statement.Declaration.Variables)
        {
            var value = declarator.Initializer?.Value;
            var variable = new Variable(
                isUsing && value is not null && IsAmbient(value) ? ScopeName(declarator) : LocalName(declarator.Identifier),
                VariableKind.Local,
                !type.IsVar ? CodeType.Of(type, forward.Tensor) : value is null ? CodeType.AssumedTensor(forward.Tensor) : types.Of(value),
                (isConst ? "const " : "") + type) { Origin = type.IsVar ? value : null };
            if (value is not null && (isUsing || !LowerListGiving(variable, value, comment)))
                LowerGiving(variable, value, "=", comment, isUsing);
            variables[declarator.Identifier.ValueText] = variable;
            comment = "";
        }
    }

    private void LowerAssignment(AssignmentExpressionSyntax assignment, StatementSyntax statement)
    {
        switch (assignment.Left)
        {
            case IdentifierNameSyntax name when Find(name.Identifier.ValueText) is { } variable:
                if (!assignment.IsKind(SyntaxKind.SimpleAssignmentExpression)) LowerVerbatim(statement, assignment);
                else if (LowerListGiving(variable, assignment.Right, Text.CommentAbove(statement))) break;
                else LowerGiving(variable, assignment.Right, "=", Text.CommentAbove(statement), isUsing: false);
                break;
            case ElementAccessExpressionSyntax element
                when assignment.IsKind(SyntaxKind.SimpleAssignmentExpression) && LowerElementGiving(element, assignment.Right, statement):
                break;
            case TupleExpressionSyntax or DeclarationExpressionSyntax:
                if (!LowerPairwise(assignment, statement)) LowerVerbatim(statement, assignment, StepForm.Deconstruct);
                break;
            default:
                LowerVerbatim(statement, assignment);
                break;
        }
    }

    /// <summary><c>variable = value</c>, first or again.</summary>
    private void LowerGiving(Variable variable, ExpressionSyntax value, string op, string comment, bool isUsing)
    {
        if (MustChoose(value))
        {
            LowerChoice(variable, value, comment);
            return;
        }
        CheckKeptLambda(value);
        var uses = Walk(value);
        if (IsGuarded && MustMerge(variable, value, uses))
        {
            LowerMerge(variable, value, comment);
            return;
        }
        if (uses.Staged.FirstOrDefault(use => use.Node == value && use.IsDealtCall) is { } dealt)
        {
            _ = LowerDealtCall(dealt, uses, variable, comment);
            return;
        }
        if (uses.Staged.FirstOrDefault(use => use.Node == value && use.Inline is not null) is { } helper)
        {
            _ = LowerInline(helper, variable, comment);
            return;
        }
        if (isUsing && IsAmbient(value))
        {
            LowerScope(variable, value, uses, comment);
            return;
        }
        var cut = Cut(value, uses, uses.Total.Stage);
        var step = new Step
        {
            Form = StepForm.Assign,
            Text = TextOf(value, uses, cut),
            Operator = op,
            Comment = comment,
            Using = isUsing,
            Placement = Placement.Once,
        };
        Add(step, uses, cut, value.Span, uses.Total.Stage);
        if (IsGuarded) Keep(variable, step, value.Span);
        Give(variable, step);
        sharing.Give(variable, value, Find);
        TakeOff(uses, value.Span);
    }

    /// <summary>A lambda that is kept may be called in another stage, where what it sees is no variable but a value.</summary>
    private void CheckKeptLambda(ExpressionSyntax value)
    {
        var kept = value switch
        {
            BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: [{ Expression: var only }] } => Bare(only),
            CastExpressionSyntax cast => Bare(cast.Expression),
            _ => Bare(value),
        };
        if (kept is not AnonymousFunctionExpressionSyntax lambda) return;
        foreach (var seen in Captures.Changing(lambda, lambda.SpanStart, name => Find(name) is not null)
            .GroupBy(seen => seen.Identifier.ValueText).Select(seen => seen.First()))
        {
            bool changes = Captures.Writes(lambda, seen.Identifier.ValueText);
            problems.Add(Rules.NotSupportedYet, seen, "a lambda that " + (changes ? "gives" : "uses") + " '" + seen.Identifier.ValueText
                + "'" + (changes ? " another value" : ", which is given another value,"),
                changes ? "write its statements into forward" : "make it a parameter of the lambda");
        }
    }

    /// <summary>A statement around one expression that is kept but for the sub-expressions of lower stages.</summary>
    private void LowerVerbatim(StatementSyntax statement, ExpressionSyntax expression, StepForm form = StepForm.Verbatim)
    {
        var uses = Walk(expression);
        int stage = uses.Total.Stage;
        var cut = Cut(expression, uses, stage);
        if (IsGuarded || inlined > 0) DeclareOutside(expression, uses);
        // A call of which nothing is used is there for its effect.
        if (expression is InvocationExpressionSyntax && uses.Writes.Count == 0) uses.Effects.Add(expression.Span);
        var step = new Step { Form = form, Text = TextOf(statement, uses, cut), Comment = Text.CommentAbove(statement) };
        Add(step, uses, cut, expression.Span, stage);
        TakeOff(uses, expression.Span);
        if (expression is AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } assignment)
            foreach (var write in step.Writes)
                if (!write.InPlace) sharing.Give(write.Variable, assignment.Right, Find);
    }

    /// <summary>A statement that is not cut: an if, a switch, a loop over anything but a dealt list, a block.</summary>
    private void LowerWhole(StatementSyntax statement)
    {
        var uses = BodyWalker.OfStatement(statement, members, Find, FindTensor, problems);
        submodules.UnionWith(uses.Submodules);
        if (IsGuarded || inlined > 0) DeclareOutside(statement, uses);
        var used = uses.Total;
        if (used.FirstUsed != used.LastUsed)
        {
            problems.Add(Rules.NotSupportedYet, statement.SyntaxTree, statement.GetFirstToken().Span,
                Describe(statement) + " that uses submodules of stages " + string.Join(", ", StagesOf(uses)),
                Instead(statement, uses));
        }
        var cut = new CutExpression();
        var added = ListsAddedTo(statement, uses, cut);
        if (used.FirstUsed == used.LastUsed && used.UsesSubmodules) CheckReads(uses, used.LastUsed, cut);
        var step = new Step
        {
            Form = StepForm.Verbatim, Text = added.Around(TextOf(statement, uses, cut)), Comment = Text.CommentAbove(statement)
        };
        // One that spans stages is a problem already; in its first stage it makes no further ones.
        Add(step, uses, cut, statement.Span, used.UsesSubmodules ? used.FirstUsed : used.Stage);
        Append(added, step, statement.Span);
    }

    private static string Instead(StatementSyntax statement, Uses uses) => statement switch
    {
        ForStatementSyntax when uses.Staged.Exists(use => use.IsElementOfDealt) =>
            "go through the list in a foreach loop, or in a for loop from 0 to its Count, and number the stages in that order",
        UsingStatementSyntax scope when IsAmbient(scope) =>
            "open it once for the statements of each stage, or for all that follows with 'using var'",
        UsingStatementSyntax { Declaration: not null } => "declare it with 'using var', without a block",
        _ => "keep what is inside to the submodules of one stage, or put these submodules in one stage",
    };

    /// <summary>What a whole statement reads must be there when its stage runs.</summary>
    private void CheckReads(Uses uses, int stage, CutExpression cut)
    {
        foreach (var read in uses.Reads.Where(read => !cut.Replacements.Any(replaced => replaced.Span.Contains(read.Span))))
            if (read.Variable.Current?.FirstReader > stage
                && !(read.IsImplicit && uses.Reads.Any(other => other.Variable == read.Variable && !other.IsImplicit)))
                problems.Add(Rules.BackwardFlow, Tree, read.Span, read.Variable.Name, Text.Number(read.Variable.Current.FirstReader),
                    uses.Staged.FirstOrDefault(use => use.Last == stage)?.Name ?? "this statement", Text.Number(stage));
    }

    private static IEnumerable<string> StagesOf(Uses uses) =>
        uses.Staged.SelectMany(use => Enumerable.Range(use.First, use.Last - use.First + 1)).Distinct().OrderBy(stage => stage)
            .Select(Text.Number);

    private static string Describe(StatementSyntax statement) => statement switch
    {
        BlockSyntax => "a block",
        IfStatementSyntax => "an if",
        LocalFunctionStatementSyntax function => "the local function '" + function.Identifier.Text + "'",
        _ => "a " + statement.GetFirstToken().Text + " statement",
    };

    private void LowerAmbientScope(UsingStatementSyntax scope)
    {
        if (scope.Declaration is { Variables: [{ Initializer.Value: { } value } declarator] })
        {
            var variable = new Variable(declarator.Identifier.Text, VariableKind.Local, CodeType.Other("var"), "var");
            LowerGiving(variable, value, "=", Text.CommentAbove(scope), isUsing: true);
            variables[declarator.Identifier.ValueText] = variable;
        }
        else if (scope.Expression is not null)
        {
            var variable = new Variable(names.Unique("scope"), VariableKind.Local, CodeType.Other("var"), "var");
            LowerGiving(variable, scope.Expression, "=", Text.CommentAbove(scope), isUsing: true);
        }
    }

    private static bool IsAmbient(UsingStatementSyntax scope) =>
        scope.Expression is { } expression ? IsAmbient(expression)
        : scope.Declaration is { Variables: [{ Initializer.Value: { } value }] } && IsAmbient(value);

    private static bool IsAmbient(ExpressionSyntax value) => TorchNames.AmbientScopes.Contains(CalledName(value));

    private static string CalledName(ExpressionSyntax value) => value switch
    {
        InvocationExpressionSyntax { Expression: SimpleNameSyntax name } => name.Identifier.ValueText,
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } => access.Name.Identifier.ValueText,
        _ => "",
    };

    /// <summary>
    /// Local functions can be called above their declaration: all are declared first, and each stage that calls one gets a
    /// copy of it.
    /// </summary>
    private void LowerLocalFunctions(SyntaxList<StatementSyntax> statements)
    {
        var functions = statements.OfType<LocalFunctionStatementSyntax>().ToList();
        if (functions.Count == 0) return;
        var locals = new HashSet<string>(statements.SelectMany(DeclaredNames));
        foreach (var function in functions)
            variables[function.Identifier.ValueText] = new Variable(function.Identifier.Text, VariableKind.Function,
                CodeType.Other("local function"), "");

        // A function that calls another has that one's stage, too: those that call nothing unplaced come first.
        var waiting = new List<LocalFunctionStatementSyntax>(functions);
        while (waiting.Count > 0)
        {
            var next = waiting.FirstOrDefault(function => !Mentions(function, waiting.Where(other => other != function))) ?? waiting[0];
            waiting.Remove(next);
            LowerLocalFunction(next, locals);
        }
    }

    private static bool Mentions(LocalFunctionStatementSyntax function, IEnumerable<LocalFunctionStatementSyntax> others)
    {
        var names = new HashSet<string>(others.Select(other => other.Identifier.ValueText));
        return names.Count > 0
            && function.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name => names.Contains(name.Identifier.ValueText));
    }

    private void LowerLocalFunction(LocalFunctionStatementSyntax function, HashSet<string> locals)
    {
        var own = new HashSet<string>(function.DescendantNodes().SelectMany(node => node switch
        {
            ParameterSyntax parameter => [parameter.Identifier.ValueText],
            VariableDeclaratorSyntax declarator => [declarator.Identifier.ValueText],
            SingleVariableDesignationSyntax designation => [designation.Identifier.ValueText],
            ForEachStatementSyntax loop => [loop.Identifier.ValueText],
            _ => Array.Empty<string>(),
        }));
        var captures = function.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(captured => locals.Contains(captured.Identifier.ValueText)
                && !own.Contains(captured.Identifier.ValueText)
                && !(captured.Parent is MemberAccessExpressionSyntax access && access.Name == captured))
            .Union(Captures.Changing(function, 0, name => Find(name) is { Kind: VariableKind.Local or VariableKind.Input })).ToList();
        if (LowerInlineFunction(function, captures.Count > 0)) return;
        foreach (var captured in captures)
            problems.Add(Rules.NotSupportedYet, captured,
                "a local function that uses the local '" + captured.Identifier.ValueText + "' from outside", "pass it as a parameter");

        var uses = BodyWalker.OfStatement(function, members, Find, FindTensor, problems);
        submodules.UnionWith(uses.Submodules);
        var used = uses.Total;
        if (used.FirstUsed != used.LastUsed)
            problems.Add(Rules.NotSupportedYet, function.SyntaxTree, function.Identifier.Span,
                Describe(function) + ", which uses submodules of stages " + string.Join(", ", StagesOf(uses)) + ",",
                "write its statements into forward, or make one function per stage");

        var variable = Find(function.Identifier.ValueText)!;
        var step = new Step { Form = StepForm.Verbatim, Text = Text.Of(function, []), Comment = Text.CommentAbove(function) };
        Add(step, uses, new CutExpression(), function.Span, used.Stage);
        // Only calling it has an effect; its declaration may be repeated.
        if (step.Placement == Placement.Once) step.Placement = Placement.Free;
        step.Declared.Add(variable);
        variable.HasEffects = uses.Effects.Count > 0;
        Give(variable, step);
    }

    /// <summary>
    /// A local function over several stages, or with submodules and locals of <c>forward</c>, is no step: its statements take the place of
    /// its calls.
    /// </summary>
    private bool LowerInlineFunction(LocalFunctionStatementSyntax function, bool capturesLocals)
    {
        string name = function.Identifier.ValueText;
        if (function.TypeParameterList is not null || function.Modifiers.Any(SyntaxKind.AsyncKeyword)
            || function.ReturnType.ToString() == "void"
            || !Inlining.IsPossible(function.ParameterList, function, name)) return false;
        var used = BodyWalker.OfStatement(function, members, Find, FindTensor, problems.Fork());
        if (!used.Total.UsesSubmodules || (used.Total.FirstUsed == used.Total.LastUsed && !capturesLocals)) return false;
        submodules.UnionWith(used.Submodules);
        Find(name)!.Inline = (function, used.Total.FirstUsed, used.Total.LastUsed);
        return true;
    }

    private static IEnumerable<string> DeclaredNames(StatementSyntax statement) => statement switch
    {
        LocalFunctionStatementSyntax => [],
        LocalDeclarationStatementSyntax declaration => declaration.Declaration.Variables.Select(variable => variable.Identifier.ValueText),
        ExpressionStatementSyntax expression =>
            expression.DescendantNodes().OfType<SingleVariableDesignationSyntax>().Select(name => name.Identifier.ValueText),
        _ => [],
    };
}
