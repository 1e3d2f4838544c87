using Microsoft.CodeAnalysis.Text;

namespace StageGen.CodeFixes;

/// <summary>One way out of what a diagnostic says.</summary>
/// <param name="Key">The same for all diagnostics that are mended alike: what Fix All goes by.</param>
/// <param name="Title">What the light bulb says.</param>
/// <param name="Changes">The changes to the file's text.</param>
public sealed record Remedy(string Key, string Title, IReadOnlyList<TextChange> Changes);
