using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StageGen.Modeling.Reading;

namespace StageGen.Modeling.Slicing;

// Branches of which one runs: each works on the values from before all of them.
internal sealed partial class Lowering
{
    /// <summary>One of several branches of which one at most runs.</summary>
    /// <param name="Term">The condition.</param>
    /// <param name="Code">What is in it.</param>
    /// <param name="Lower">Lowers that.</param>
    /// <param name="Target">What it gives a value, where it is an expression.</param>
    private sealed record Alternative(Term Term, IReadOnlyList<SyntaxNode> Code, Action Lower, Variable? Target = null);

    /// <summary>
    /// Lowers branches one after the other. A later one must not wait for what an earlier one made of a variable, for then that one
    /// did not run: where the variable has moved on to a later stage, the branch works on a copy from before.
    /// </summary>
    private void LowerAlternatives(List<Alternative> alternatives)
    {
        var copies = new Dictionary<(int, string), Variable>();
        var made = new List<Step>();
        for (int i = 1; i < alternatives.Count; i++)
        {
            foreach (string name in Mentions(alternatives[i].Code)
                .Where(name => alternatives.Take(i).Any(earlier => Assigns(earlier, name))))
            {
                if (Find(name) is not { Current: { } before, Type.Crossing: not Crossing.No } variable) continue;
                var copy = new Variable(names.Numbered(name), VariableKind.Local, variable.Type, "var");
                var step = new Step { Form = StepForm.Assign, Text = variable.Name, Placement = Placement.Once };
                step.Reads.Add((before, alternatives[i].Code[0].Span));
                if (before.FirstReader >= 0) step.PlaceIn(before.FirstReader);
                if (IsGuarded)
                {
                    _ = Guard(step, alternatives[i].Code[0].Span, before.FirstReader);
                    declared.Add(copy);
                }
                steps.Add(step);
                made.Add(step);
                Give(copy, step);
                copies[(i, name)] = copy;
            }
        }
        var stages = variables.Values.Where(variable => variable.Current is not null).Distinct()
            .ToDictionary(variable => variable, variable => variable.Current!.FirstReader);
        for (int i = 0; i < alternatives.Count; i++)
        {
            var own = copies.Where(pair => pair.Key.Item1 == i && Find(pair.Key.Item2) is { Current: { } now } variable
                && now.FirstReader > stages[variable]).ToList();
            Under(alternatives[i].Term,
                () => LowerWithCopies(alternatives[i], own.ToDictionary(pair => pair.Key.Item2, pair => pair.Value)));
        }
        steps.RemoveAll(step => made.Contains(step) && !steps.Any(other => other.Reads.Any(read => read.Version.Maker == step))
            && step.Writes.All(version => version.Variable.Current == version));
    }

    private void LowerWithCopies(Alternative alternative, Dictionary<string, Variable> copies)
    {
        var outer = copies.ToDictionary(pair => pair.Key, pair => Find(pair.Key)!);
        foreach (var pair in copies) variables[pair.Key] = pair.Value;
        if (alternative.Target is { } target && outer.ContainsValue(target))
        {
            var computed = new Variable(names.Numbered(target.Name + "Value"), VariableKind.Local, target.Type, "var");
            LowerGiving(computed, Bare((ExpressionSyntax)alternative.Code[0]), "=", "", isUsing: false);
            Merge(target, computed, alternative.Code[0]);
        }
        else alternative.Lower();
        foreach (var pair in outer)
        {
            var copy = variables[pair.Key];
            variables[pair.Key] = pair.Value;
            if (copy.Current!.Maker!.Text != pair.Value.Name || copy.Current.InPlace) Merge(pair.Value, copy, alternative.Code[0]);
        }
    }

    private static HashSet<string> Mentions(IReadOnlyList<SyntaxNode> code) =>
        [.. code.SelectMany(node => node.DescendantNodesAndSelf()).OfType<IdentifierNameSyntax>()
            .Select(name => name.Identifier.ValueText)];

    /// <summary>Whether code may give the variable another value, or change it.</summary>
    private bool Assigns(Alternative alternative, string name) =>
        Find(name) is { } variable && (alternative.Target == variable
        || alternative.Code.Any(code => code is StatementSyntax statement
            && BodyWalker.OfStatement(statement, members, Find, FindTensor, problems.Fork()).Writes
                .Any(write => write.Name.TrimStart('@') == name)));
}
