using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using StageGen.Modeling.Reading;

namespace StageGen.Modeling.Slicing;

/// <summary>Gives names that nothing in <c>forward</c> or in the class has.</summary>
internal sealed class Names
{
    private readonly HashSet<string> taken;

    public Names(INamedTypeSymbol type, SyntaxNode forward)
    {
        taken = new HashSet<string>(type.WithBases().SelectMany(t => t.MemberNames), StringComparer.Ordinal);
        foreach (var token in forward.DescendantTokens())
            if (token.IsKind(SyntaxKind.IdentifierToken)) taken.Add(token.ValueText);
    }

    private Names(Names names) => taken = [.. names.taken];

    /// <summary>The same names taken; those given from here on are taken only here.</summary>
    public Names Fork() => new(this);

    /// <summary><paramref name="name"/> itself where it is free, else with the first number from 2 that makes it so.</summary>
    public string Unique(string name)
    {
        string candidate = name;
        for (int i = 2; !taken.Add(candidate); i++) candidate = name + Text.Number(i);
        return candidate;
    }

    /// <summary>A name for a part of something: <c>skips0</c>, <c>skips1</c> …</summary>
    public string Numbered(string variable)
    {
        string name = variable.TrimStart('@');
        int i = 0;
        while (!taken.Add(name + Text.Number(i))) i++;
        return name + Text.Number(i);
    }

    /// <summary>A further name for a variable: <c>x2</c>, <c>x3</c> …</summary>
    public string Another(string variable)
    {
        string name = variable.TrimStart('@');
        int i = 2;
        while (!taken.Add(name + Text.Number(i))) i++;
        return name + Text.Number(i);
    }

    /// <summary>A member's name as a local's: <c>_norm</c> and <c>Norm</c> become <c>norm</c>.</summary>
    public static string Local(string member)
    {
        string name = member.StartsWith("m_", StringComparison.Ordinal) ? member.Substring(2) : member;
        name = name.TrimStart('_');
        return name.Length == 0 ? "part" : char.ToLowerInvariant(name[0]) + name.Substring(1);
    }

    /// <summary>A function's name as a local's: <c>max_pool2d</c> becomes <c>maxPool2d</c>.</summary>
    public static string Function(string function) =>
        Local(string.Concat(function.Split(['_'], StringSplitOptions.RemoveEmptyEntries)
            .Select((word, i) => i == 0 ? word : char.ToUpperInvariant(word[0]) + word.Substring(1))));
}
