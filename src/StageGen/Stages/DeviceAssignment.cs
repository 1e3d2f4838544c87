namespace StageGen;

/// <summary>A device as the model's <see cref="DeviceAttribute"/> declares it.</summary>
/// <param name="Name"><c>cpu</c>, <c>cuda:0</c> …</param>
/// <param name="Stages">The stages it runs, or null for an even deal.</param>
/// <param name="Memory">Its memory as written, for instance <c>24GB</c>; null when not said.</param>
public sealed record DeviceAssignment(string Name, IReadOnlyList<int>? Stages = null, string? Memory = null);
