namespace StageGen.Modeling;

/// <summary>A parameter of <c>forward</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type, as written.</param>
/// <param name="Default">Its default value, as written, or null.</param>
/// <param name="Shape">From <c>[Shape]</c>, a C# literal a dimension (<c>"batch"</c>, <c>128</c>), or null.</param>
public sealed record InputPlan(string Name, string Type, string? Default, EquatableArray<string>? Shape);
