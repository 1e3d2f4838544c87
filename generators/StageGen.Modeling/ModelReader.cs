using Microsoft.CodeAnalysis;
using StageGen.Modeling.Construction;
using StageGen.Modeling.Reading;
using StageGen.Modeling.Slicing;

namespace StageGen.Modeling;

/// <summary>
/// Reads a class with <c>[Pipeline]</c>: the one way from source to <see cref="ModelPlan"/>, taken by the generator and by the
/// analyzers. It looks at syntax and at the symbols of members, binds no method body, and gives a result for any code,
/// however broken.
/// </summary>
public static class ModelReader
{
    /// <summary>The attribute's full name.</summary>
    public const string PipelineAttribute = "StageGen.PipelineAttribute";

    /// <summary>The class's <c>[Pipeline]</c>, or null.</summary>
    public static AttributeData? FindPipeline(INamedTypeSymbol type) => type.FindStageGen(nameof(PipelineAttribute));

    /// <summary>The declarations that <see cref="Problem.Part"/> counts: the class's, then those of its base classes.</summary>
    public static IReadOnlyList<SyntaxReference> PartsOf(INamedTypeSymbol type) => type.PartsWithBases();

    /// <summary>The <c>forward</c> that is cut: the class's own, or that of a base class; several where too many are written.</summary>
    public static IReadOnlyList<IMethodSymbol> ForwardsOf(INamedTypeSymbol type) => type.Forwards();

    /// <summary>
    /// Reads the class. Where its stages are to be chosen, as one stage: <see cref="ReadingMemo"/> knows what they cost, and chooses.
    /// </summary>
    public static ModelReading Read(INamedTypeSymbol type, CancellationToken cancellation) => Read(type, null, cancellation);

    /// <summary>Reads the class with the stages that were chosen for it.</summary>
    internal static ModelReading Read(INamedTypeSymbol type, AutomaticStages? chosen, CancellationToken cancellation)
    {
        var attribute = FindPipeline(type);
        var problems = new ProblemList(type, attribute);
        var typePlan = TypeReader.Read(type, problems);
        var schedule = PipelineReader.Read(attribute, problems);
        if (!TorchTypes.IsModule(type)) problems.AddOnClass(Rules.NotAModule, type.Name);
        CheckNames(type, typePlan, problems);

        var forward = TorchTypes.IsModule(type) ? ForwardReader.Read(type, problems) : null;
        cancellation.ThrowIfCancellationRequested();
        int? wanted = PipelineReader.Stages(attribute);
        var declared = SubmoduleReader.Read(type, forward?.Tensor ?? "Tensor", wanted is not null, problems, cancellation);
        PipelineReader.CheckStages(attribute, type, declared, problems);
        var submodules = declared.In(chosen);
        int stages = submodules.Count == 0 ? 0 : submodules.Max(submodule => submodule.Last) + 1;
        bool isUncut = declared.IsAutomatic && chosen is null && wanted > 0 && stages > 0 && !problems.StopGeneration;
        if (isUncut) stages = wanted!.Value;
        if (stages == 0 && !problems.StopGeneration) problems.AddOnClass(Rules.NoStage, "Nothing", type.Name);
        CheckStageNames(type, stages, problems);
        var devices = DeviceReader.Read(type, schedule, stages, problems);
        PipelineReader.CheckStages(attribute, schedule, stages, devices.Count, problems);

        SlicedForward? sliced = null;
        if (forward is not null && stages > 0)
        {
            var outcome = SliceMemo.Slice(type, forward, submodules, isUncut, problems, cancellation);
            problems.Add(outcome.Problems);
            sliced = outcome.Sliced;
        }
        bool isHalfWritten = sliced is not null && HalfWritten.Is(type, cancellation);
        if (isHalfWritten) sliced = sliced! with { Stages = HalfWritten.Emptied(sliced.Stages), Origins = default };
        var plan = sliced is null || problems.StopGeneration ? null : new ModelPlan
        {
            Type = typePlan,
            Fingerprint = Profiles.Fingerprint.Of(submodules),
            Usings = sliced.Usings,
            Schedule = schedule,
            Devices = devices,
            Inputs = forward!.Inputs.ToEquatableArray(),
            Values = sliced.Values,
            Stages = sliced.Stages,
            Automatic = chosen ?? (isUncut ? new AutomaticStages(stages, StageBasis.None, null, default) : null),
            OutputType = forward.OutputType,
            OutputParts = OutputParts(forward.Output),
            OutputOfParts = forward.Output.Assemble(new Queue<string>(forward.Output.Leaves()
                .Select((leaf, i) => "(" + leaf.Type.WireText + ")parts[" + Text.Number(i) + "]!"))),
            TensorType = forward.Tensor,
        };
        EquatableArray<SharedWeight> shared = default;
        var construction = plan is null || isHalfWritten
            ? null
            : ConstructionReader.Read(type, typePlan, submodules, plan.Stages, problems, out shared);
        if (plan is not null) MadeTensors.Check(type, forward!, devices, problems);
        if (plan is not null) SharedWeights.Check(shared, plan, problems);
        return new ModelReading(plan, construction, problems.ToEquatableArray(), sliced?.Guesses ?? default, sliced?.Origins ?? default)
        {
            SharedWeights = shared,
            IsHalfWritten = isHalfWritten,
            Uncut = isUncut && plan is not null && !isHalfWritten ? UncutFields.Of(forward!, submodules).ToEquatableArray() : null,
        };
    }

    /// <summary>The reading of a class whose stages cannot be chosen, with the reason.</summary>
    internal static ModelReading Refuse(INamedTypeSymbol type, ModelReading reading, string reason)
    {
        var attribute = FindPipeline(type);
        var problems = new ProblemList(type, attribute);
        problems.Add(reading.Problems);
        PipelineReader.AddOnStages(problems, attribute, reason);
        return reading with { Plan = null, Construction = null, Uncut = null, Problems = problems.ToEquatableArray() };
    }

    private static EquatableArray<string> OutputParts(CodeType output) =>
        output.Crossing == Crossing.Tensor ? default
        : output.Leaves()
            .Select(leaf => leaf.Type.ListElement is null ? "output" + leaf.Path : leaf.Type.ToItems("output" + leaf.Path, isTyped: true))
            .ToEquatableArray();

    /// <summary>What the generated code will be called must be free.</summary>
    private static void CheckNames(INamedTypeSymbol type, TypePlan plan, ProblemList problems)
    {
        foreach (var member in type.GetMembers("ToPipeline").Where(IsUsers))
            problems.Add(Rules.NameTaken, member.Locations.FirstOrDefault(), type.Name, "a member 'ToPipeline'");
        var neighbours = type.ContainingType is { } container
            ? container.GetTypeMembers(plan.PipelineName, type.Arity)
            : type.ContainingNamespace?.GetTypeMembers(plan.PipelineName, type.Arity) ?? [];
        foreach (var neighbour in neighbours)
            if (SymbolEqualityComparer.Default.Equals(neighbour.ContainingAssembly, type.ContainingAssembly) && IsUsers(neighbour))
                problems.AddOnClass(Rules.NameTaken, type.Name, "a type '" + plan.PipelineName + "' beside it");
    }

    private static void CheckStageNames(INamedTypeSymbol type, int stages, ProblemList problems)
    {
        for (int stage = 0; stage < stages; stage++)
            foreach (string prefix in new[] { "Stage", "Boundary", "ForwardStage" })
            {
                // A member cannot have its class's name either.
                if (type.Name == prefix + Text.Number(stage))
                    problems.AddOnClass(Rules.NameTaken, type.Name, "the name '" + type.Name + "'");
                foreach (var member in type.GetMembers(prefix + Text.Number(stage)).Where(IsUsers))
                    problems.Add(Rules.NameTaken, member.Locations.FirstOrDefault(), type.Name, "a member '" + member.Name + "'");
            }
    }

    /// <summary>Whether the user wrote it: the analyzer, which runs after the generator, sees the generated members as well.</summary>
    internal static bool IsUsers(ISymbol symbol) =>
        !symbol.Locations.Any(location => location.SourceTree is { } tree && Declarations.IsGenerated(tree));
}
