using Microsoft.CodeAnalysis;

namespace StageGen.Modeling.Slicing;

/// <summary>
/// What a name stood for when it was looked up: where the members of that name are declared (a tree is another one whenever its
/// text is), and their types. While that is the same, so is all that slicing concludes from it.
/// </summary>
internal sealed record MemberLookup(EquatableArray<(SyntaxTree Tree, int Start)> Places, string Types);
