using System.Collections.Immutable;

namespace StageGen.Analyzers;

/// <summary>Something that a rule about schedules has to say.</summary>
/// <param name="Rule">The rule's id.</param>
/// <param name="At">The argument of <c>[Pipeline]</c> to say it at.</param>
/// <param name="Properties">What a fix would write.</param>
/// <param name="Arguments">What fills the message.</param>
internal sealed record ScheduleFinding(string Rule, string At, ImmutableDictionary<string, string?> Properties, params string[] Arguments);
