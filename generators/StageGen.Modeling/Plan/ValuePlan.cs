namespace StageGen.Modeling;

/// <summary>A value that enters, crosses or leaves stages.</summary>
/// <param name="Name">The user's name for it; the values of one variable at different times share it.</param>
/// <param name="Type">Its C# type.</param>
/// <param name="Producer">The stage that makes it; −1 for an input of <c>forward</c>.</param>
/// <param name="Consumers">The stages that read it, ascending; none for the result.</param>
public sealed record ValuePlan(string Name, string Type, int Producer, EquatableArray<int> Consumers);
