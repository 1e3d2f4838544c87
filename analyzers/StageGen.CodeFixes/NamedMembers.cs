using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StageGen.CodeFixes;

/// <summary>The members of a class whose attributes a diagnostic says by name.</summary>
internal static class NamedMembers
{
    /// <summary>
    /// Each with its attribute; null where not all are to be had: one in another part or in a base class is in another file, or may be, and
    /// several submodules in one declaration have one attribute.
    /// </summary>
    public static IReadOnlyList<(MemberDeclarationSyntax Member, string Attribute)>? Of(TypeDeclarationSyntax type, Diagnostic diagnostic)
    {
        var members = new List<(MemberDeclarationSyntax, string)>();
        int found = 0;
        foreach (var member in type.Members)
        {
            string[] names = [.. member.Names()];
            var said = names.Where(diagnostic.Properties.ContainsKey).Select(name => diagnostic.Properties[name]).ToList();
            if (said.Count == 0) continue;
            if (said.Count != names.Length || said.Distinct().Count() > 1 || said[0] is not { } attribute) return null;
            members.Add((member, attribute));
            found += said.Count;
        }

        return found == diagnostic.Properties.Count ? members : null;
    }
}
