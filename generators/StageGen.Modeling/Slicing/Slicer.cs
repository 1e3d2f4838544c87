using System.Text.RegularExpressions;
using StageGen.Modeling.Reading;

namespace StageGen.Modeling.Slicing;

/// <summary>Cuts <c>forward</c> into stages: lowers it, places the steps, sees what crosses, writes each stage's share.</summary>
internal sealed class Slicer(Forward forward, IReadOnlyList<Submodule> submodules, Members members, Names names, ProblemList problems,
    bool onlyProblems)
{
    private readonly int stages = submodules.Count == 0 ? 0 : submodules.Max(submodule => submodule.Last) + 1;

    public SlicedForward? Slice(CancellationToken cancellation)
    {
        var lowered = Lowering.Lower(forward, members, names, problems, cancellation);
        if (problems.StopGeneration || onlyProblems || stages == 0) return null;
        Placing.Place(lowered.Steps);
        var flow = new DataFlow(lowered, stages);
        int producer = lowered.Steps.First(step => step.Form == StepForm.Return).Stage;
        CheckUse(lowered, flow, producer);
        CheckCrossing(flow);
        Sharing.Check(lowered.Steps, forward, problems);
        return problems.StopGeneration ? null : Write(lowered, flow, producer);
    }

    private void CheckUse(LoweredForward lowered, DataFlow flow, int producer)
    {
        var reaching = flow.ReachingOutput(producer);
        for (int stage = 0; stage < stages; stage++)
        {
            if (reaching.Contains(stage)) continue;
            var first = submodules.First(submodule => submodule.First <= stage && stage <= submodule.Last);
            string own = string.Join(", ",
                submodules.Where(submodule => submodule.First <= stage && stage <= submodule.Last).Select(submodule => submodule.Name));
            problems.Add(Rules.IdleStage, first.Attribute, Text.Number(stage), own);
        }
        foreach (var submodule in submodules)
            if (!lowered.Submodules.Contains(submodule.Name)) problems.Add(Rules.Unused, submodule.Location, submodule.Name);
    }

    /// <summary>A helper takes a field as it is; nobody can hand it another stage's.</summary>
    private void CheckBindings(DataFlow flow)
    {
        foreach (var item in flow.Crossing.Where(item => item.Version.Variable.Kind == VariableKind.Member))
            foreach (var (node, what) in item.Version.Variable.Bindings)
                problems.Add(Rules.NotSupportedYet, node,
                    "'" + item.Version.Variable.Member + "', " + what + " and which stages "
                    + string.Join(", ", item.Consumers.Append(item.Version.Stage).Distinct().OrderBy(stage => stage).Select(Text.Number))
                    + " need,",
                    "use it in one stage only, and pass to helpers what they need of it");
    }

    private void CheckCrossing(DataFlow flow)
    {
        CheckBindings(flow);
        foreach (var item in flow.Crossing)
        {
            var variable = item.Version.Variable;
            if (item.Consumers.Min < item.Version.Stage)
                problems.Add(Rules.BackwardFlow, item.Reader.Origin?.SourceTree ?? forward.Syntax.SyntaxTree, item.FirstRead, variable.Name,
                    Text.Number(item.Version.Stage), "what reads it", Text.Number(item.Consumers.Min));
            if (!variable.Type.CanCross)
                problems.Add(Rules.CannotCross, item.Reader.Origin?.SourceTree ?? forward.Syntax.SyntaxTree, item.FirstRead, variable.Name,
                    ShortName(variable.Type.Text), Text.Number(item.Version.Stage), Text.Number(item.Consumers.Min));
        }
    }

    private static readonly Regex Qualifier = new(@"global::|\b[A-Za-z_]\w*\.", RegexOptions.CultureInvariant);

    /// <summary>A type as one would write it.</summary>
    private static string ShortName(string type) => Qualifier.Replace(type, "");

    private SlicedForward Write(LoweredForward lowered, DataFlow flow, int producer)
    {
        var values = new List<ValuePlan>();
        var indices = new Dictionary<Version, int>();
        for (int i = 0; i < lowered.Inputs.Count; i++)
        {
            values.Add(new ValuePlan(forward.Inputs[i].Name, forward.Inputs[i].Type, -1, flow.InputConsumers[i].ToEquatableArray()));
            foreach (var version in lowered.Steps.SelectMany(step => step.Reads).Select(read => read.Version))
                if (version.Maker is null && version.Variable == lowered.Inputs[i]) indices[version] = i;
        }
        foreach (var item in flow.Crossing)
        {
            indices[item.Version] = values.Count;
            var variable = item.Version.Variable;
            foreach (var (path, type) in variable.Type.Leaves())
                values.Add(new ValuePlan(variable.Name + path, type.WireText, item.Version.Stage, item.Consumers.ToEquatableArray()));
        }
        int output = values.Count;
        values.Add(new ValuePlan("output", forward.OutputType, producer, []));

        var plans = new List<StagePlan>();
        var origins = new List<TextOrigin>();
        for (int stage = 0; stage < stages; stage++)
        {
            var exported = flow.Crossing.Where(item => item.Version.Stage == stage).Select(item => item.Version).ToList();
            var (plan, texts) = StageWriter.Write(stage, SubmodulesOf(stage, lowered.Tensors, flow.StepsOf[stage]), names.Fork(),
                flow.StepsOf[stage], indices, exported, (output, forward.OutputType));
            plans.Add(plan);
            origins.AddRange(texts);
        }
        var guesses = flow.Crossing.Select(item => item.Version.Variable).Concat(lowered.Declared).Distinct()
            .Where(variable => variable.Origin is not null)
            .Select(variable => new TypeGuess(variable.Name, variable.Type.Text, variable.Type.Crossing == Crossing.Tensor,
                problems.PartOf(variable.Origin!.SyntaxTree), variable.Origin.Span));
        return new SlicedForward(values.ToEquatableArray(), plans.ToEquatableArray(), guesses.ToEquatableArray(),
            origins.ToEquatableArray(), members.Usings([forward.Syntax, .. lowered.Inlined]));
    }

    private EquatableArray<StageSubmodule> SubmodulesOf(int stage, List<Variable> tensors, IReadOnlyList<Step> steps)
    {
        var visiting = new HashSet<string>(steps.SelectMany(step => step.Stateless));
        var own = submodules.Where(submodule => (submodule.First <= stage && stage <= submodule.Last) || visiting.Contains(submodule.Name))
            .Select(submodule => new StageSubmodule(submodule.Name, submodule.IsDealt ? stage - submodule.First : 0, submodule.Parts,
                submodule.Split, submodule.MayBeNull, KindOf(submodule)));
        var used = tensors.Where(tensor => tensor.Current!.Stage == stage && submodules.All(submodule => submodule.Name != tensor.Member))
            .Select(tensor => tensor.Member!).Distinct()
            .Select(tensor => new StageSubmodule(tensor, 0, 1, default, MayBeNull: false, FieldKind.Tensor));
        return own.Concat(used).ToEquatableArray();
    }

    private static FieldKind KindOf(Submodule submodule) => submodule.Kind switch
    {
        SubmoduleKind.ModuleDict => FieldKind.Dictionary,
        SubmoduleKind.Array => FieldKind.Array,
        SubmoduleKind.Tensor => FieldKind.Tensor,
        _ => FieldKind.Module,
    };
}

/// <summary>What slicing gave.</summary>
internal sealed record SlicedForward(EquatableArray<ValuePlan> Values, EquatableArray<StagePlan> Stages, EquatableArray<TypeGuess> Guesses,
    EquatableArray<TextOrigin> Origins, EquatableArray<string> Usings);
