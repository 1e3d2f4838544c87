using Microsoft.CodeAnalysis;
using StageGen.Modeling.Costs.Interpretation;
using StageGen.Modeling.Reading;

namespace StageGen.Modeling.Costs;

/// <summary>
/// Finds out what a model costs: runs its constructor and its <c>forward</c> on sizes and shapes, by syntax, and where it was cut its
/// stages as well. Gives a result for any code, however broken.
/// </summary>
public static class CostReader
{
    /// <summary>A size may come to be fixed, and an input to hold whole numbers, in the course of a run: then it is run again.</summary>
    private const int MostRuns = 5;

    /// <summary>Reads the costs of a class that was read already.</summary>
    public static CostReading Read(INamedTypeSymbol type, Compilation compilation, ModelReading reading, CancellationToken cancellation) =>
        Read(type, new TypeTable(compilation), reading, cancellation);

    internal static CostReading Read(INamedTypeSymbol type, TypeTable types, ModelReading reading, CancellationToken cancellation)
    {
        var problems = new ProblemList(type, ModelReader.FindPipeline(type));
        if (!TorchTypes.IsModule(type) || types.Of(type) is not { } source || ForwardReader.Read(type, problems.Fork()) is not { } forward)
            return new CostReading(null, default);
        try
        {
            var costs = Read(type, source, types, forward, reading.Plan, problems, cancellation);
            return new CostReading(costs, problems.ToEquatableArray());
        }
        catch (InterpretationEnded end)
        {
            problems.AddOnClass(CostRules.UnknownCost, "what '" + type.Name + "' costs", "cannot be found out: " + end.Message);
        }
        catch (InsufficientExecutionStackException)
        {
            problems.AddOnClass(CostRules.UnknownCost, "what '" + type.Name + "' costs",
                "cannot be found out: its expressions are nested too deep");
        }
        return new CostReading(null, problems.ToEquatableArray());
    }

    private static ModelCosts Read(INamedTypeSymbol type, SourceType source, TypeTable types, Forward forward, ModelPlan? plan,
        ProblemList problems, CancellationToken cancellation)
    {
        var said = TypicalReader.OfClass(type);
        var constructor = ModelConstructor.Choose(source, said);
        var inputs = new InputReader(type, forward, constructor, said, plan);
        for (int run = 1; ; run++)
        {
            var sizes = new SizeTable(inputs.Typical);
            var question = new ModelQuestion(types, sizes, source, constructor, inputs.Batch);
            var findings = new Findings(node => problems.PartOf(node.SyntaxTree) >= 0
                && type.DeclaringSyntaxReferences.Any(part => part.SyntaxTree == node.SyntaxTree && part.Span.Contains(node.Span)));
            var ledger = new Ledger(sizes, forward.Inputs.Count);
            var whole = new ModelRun(question, ledger, findings, cancellation);
            if (run == 1) inputs.ReadDefaults(whole);
            var values = inputs.Values(findings);
            whole.RunForward(forward.Syntax, values);
            // A size that decided something is a number from the start in the next run.
            if (run < MostRuns && inputs.Learn(ledger.Indices, sizes.Decisive)) continue;

            var costs = new CostSummary(inputs, whole, ledger, plan).Write(findings);
            if (!costs.Total.IsComplete || !costs.Total.Parameters.IsKnown)
            {
                foreach (var parameter in constructor.Unknown(source).Where(
                    parameter => findings.Unknowns.TrueForAll(known => !known.What.Contains("'" + parameter.Identifier.ValueText + "'"))))
                    findings.Unknown(parameter, "the constructor's parameter '" + parameter.Identifier.ValueText + "'",
                        "has no default value: write [Typical(…)] on it");
            }

            foreach (var (place, message) in findings.Mismatches) problems.Add(CostRules.ShapeMismatch, place, message);
            foreach (var (place, what, remedy) in findings.Unknowns)
            {
                if (place is null) problems.AddOnClass(CostRules.UnknownCost, what, remedy);
                else problems.Add(CostRules.UnknownCost, place, what, remedy);
            }
            return costs with { Unknown = CostSummary.Unknown(findings) };
        }
    }
}
