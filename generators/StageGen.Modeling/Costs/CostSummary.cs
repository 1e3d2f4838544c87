using StageGen.Modeling.Costs.Interpretation;

namespace StageGen.Modeling.Costs;

/// <summary>Writes down what a run found: sums by submodule and by stage, what flows between them, what crosses.</summary>
internal sealed class CostSummary(InputReader inputs, ModelRun run, Ledger ledger, ModelPlan? plan)
{
    public ModelCosts Write(Findings findings)
    {
        var (submodules, places) = Submodules();
        var total = Total();
        var values = plan is null ? null : run.RunStages(plan, inputs.Values(findings));
        return new ModelCosts
        {
            Sizes = inputs.Sizes,
            Total = total with { IsComplete = total.IsComplete && !findings.LeavesOut },
            Submodules = submodules,
            Flows = ledger.Flows.Select(flow => new CostFlow(Place(flow.Key.From), Place(flow.Key.To), flow.Key.Tensor, Of(flow.Value)))
                .Where(flow => flow.To >= 0).ToEquatableArray(),
            Stages = plan is null ? default : plan.Stages.Select(StageOf).ToEquatableArray(),
            Values = values is null
                ? default
                : plan!.Values.Select((_, index) => ValueOf(values.TryGetValue(index, out var value) ? value : UnknownValue.Consequence))
                    .ToEquatableArray(),
            Unknown = Unknown(findings),
        };

        int Place(int unit) => places.TryGetValue(unit, out int place) ? place : -1;
    }

    public static EquatableArray<UnknownCost> Unknown(Findings findings) =>
        findings.Unknowns.Select(unknown => new UnknownCost(unknown.What, unknown.Remedy)).ToEquatableArray();

    /// <summary>The submodules in the order in which they run, and where each unit of the ledger is among them.</summary>
    private (EquatableArray<SubmoduleCosts>, Dictionary<int, int>) Submodules()
    {
        var places = new Dictionary<int, int>();
        var all = new List<SubmoduleCosts>();
        foreach (var unit in run.Units.OrderBy(unit => ledger.Numbers.TryGetValue(unit.Key, out int number) ? number : int.MaxValue))
        {
            bool runs = ledger.Numbers.TryGetValue(unit.Key, out int number);
            if (runs) places[number] = all.Count;
            var tally = runs ? ledger.TallyOf(number) : new Tally();
            var cost = Sum(tally, UnitTable.Parameters(unit.Value), runs ? ledger.SavedBytes(number) : Size.Zero);
            all.Add(new SubmoduleCosts(unit.Key.Field, unit.Key.Element, unit.Type, StageOf(unit.Key),
                runs || unit.Value is TensorValue, cost));
        }
        return (all.ToEquatableArray(), places);
    }

    private CostSum Total()
    {
        var tally = new Tally();
        foreach (var one in ledger.Tallies) tally.Add(one);
        return Sum(tally, UnitTable.Parameters(run.Root), ledger.AllSavedBytes());
    }

    private StageCosts StageOf(StagePlan stage)
    {
        int unit = Ledger.UnitOfStage(stage.Index);
        var modules = run.Units.Where(unit => StageOf(unit.Key) == stage.Index).Select(unit => unit.Value)
            .Concat(stage.Submodules.Where(own => own.Kind == FieldKind.Tensor && run.Root.Fields.ContainsKey(own.Field))
                .Select(own => run.Root.Fields[own.Field]));
        return new StageCosts(stage.Index, Sum(ledger.TallyOf(unit), UnitTable.Parameters([.. modules]), ledger.SavedBytes(unit)));
    }

    /// <summary>The stage that a submodule was given; −1 where none.</summary>
    private int StageOf(UnitKey unit)
    {
        foreach (var stage in plan?.Stages ?? default)
            foreach (var own in stage.Submodules)
            {
                if (own.Field != unit.Field) continue;
                if (own.Parts == 1) return stage.Index;
                var (start, end) = StageShares.Bounds(run.Units.Count(other => other.Key.Field == unit.Field), own.Part, own.Parts,
                    own.Split.Count == 0 ? null : own.Split);
                if (unit.Element >= start && unit.Element < end) return stage.Index;
            }
        return -1;
    }

    private CostSum Sum(Tally tally, IReadOnlyCollection<ParameterIdentity> parameters, Size saved) => new()
    {
        Parameters = Of(Size.Sum(parameters.Select(parameter => parameter.Shape.Elements))),
        ParameterBytes = Of(Size.Sum(parameters.Select(parameter => parameter.Shape.Bytes))),
        ForwardFlops = Of(tally.ForwardFlops),
        InputGradientFlops = Of(tally.InputGradientFlops),
        WeightGradientFlops = Of(tally.WeightGradientFlops),
        SavedBytes = Of(saved),
        ForwardTime = tally.ForwardTime,
        BackwardTime = tally.BackwardTime,
        IsComplete = tally.IsComplete && saved.IsKnown,
    };

    private ValueCosts ValueOf(Value value)
    {
        var tensors = Interpreter.TensorsOf(value);
        return new ValueCosts(tensors.Select(tensor => tensor.Shape).ToEquatableArray(),
            value is UnknownValue ? Of(Size.Unknown) : Of(Size.Sum(tensors.Select(tensor => tensor.Shape.Bytes))));
    }

    private Quantity Of(Size size) => Quantity.Of(size, inputs.Typical);
}
