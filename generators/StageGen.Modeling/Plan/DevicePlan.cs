namespace StageGen.Modeling;

/// <summary>A <c>[Device]</c>.</summary>
/// <param name="Name"><c>cpu</c>, <c>cuda:0</c> …</param>
/// <param name="Stages">The stages it runs, or null: dealt evenly.</param>
/// <param name="Memory">Its memory as written, <c>24GB</c>, or null.</param>
public sealed record DevicePlan(string Name, EquatableArray<int>? Stages, string? Memory);
