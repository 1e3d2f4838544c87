using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using StageGen.Modeling.Reading;

namespace StageGen.Modeling.Slicing;

// Lists of tensors. A list is no step of a stage but a sum of parts: its elements, each made and sent by itself, and runs of
// elements that a loop has added. Whoever reads it puts it together.
internal sealed partial class Lowering
{
    /// <summary>
    /// Gives a variable a list whose elements are written out: <c>new List&lt;Tensor&gt;()</c>, <c>[x, y]</c>, <c>new Tensor[3]</c>.
    /// </summary>
    private bool LowerListGiving(Variable list, ExpressionSyntax value, string comment)
    {
        if (list.Type.Crossing != Crossing.List || IsGuarded || ItemsOf(value) is not { } items) return false;
        var uses = Walk(value);
        // An array in one stage is as good as it stands.
        if (value is not BaseObjectCreationExpressionSyntax && items.Count > 0 && !items.Contains(null)
            && items.Select(item => uses.NeedOf(item!).Stage).Where(stage => stage >= 0).Distinct().Count() < 2) return false;
        var parts = new List<ListPart>();
        foreach (var item in items)
        {
            parts.Add(item is null ? new ListPart(null, IsRun: false) : LowerElement(list, item, comment));
            comment = "";
        }
        Compose(list, parts, value.Span);
        sharing.Give(list, value, Find);
        foreach (var part in parts)
            if (part.Version is not null) sharing.Join(list, part.Version.Variable);
        return true;
    }

    /// <summary>The items of a new list, null for an element of an array that is not set yet; or null where they are not written.</summary>
    private List<ExpressionSyntax?>? ItemsOf(ExpressionSyntax value)
    {
        switch (value)
        {
            case BaseObjectCreationExpressionSyntax { Initializer: { } initializer }:
                return initializer.Expressions.Any(item => item is AssignmentExpressionSyntax or InitializerExpressionSyntax)
                    ? null
                    : [.. initializer.Expressions];
            case BaseObjectCreationExpressionSyntax creation:
                // A number is a capacity; anything else is copied.
                return creation.ArgumentList is null or { Arguments.Count: 0 }
                    || creation.ArgumentList.Arguments is [var only] && types.Of(only.Expression).Text == "int"
                    ? []
                    : null;
            case CollectionExpressionSyntax collection:
                return collection.Elements.All(item => item is ExpressionElementSyntax)
                    ? [.. collection.Elements.Select(item => ((ExpressionElementSyntax)item).Expression)]
                    : null;
            case ImplicitArrayCreationExpressionSyntax array:
                return [.. array.Initializer.Expressions];
            case ArrayCreationExpressionSyntax { Initializer: { } initializer }:
                return [.. initializer.Expressions];
            case ArrayCreationExpressionSyntax
            {
                Type.RankSpecifiers: [{ Sizes: [LiteralExpressionSyntax { Token.Value: int size and <= 64 }] }]
            }:
                return [.. Enumerable.Repeat<ExpressionSyntax?>(null, size)];
            default:
                return null;
        }
    }

    private ListPart LowerElement(Variable list, ExpressionSyntax value, string comment)
    {
        var type = list.Type.ListElement!;
        var element = new Variable(names.Numbered(list.Name), VariableKind.Local, type, type.Text) { IsPart = true };
        LowerGiving(element, value, "=", comment, isUsing: false);
        variables[element.Name] = element;
        return new ListPart(element.Current, IsRun: false);
    }

    /// <summary><c>skips.Add(x);</c> and the like, where what it does to the parts is known.</summary>
    private bool LowerListCall(InvocationExpressionSyntax call, StatementSyntax statement)
    {
        // Under a condition nobody knows what a list consists of: it goes on as a whole.
        if (IsGuarded || call.Expression is not MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax name } access
            || Find(name.Identifier.ValueText) is not { Type.Crossing: Crossing.List, Current: not null } list) return false;
        string method = access.Name.Identifier.ValueText;
        var arguments = call.ArgumentList.Arguments;
        bool isKnown = IsKnown(list);
        switch (method)
        {
            case "Add" or "Push" or "Enqueue" when arguments.Count == 1:
                Insert(list, PartsOf(list, call.Span).Count, arguments[0].Expression, statement);
                return true;
            case "Insert"
                when arguments.Count == 2 && isKnown && ListIndex.Of(arguments[0].Expression, list.Current.Parts!.Count + 1) is { } at:
                Insert(list, at, arguments[1].Expression, statement);
                return true;
            case "RemoveAt"
                when arguments.Count == 1 && isKnown
                    && ListIndex.Of(arguments[0].Expression, list.Current.Parts!.Count, list.Name) is { } at:
                Change(list, list.Current.Parts.Where((_, i) => i != at), call);
                return true;
            case "Pop" when arguments.Count == 0 && isKnown && list.Current.Parts!.Count > 0:
                Change(list, list.Current.Parts.Take(list.Current.Parts.Count - 1), call);
                return true;
            case "Dequeue" when arguments.Count == 0 && isKnown:
                Change(list, list.Current.Parts!.Skip(1), call);
                return true;
            case "Clear" when arguments.Count == 0:
                Change(list, [], call);
                return true;
            case "Reverse" when arguments.Count == 0 && isKnown:
                Change(list, list.Current.Parts!.Reverse(), call);
                return true;
            default:
                return false;
        }
    }

    private void Insert(Variable list, int at, ExpressionSyntax value, StatementSyntax statement)
    {
        var parts = PartsOf(list, statement.Span).ToList();
        var element = LowerElement(list, value, Text.CommentAbove(statement));
        parts.Insert(at, element);
        Change(list, parts, statement);
        sharing.Join(list, element.Version!.Variable);
    }

    private void Change(Variable list, IEnumerable<ListPart> parts, SyntaxNode place)
    {
        var before = list.Current!;
        Compose(list, [.. parts], place.Span);
        // Under another name the list is the same list; put together again, it would not have changed.
        var others = sharing.With(list).Where(other => other is { Type.Crossing: Crossing.List, IsPart: false })
            .Select(other => other.Current).OfType<Version>().ToList();
        if (others.Count > 0) steps[steps.Count - 1].SharedChanges.Add(new SharedChange(before, others, place.Span));
    }

    /// <summary><c>features[1] = x;</c> where the place is known.</summary>
    private bool LowerElementGiving(ElementAccessExpressionSyntax element, ExpressionSyntax value, StatementSyntax statement)
    {
        if (IsGuarded || element.Expression is not IdentifierNameSyntax name
            || Find(name.Identifier.ValueText) is not { Type.Crossing: Crossing.List, Current: not null } list)
            return false;
        if (!IsKnown(list) || element.ArgumentList.Arguments is not [var argument]
            || ListIndex.Of(argument.Expression, list.Current.Parts!.Count, list.Name) is not { } index)
            return false;
        var parts = list.Current.Parts.ToList();
        parts[index] = LowerElement(list, value, Text.CommentAbove(statement));
        Change(list, parts, statement);
        sharing.Join(list, parts[index].Version!.Variable);
        return true;
    }

    private static bool IsKnown(Variable list) => list.Current?.Parts is { } parts && parts.All(part => !part.IsRun);

    /// <summary>The parts of a list; of one that a step makes as a whole, the only part is a copy.</summary>
    private IReadOnlyList<ListPart> PartsOf(Variable list, TextSpan place)
    {
        if (list.Current!.Parts is { } known) return known;
        var type = CodeType.Array(list.Type.ListElement!);
        var run = new Variable(names.Numbered(list.Name), VariableKind.Local, type, type.Text) { IsPart = true };
        var step = new Step { Form = StepForm.Assign, Text = list.Type.ToItems(list.Name), Placement = Placement.Once };
        step.Reads.Add((list.Current, place));
        if (list.Current.Stage >= 0) step.PlaceIn(list.Current.Stage);
        steps.Add(step);
        Give(run, step);
        return [new ListPart(run.Current, IsRun: true)];
    }

    private void Compose(Variable list, IReadOnlyList<ListPart> parts, TextSpan place)
    {
        string items = string.Join(", ",
            parts.Select(part => part.Version is not { } version ? "null!" : (part.IsRun ? ".. " : "") + version.Variable.Name));
        var step = new Step { Form = StepForm.Assign, Text = list.Type.OfItems(items), Placement = Placement.Free, IsComposition = true };
        foreach (var part in parts)
            if (part.Version is not null) step.Reads.Add((part.Version, place));
        steps.Add(step);
        list.Current = new Version(list, step) { Parts = parts };
        step.Writes.Add(list.Current);
    }

    /// <summary>An element that was changed in place is another version: the lists it is in hold that one.</summary>
    private void Renew(Step step)
    {
        foreach (var version in step.Writes.Where(version => version.InPlace && version.Variable.IsPart).ToList())
            foreach (var list in variables.Values
                .Where(variable => variable.Current?.Parts?.Any(part => part.Version?.Variable == version.Variable) == true).ToList())
                Compose(list, [.. list.Current!.Parts!.Select(part => part.Version?.Variable == version.Variable
                    ? part with { Version = version }
                    : part)],
                    step.Reads.Select(read => read.Span).FirstOrDefault());
    }

    /// <summary>After <c>var skip = skips.Pop();</c> the list is shorter.</summary>
    private void TakeOff(Uses uses, TextSpan place)
    {
        foreach (var taken in uses.Taken)
        {
            var parts = taken.Key.Current!.Parts!;
            int left = parts.Count - taken.Value;
            Compose(taken.Key, [.. taken.Key.Type.IsQueue ? parts.Skip(taken.Value) : parts.Take(left)], place);
        }
        uses.Taken.Clear();
    }

    /// <summary>Lists that a whole statement adds to: what it adds is a run of its own.</summary>
    private sealed class AddedLists
    {
        public List<(Variable List, Variable Run)> Runs { get; } = [];

        public Dictionary<Variable, IReadOnlyList<ListPart>> PartsBefore { get; } = [];

        public string Before { get; set; } = "";

        public string After { get; set; } = "";

        public string Around(string text) => Before + text + After;
    }

    private AddedLists ListsAddedTo(StatementSyntax statement, Uses uses, CutExpression cut)
    {
        var added = new AddedLists();
        if (IsGuarded) return added;
        foreach (string name in uses.Writes.Where(write => write.Kind == WriteKind.InPlace).Select(write => write.Name.TrimStart('@'))
            .Distinct().ToList())
        {
            if (Find(name) is not { Type.Crossing: Crossing.List, Current: not null } list) continue;
            var mentions = statement.DescendantNodes().OfType<IdentifierNameSyntax>()
                .Where(mention => mention.Identifier.ValueText == name
                    && !(mention.Parent is MemberAccessExpressionSyntax access && access.Name == mention))
                .ToList();
            var changes =
                mentions.Where(mention => mention.Parent is MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax } access
                    && TorchNames.ListChangers.Contains(access.Name.Identifier.ValueText)).ToList();
            if (changes.Count == 0 || !changes.TrueForAll(IsAdding)) continue;
            var element = list.Type.ListElement!;
            var run = new Variable(
                names.Numbered(name), VariableKind.Local,
                CodeType.List("global::System.Collections.Generic.List<" + element.Text + ">", element), "var")
            {
                IsPart = true,
            };
            if (mentions.Count == changes.Count)
            {
                // Only added to: what was in it before is not needed here.
                added.Before += run.Type.Text + " " + run.Name + " = [];\n";
                cut.Replacements.AddRange(changes.Select(change => (change.Parent!.Span, run.Name + ".Add")));
            }
            else if (list.Type.IsResizable)
            {
                string count = names.Unique(name + "Count");
                added.Before += "int " + count + " = " + list.Name + ".Count;\n";
                added.After += "\nvar " + run.Name + " = " + list.Name + ".GetRange(" + count + ", " + list.Name
                    + ".Count - " + count + ");";
            }
            else continue;
            added.PartsBefore[list] = PartsOf(list, statement.Span);
            added.Runs.Add((list, run));
        }
        return added;
    }

    private static bool IsAdding(IdentifierNameSyntax mention) =>
        mention.Parent is MemberAccessExpressionSyntax
        {
            Parent: InvocationExpressionSyntax { Parent: ExpressionStatementSyntax, ArgumentList.Arguments.Count: 1 }
        } access
        && TorchNames.Adders.Contains(access.Name.Identifier.ValueText);

    private void Append(AddedLists added, Step step, TextSpan place)
    {
        foreach (var (list, run) in added.Runs)
        {
            step.Declared.Add(run);
            Give(run, step);
            sharing.Join(list, run);
        }
        foreach (var (list, run) in added.Runs) Compose(list, [.. added.PartsBefore[list], new ListPart(run.Current, IsRun: true)], place);
    }
}
