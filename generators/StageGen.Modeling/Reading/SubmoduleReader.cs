using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StageGen.Modeling.Reading;

/// <summary>
/// Finds the submodules of a class and their stages, from its members; or remembers them, while the class's syntax is the same
/// and so are the types and attributes that its names mean.
/// </summary>
internal sealed class SubmoduleReader
{
    private static readonly TreeMemo<Entry> Memo = new();

    /// <summary>No machine has as many devices; a slip of the finger must not ask for a million generated stages.</summary>
    private const int HighestStage = 999;

    private readonly INamedTypeSymbol type;
    private readonly ProblemList problems;
    private readonly FieldTypeReader types;
    private readonly StageAttributeReader attributes = new();

    private SubmoduleReader(INamedTypeSymbol type, string tensor, ProblemList problems)
    {
        this.type = type;
        this.problems = problems;
        types = new FieldTypeReader(tensor);
    }

    public static IReadOnlyList<Submodule> Read(INamedTypeSymbol type, string tensor, ProblemList problems, CancellationToken cancellation)
    {
        var parts = ClassParts.Of(type);
        if (parts.Places.Count == 0) return [];
        var (tree, position) = parts.Places[0];
        if (Memo.Find(tree, position) is not { } entry || !(entry.Parts == parts && entry.Tensor == tensor && entry.StillHolds(type)))
        {
            var own = problems.Fork();
            var reader = new SubmoduleReader(type, tensor, own);
            entry = new Entry(parts, tensor, reader.types.Bound, reader.attributes.Bound, reader.Read(cancellation), own.ToEquatableArray());
            if (reader.attributes.OnlyLiterals) Memo.Keep(tree, position, entry);
        }
        problems.Add(entry.Problems);
        return entry.Submodules;
    }

    private sealed record Entry(
        ClassParts Parts,
        string Tensor,
        List<(string Member, FieldType? Type)> Types,
        List<(string Member, AttributeSyntax Syntax, string? Meaning)> Attributes,
        IReadOnlyList<Submodule> Submodules,
        EquatableArray<Problem> Problems)
    {
        /// <summary>Whether the names still mean what they meant: an edit elsewhere may have changed a type.</summary>
        public bool StillHolds(INamedTypeSymbol type)
        {
            var reader = new FieldTypeReader(Tensor);
            return Types.All(bound => Member(type, bound.Member) is { } member && reader.Bind(member) == bound.Type)
                && Attributes.All(bound => Member(type, bound.Member) is { } member && StageAttributeReader.BindMeaning(member, bound.Syntax) == bound.Meaning);
        }

        private static ISymbol? Member(INamedTypeSymbol type, string name) =>
            type.GetMembers(name).FirstOrDefault(member => member is IFieldSymbol or IPropertySymbol);
    }

    private List<Submodule> Read(CancellationToken cancellation)
    {
        var submodules = new List<Submodule>();
        foreach (var member in type.GetMembers())
        {
            cancellation.ThrowIfCancellationRequested();
            if (member.IsImplicitlyDeclared || member is not (IFieldSymbol or IPropertySymbol { IsIndexer: false })) continue;
            var (declaration, syntax, lists, holdsValue) = Declaration(member);
            if (types.Read(member, syntax) is not { } memberType || (!memberType.IsModule && lists.Count == 0)) continue;
            var given = attributes.Read(member, lists).ToList();
            if (member.IsStatic)
            {
                foreach (var attribute in given) problems.Add(Rules.NotSliceable, attribute.Syntax, "'" + member.Name + "', a static member,", "a model's parameters are those of its instance; remove 'static'");
            }
            else if (Read(member, memberType, given, declaration, holdsValue) is { } submodule) submodules.Add(submodule);
        }
        CheckStages(submodules);
        return submodules;
    }

    /// <summary>A member's declaration, type and attributes as written, and whether it holds a value: a computed property does not.</summary>
    private static (SyntaxNode Declaration, TypeSyntax? Type, SyntaxList<AttributeListSyntax> Attributes, bool HoldsValue) Declaration(ISymbol member) =>
        member.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() switch
        {
            VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Parent: FieldDeclarationSyntax field } declaration } declarator => (declarator, declaration.Type, field.AttributeLists, true),
            PropertyDeclarationSyntax property => (property, property.Type, property.AttributeLists, IsAutomatic(property)),
            _ => default,
        };

    private static bool IsAutomatic(PropertyDeclarationSyntax property) =>
        property.AccessorList?.Accessors.Any(accessor => accessor is { Body: null, ExpressionBody: null }) == true
        && !property.Modifiers.Any(SyntaxKind.AbstractKeyword);

    private Submodule? Read(ISymbol member, FieldType memberType, List<StageArguments> given, SyntaxNode declaration, bool holdsValue)
    {
        if (given.Count == 0)
        {
            if (!memberType.IsModule || !holdsValue) return null;
            if (StatelessReader.NameOf(memberType, type, member) is not null) return Create(member, memberType, declaration, -1, -1, default);
            problems.Add(Rules.NoStage, Place(member), member.Name, type.Name);
            return null;
        }
        var attribute = given[given.Count - 1];
        var syntax = attribute.Syntax;
        if (memberType.HoldsModules)
        {
            problems.Add(Rules.NotSupportedYet, syntax, "'" + member.Name + "', a " + memberType.Display + " of modules,", "make it a ModuleList<T> or a ModuleDict<T>, which registers them");
            return null;
        }
        if (!holdsValue)
        {
            problems.Add(Rules.StageOnNoModule, syntax, member.Name, "computed property");
            return null;
        }
        if (!memberType.IsModule && memberType.Kind != SubmoduleKind.Tensor)
        {
            problems.Add(Rules.StageOnNoModule, syntax, member.Name, memberType.Display);
            return null;
        }
        if (given.Any(one => one.IsStages) && given.FirstOrDefault(one => !one.IsStages) is { } stage)
        {
            problems.Add(Rules.StageAndStages, stage.Syntax, member.Name);
            return null;
        }
        if (attribute is not { First: { } first, Last: { } last }) return null; // The compiler reports the missing or mistyped argument.
        if (new[] { first, last }.Where(number => number is < 0 or > HighestStage).ToArray() is [var wrong, ..])
        {
            problems.Add(Rules.StageOutOfRange, syntax, member.Name, Number(wrong), Number(HighestStage));
            return null;
        }
        if (last < first)
        {
            problems.Add(Rules.StagesReversed, syntax, member.Name, Number(first), Number(last));
            return null;
        }
        if (last > first && memberType.Kind is SubmoduleKind.Module or SubmoduleKind.Tensor)
        {
            problems.Add(Rules.NotDealable, syntax, member.Name, memberType.Display);
            return null;
        }
        return Create(member, memberType, syntax, first, last, CheckSplit(member, attribute, last - first + 1));
    }

    private Submodule Create(ISymbol member, FieldType memberType, SyntaxNode attribute, int first, int last, EquatableArray<int> split)
    {
        string? stateless = memberType.Kind == SubmoduleKind.Module ? StatelessReader.NameOf(memberType, type, member) : null;
        return new Submodule
        {
            Name = member.Name,
            Kind = memberType.Kind,
            Type = memberType.Display,
            First = first,
            Last = last,
            Split = split,
            Result = memberType.Result,
            MayBeNull = memberType.MayBeNull,
            WorksInPlace = memberType.Kind == SubmoduleKind.Module && InPlaceReader.IsMadeInPlace(type, member),
            IsStateless = stateless is not null,
            IsRandom = stateless is not null && StatelessReader.IsRandom(stateless),
            ElementCount = last > first ? ElementCounter.Count(type, member) : null,
            Attribute = attribute,
            Location = Place(member),
        };
    }

    private EquatableArray<int> CheckSplit(ISymbol member, StageArguments attribute, int parts)
    {
        if (attribute.Split is not { } split) return default;
        if (split.Count == parts && split.All(count => count >= 0)) return split;
        problems.Add(Rules.BadSplit, attribute.Syntax, member.Name, "[" + string.Join(", ", split.Select(Number)) + "]", Number(parts));
        return default;
    }

    private void CheckStages(List<Submodule> submodules)
    {
        if (submodules.Count == 0) return;
        int stages = submodules.Max(submodule => submodule.Last) + 1;
        int next = 0;
        foreach (var submodule in submodules.OrderBy(submodule => submodule.First))
        {
            if (submodule.First > next)
            {
                string missing = next + 1 == submodule.First
                    ? "Stage " + Number(next) + " has"
                    : "Stages " + Number(next) + " to " + Number(submodule.First - 1) + " have";
                problems.Add(Rules.StageGap, submodule.Attribute, missing, type.Name, Number(stages - 1));
            }
            next = Math.Max(next, submodule.Last + 1);
        }
    }

    private static Location? Place(ISymbol member) => member.Locations.FirstOrDefault();

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
