using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StageGen.Modeling.Slicing;

namespace StageGen.Modeling.Reading;

/// <summary>
/// Finds the submodules of a class and their stages, from its members and those of its base classes; or remembers them, while the
/// classes' syntax is the same and so are the types and attributes that its names mean.
/// </summary>
internal sealed class SubmoduleReader
{
    private static readonly TreeMemo<Entry> Memo = new();

    /// <summary>No machine has as many devices; a slip of the finger must not ask for a million generated stages.</summary>
    public const int HighestStage = 999;

    private readonly INamedTypeSymbol type;
    private readonly ProblemList problems;
    private readonly FieldTypeReader types;
    private readonly StageAttributeReader attributes = new();

    /// <summary>Whether submodules need no attribute, for their stages will be chosen.</summary>
    private bool isAutomatic;

    private SubmoduleReader(INamedTypeSymbol type, string tensor, ProblemList problems)
    {
        this.type = type;
        this.problems = problems;
        types = new FieldTypeReader(tensor);
    }

    /// <param name="type">The class.</param>
    /// <param name="tensor">How it spells a tensor.</param>
    /// <param name="mayChoose">Whether stages may be chosen where no attribute says any.</param>
    /// <param name="problems">What is found wrong.</param>
    /// <param name="cancellation">Ends it early.</param>
    public static DeclaredSubmodules Read(INamedTypeSymbol type, string tensor, bool mayChoose, ProblemList problems,
        CancellationToken cancellation)
    {
        var parts = ClassParts.Of(type);
        if (parts.Places.Count == 0) return new DeclaredSubmodules([], IsAutomatic: false);
        var (tree, position) = parts.Places[0];
        if (Memo.Find(tree, position) is not { } entry
            || !(entry.Parts == parts && entry.Tensor == tensor && entry.MayChoose == mayChoose && entry.StillHolds(type)))
        {
            var own = problems.Fork();
            var reader = new SubmoduleReader(type, tensor, own);
            var submodules = reader.Read(mayChoose, cancellation);
            entry = new Entry(parts, tensor, mayChoose, reader.types.Bound, reader.attributes.Bound,
                new DeclaredSubmodules(submodules, reader.isAutomatic), own.ToEquatableArray());
            if (reader.attributes.OnlyLiterals && type.WithBases().All(OwnClasses.HasSource)) Memo.Keep(tree, position, entry);
        }
        problems.Add(entry.Problems);
        return entry.Submodules;
    }

    private sealed record Entry(
        ClassParts Parts,
        string Tensor,
        bool MayChoose,
        List<(string Member, FieldType? Type)> Types,
        List<(string Member, AttributeSyntax Syntax, string? Meaning)> Attributes,
        DeclaredSubmodules Submodules,
        EquatableArray<Problem> Problems)
    {
        /// <summary>Whether the names still mean what they meant: an edit elsewhere may have changed a type.</summary>
        public bool StillHolds(INamedTypeSymbol type)
        {
            var reader = new FieldTypeReader(Tensor);
            return Types.All(bound => type.FieldOrProperty(bound.Member) is { } member && reader.Bind(member) == bound.Type)
                && Attributes.All(bound => type.FieldOrProperty(bound.Member) is { } member
                    && StageAttributeReader.BindMeaning(member, bound.Syntax) == bound.Meaning);
        }
    }

    private List<Submodule> Read(bool mayChoose, CancellationToken cancellation)
    {
        var members = new List<(ISymbol Member, FieldType? Type, List<StageArguments> Given, SyntaxNode? Declaration, bool HoldsValue)>();
        // In the order in which they are made: a base class's first.
        foreach (var member in type.WithBases().Reverse().SelectMany(t => t.GetMembers()))
        {
            cancellation.ThrowIfCancellationRequested();
            if (member.IsImplicitlyDeclared || member is not (IFieldSymbol or IPropertySymbol { IsIndexer: false })) continue;
            if (!member.ContainingType.HasSource())
            {
                members.Add((member, null, [], null, false));
                continue;
            }
            var (declaration, syntax, lists, holdsValue) = Declaration(member);
            if (types.Read(member, syntax) is not { } memberType || (!memberType.IsModule && lists.Count == 0)) continue;
            members.Add((member, memberType, attributes.Read(member, lists).ToList(), declaration, holdsValue));
        }
        isAutomatic = mayChoose
            && members.TrueForAll(member => member.Given.Count == 0 && (member.Type is not null || ForeignStage(member.Member) is null));
        var submodules = new List<Submodule>();
        foreach (var (member, held, given, place, holdsValue) in members)
        {
            if (held is not { } memberType || place is not { } declaration)
            {
                if (Foreign(member) is { } seen) submodules.Add(seen);
            }
            else if (member.IsStatic)
            {
                foreach (var attribute in given)
                    problems.Add(Rules.NotSliceable, attribute.Syntax, "'" + member.Name + "', a static member,",
                        "a model's parameters are those of its instance; remove 'static'");
            }
            else if (IsReachable(member, memberType, given, declaration, holdsValue, submodules)
                && Read(member, memberType, given, declaration, holdsValue) is { } submodule)
                submodules.Add(submodule);
        }
        CheckStages(submodules);
        return submodules;
    }

    /// <summary>
    /// Whether the stages, which are generated into the class, can name what a base class holds, and what hides it is none.
    /// </summary>
    private bool IsReachable(ISymbol member, FieldType memberType, List<StageArguments> given, SyntaxNode declaration, bool holdsValue,
        List<Submodule> before)
    {
        if (!holdsValue || (given.Count == 0 && !memberType.IsModule)) return true;
        var place = given.Count > 0 ? given[given.Count - 1].Syntax : declaration;
        if (Members.IsOutOfReach(member, type))
            problems.Add(Rules.NotSliceable, place, "'" + member.Name + "', private to " + member.ContainingType.Name + ",",
                "the stages are generated into " + type.Name + ", which cannot see it; make it protected");
        else if (before.Exists(other => other.Name == member.Name)
            && type.WithBases().Count(t => t.GetMembers(member.Name).Any(other => other is IFieldSymbol or IPropertySymbol)) > 1)
            problems.Add(Rules.NotSliceable, place, "'" + member.Name + "', which hides the module of that name in a base class,",
                "they are two modules, and TorchSharp registers one; give it another name");
        else return true;
        return false;
    }

    /// <summary>
    /// A member of a base class of another assembly: its type and attributes are known, and what can be said of it is said of the class.
    /// </summary>
    private Submodule? Foreign(ISymbol member)
    {
        if (member.IsStatic || types.Bind(member) is not { } memberType
            || (!memberType.IsModule && memberType.Kind != SubmoduleKind.Tensor))
            return null;
        var data = ForeignStage(member);
        var place = type.WrittenParts().Select(part => part.GetSyntax()).OfType<TypeDeclarationSyntax>()
            .FirstOrDefault(part => part.BaseList is not null)?.BaseList;
        if (place is null) return null;
        if (data is null)
        {
            // Of a property nobody knows whether it holds anything.
            if (member is IPropertySymbol || !memberType.IsModule) return null;
            if (memberType.Stateless is not null) return Create(member, memberType, place, -1, -1, default);
            if (isAutomatic) return Create(member, memberType, place, 0, 0, default);
            problems.Add(Rules.NoStage, place, member.Name, member.ContainingType.Name);
            return null;
        }
        bool isStages = data.IsStageGen("StagesAttribute");
        int first = data.IntArgument(0) ?? -1, last = (isStages ? data.IntArgument(1) : data.IntArgument(0)) ?? -1;
        bool isWrong = first < 0 || last < first || last > HighestStage
            || (last > first && memberType.Kind is SubmoduleKind.Module or SubmoduleKind.Tensor)
            || (data.NamedInts("Split") is { } split && (split.Count != last - first + 1 || split.Any(count => count < 0)));
        if (isWrong)
        {
            problems.Add(
                Rules.NotSliceable, place, "'" + member.Name + "' of " + member.ContainingType.Name + ", in the stages that it says,",
                "they are none of a " + memberType.Display + "; put its attribute right");
            return null;
        }
        return Create(member, memberType, place, first, last, data.NamedInts("Split") ?? default);
    }

    private static AttributeData? ForeignStage(ISymbol member) =>
        member.GetAttributes()
            .FirstOrDefault(attribute => attribute.IsStageGen("StageAttribute") || attribute.IsStageGen("StagesAttribute"));

    /// <summary>
    /// A member's declaration, type and attributes as written, and whether it holds a value: a computed property does not.
    /// </summary>
    private static (SyntaxNode Declaration, TypeSyntax? Type, SyntaxList<AttributeListSyntax> Attributes, bool HoldsValue) Declaration(
        ISymbol member) =>
            member.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() switch
            {
                VariableDeclaratorSyntax
                {
                    Parent: VariableDeclarationSyntax { Parent: FieldDeclarationSyntax field } declaration
                } declarator => (declarator, declaration.Type, field.AttributeLists, true),
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
            if (StatelessReader.NameOf(memberType, type, member) is not null)
                return Create(member, memberType, declaration, -1, -1, default);
            if (isAutomatic) return Create(member, memberType, declaration, 0, 0, default);
            problems.Add(Rules.NoStage, Place(member), member.Name, member.ContainingType.Name);
            return null;
        }
        var attribute = given[given.Count - 1];
        var syntax = attribute.Syntax;
        if (memberType.HoldsModules)
        {
            problems.Add(Rules.NotSupportedYet, syntax, "'" + member.Name + "', a " + memberType.Display + " of modules,",
                "make it a ModuleList<T> or a ModuleDict<T>, which registers them");
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
            ChangedInputs = last > first || memberType.Kind is not (SubmoduleKind.Module or SubmoduleKind.Sequential)
                ? 0
                : InPlaceReader.Changes(type, member),
            IsStateless = stateless is not null,
            IsRandom = stateless is not null && StatelessReader.IsRandom(stateless),
            ElementCount = last > first || (isAutomatic && memberType.Kind is not SubmoduleKind.Module)
                ? ElementCounter.Count(type, member)
                : null,
            Attribute = attribute,
            Location = member.ContainingType.HasSource() ? Place(member) : attribute.GetLocation(),
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

/// <summary>The submodules of a class.</summary>
/// <param name="All">All of them.</param>
/// <param name="IsAutomatic">Whether no attribute says their stages, and these are to be chosen: they are all in stage 0 so far.</param>
internal sealed record DeclaredSubmodules(IReadOnlyList<Submodule> All, bool IsAutomatic)
{
    /// <summary>The submodules in the stages that were chosen.</summary>
    public IReadOnlyList<Submodule> In(AutomaticStages? chosen)
    {
        if (!IsAutomatic) return All;
        var stages = (chosen?.Fields ?? default).ToDictionary(field => field.Field);
        return [.. All.Select(submodule => submodule.First < 0 ? submodule : stages.TryGetValue(submodule.Name, out var own)
            ? submodule with { First = own.First, Last = own.Last, Split = own.Split, ElementCount = own.Last > own.First
                ? submodule.ElementCount
                : null }
            : submodule with { ElementCount = null })];
    }
}
