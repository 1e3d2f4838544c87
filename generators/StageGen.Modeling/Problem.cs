using Microsoft.CodeAnalysis.Text;

namespace StageGen.Modeling;

/// <summary>Something about a model that its author must be told.</summary>
/// <param name="Rule">The rule's id, one of <see cref="Rules"/>.</param>
/// <param name="Part">Which of the class's declarations, or those of its base classes, the span is in: an index into
/// <see cref="ModelReader.PartsOf"/>.</param>
/// <param name="Span">Where in that declaration's file.</param>
/// <param name="Arguments">What fills the message.</param>
public sealed record Problem(string Rule, int Part, TextSpan Span, EquatableArray<string> Arguments);
