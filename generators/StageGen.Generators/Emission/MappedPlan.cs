using StageGen.Modeling;
using StageGen.Modeling.Costs;

namespace StageGen.Generators.Emission;

/// <summary>All that a generated file says.</summary>
/// <param name="Plan">The model and its stages.</param>
/// <param name="Origins">Where the stages' lines come from, for the debugger; null where the file is not to say it.</param>
/// <param name="Summary">The plan in numbers; null where they are not known.</param>
internal sealed record MappedPlan(ModelPlan Plan, EquatableArray<TextOrigin>? Origins, PlanSummary? Summary);
