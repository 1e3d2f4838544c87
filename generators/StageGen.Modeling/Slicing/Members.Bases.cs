using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StageGen.Modeling.Reading;

namespace StageGen.Modeling.Slicing;

// Methods of the class and of its base classes: which one a call runs, and whether its statements can be copied.
internal sealed partial class Members
{
    /// <summary>
    /// What a call means by a name: the name itself for the method that runs, that of the most derived class; for <c>base.Mix</c> also from
    /// which base class on it is looked for.
    /// </summary>
    public string Meant(ExpressionSyntax callee, string name) =>
        callee is MemberAccessExpressionSyntax { Expression: BaseExpressionSyntax } && LevelOf(callee) is >= 0 and var level
            ? name + "@" + Text.Number(level + 1)
            : name;

    /// <summary>The name in <see cref="Meant"/>.</summary>
    public static string NameOf(string meant) => meant.IndexOf('@') is > 0 and var at ? meant.Substring(0, at) : meant;

    /// <summary>
    /// A method whose statements may take the place of a call: written once, where the names in it mean what they mean in <c>forward</c>.
    /// </summary>
    public MethodDeclarationSyntax? Inlinable(string meant) =>
        Bodies(meant).ToList() is [IMethodSymbol { ReturnsVoid: false, IsGenericMethod: false, IsAsync: false } method]
        && method.DeclaringSyntaxReferences is [var place] && place.GetSyntax() is MethodDeclarationSyntax declaration
        && (declaration.Body is not null || declaration.ExpressionBody is not null)
        && Slicing.Inlining.IsPossible(declaration.ParameterList, declaration, method.Name)
        && CopiedUsings.Agree(type, forward, declaration)
            ? declaration
            : null;

    /// <summary>The using directives with which copies of these mean what they mean where they are written.</summary>
    public EquatableArray<string> Usings(IEnumerable<SyntaxNode> copied) => CopiedUsings.Of(type, copied);

    /// <summary>
    /// The base class that a name, used in the code of a base class, is private to, so that no copy can use it; null where a copy can.
    /// </summary>
    public string? PrivateTo(SyntaxNode mention, string name) =>
        Find(name).ToList() is { Count: > 0 } found && found.TrueForAll(member => IsOutOfReach(member, type)) && LevelOf(mention) > 0
            ? found[0].ContainingType.Name
            : null;

    /// <summary>Whether a member is private to a base class.</summary>
    public static bool IsOutOfReach(ISymbol member, INamedTypeSymbol type) =>
        member.DeclaredAccessibility == Accessibility.Private && !SymbolEqualityComparer.Default.Equals(member.ContainingType, type);

    /// <summary>Whether code is in the class itself, not in a base class.</summary>
    public bool IsOwn(SyntaxNode code) => LevelOf(code) <= 0;

    /// <summary>
    /// The base class of another assembly, one with modules or tensors, that a method is of: what it uses is not seen. Else null.
    /// </summary>
    public string? Unseen(string meant)
    {
        var (name, from) = Parts(meant);
        return type.WithBases().Skip(from).FirstOrDefault(t => t.GetMembers(name).Any(member => member is IMethodSymbol)) is { } owner
            && !owner.HasSource()
            && type.WithBases().Any(t => !t.HasSource() && t.GetMembers().Any(member => !member.IsStatic && TypeOf(member) is { } held
                && (TorchTypes.IsModule(held) || TorchTypes.HoldsModules(held) || TorchTypes.IsTensor(held))))
            ? owner.Name
            : null;
    }

    /// <summary>The methods and properties that a call may run: those overridden are not among them.</summary>
    private IEnumerable<ISymbol> Bodies(string meant)
    {
        var (name, from) = Parts(meant);
        var found = Find(name).Where(member => member is IMethodSymbol { MethodKind: MethodKind.Ordinary } or IPropertySymbol).ToList();
        if (from > 0)
            found.RemoveAll(
                member => type.WithBases().Take(from).Any(t => SymbolEqualityComparer.Default.Equals(t, member.ContainingType)));
        var overridden = new HashSet<ISymbol>(found.SelectMany(Overridden), SymbolEqualityComparer.Default);
        return found.Where(member => !overridden.Contains(member));
    }

    private static IEnumerable<ISymbol> Overridden(ISymbol member)
    {
        for (var next = Next(member); next is not null; next = Next(next)) yield return next;

        static ISymbol? Next(ISymbol member) => member switch
        {
            IMethodSymbol method => method.OverriddenMethod,
            IPropertySymbol property => property.OverriddenProperty,
            _ => null,
        };
    }

    private static (string Name, int From) Parts(string meant) =>
        meant.IndexOf('@') is > 0 and var at
            ? (meant.Substring(0, at), int.Parse(meant.Substring(at + 1), CultureInfo.InvariantCulture))
            : (meant, 0);

    /// <summary>How far up the class is in which some code stands: 0 for the model's own; −1 for none of them.</summary>
    private int LevelOf(SyntaxNode code)
    {
        int level = 0;
        foreach (var t in type.WithBases())
        {
            if (t.WrittenParts().Any(part => part.SyntaxTree == code.SyntaxTree && part.Span.Contains(code.Span))) return level;
            level++;
        }
        return -1;
    }
}
