using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StageGen.Modeling.Reading;

/// <summary>Finds the submodules of a class and their stages, from its members' symbols.</summary>
internal sealed class SubmoduleReader(INamedTypeSymbol type, string tensor, ProblemList problems)
{
    /// <summary>No machine has as many devices; a slip of the finger must not ask for a million generated stages.</summary>
    private const int HighestStage = 999;

    public List<Submodule> Read(CancellationToken cancellation)
    {
        var submodules = new List<Submodule>();
        foreach (var member in type.GetMembers())
        {
            cancellation.ThrowIfCancellationRequested();
            if (member.IsStatic || TypeOf(member) is not { } memberType) continue;
            bool isModule = TorchTypes.IsModule(memberType);
            if (!isModule && !MayCarryAttributes(member)) continue;
            if (Read(member, memberType, isModule) is { } submodule) submodules.Add(submodule);
        }
        CheckStages(submodules);
        return submodules;
    }

    private static ITypeSymbol? TypeOf(ISymbol member) => member switch
    {
        IFieldSymbol { IsImplicitlyDeclared: false } field => field.Type,
        IPropertySymbol { IsIndexer: false } property => property.Type,
        _ => null,
    };

    /// <summary>Spares most fields the binding of their attributes.</summary>
    private static bool MayCarryAttributes(ISymbol member) => member.DeclaringSyntaxReferences.Any(reference => HasAttributeLists(reference.GetSyntax()));

    private static bool HasAttributeLists(SyntaxNode syntax) => syntax switch
    {
        VariableDeclaratorSyntax { Parent.Parent: FieldDeclarationSyntax field } =>
            field.AttributeLists.Count > 0,
        MemberDeclarationSyntax declaration => declaration.AttributeLists.Count > 0,
        _ => false,
    };

    private Submodule? Read(ISymbol member, ITypeSymbol memberType, bool isModule)
    {
        var stage = member.FindStageGen("StageAttribute");
        var stages = member.FindStageGen("StagesAttribute");
        var attribute = stages ?? stage;
        if (attribute is null)
        {
            if (isModule && HoldsValue(member)) problems.Add(Rules.NoStage, Place(member), member.Name, type.Name);
            return null;
        }
        if (!isModule)
        {
            problems.Add(Rules.StageOnNoModule, attribute.ApplicationSyntaxReference, member.Name, memberType.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat));
            return null;
        }
        if (stage is not null && stages is not null)
        {
            problems.Add(Rules.StageAndStages, stage.ApplicationSyntaxReference, member.Name);
            return null;
        }

        int? first = attribute.IntArgument(0), last = stages is null ? first : attribute.IntArgument(1);
        if (first is null || last is null) return null; // The compiler reports the missing or mistyped argument.
        if (new[] { first.Value, last.Value }.Where(number => number is < 0 or > HighestStage).ToArray() is [var wrong, ..])
        {
            problems.Add(Rules.StageOutOfRange, attribute.ApplicationSyntaxReference, member.Name, Number(wrong), Number(HighestStage));
            return null;
        }
        if (last < first)
        {
            problems.Add(Rules.StagesReversed, attribute.ApplicationSyntaxReference, member.Name, Number(first.Value), Number(last.Value));
            return null;
        }

        var element = TorchTypes.ListElement(memberType);
        var kind = element is not null ? SubmoduleKind.ModuleList : TorchTypes.IsSequential(memberType) ? SubmoduleKind.Sequential : SubmoduleKind.Module;
        if (last > first && kind == SubmoduleKind.Module)
        {
            problems.Add(Rules.NotDealable, attribute.ApplicationSyntaxReference, member.Name, memberType.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat));
            return null;
        }

        var result = TorchTypes.Result(element ?? memberType);
        return new Submodule
        {
            Name = member.Name,
            Kind = kind,
            First = first.Value,
            Last = last.Value,
            Split = ReadSplit(member, attribute, last.Value - first.Value + 1),
            Result = result is null ? null : CodeType.Of(result, tensor),
            MayBeNull = memberType.NullableAnnotation == NullableAnnotation.Annotated,
            Attribute = attribute.ApplicationSyntaxReference,
            Location = Place(member),
        };
    }

    private EquatableArray<int> ReadSplit(ISymbol member, AttributeData attribute, int parts)
    {
        if (attribute.NamedInts("Split") is not { } split) return default;
        if (split.Count == parts && split.All(count => count >= 0)) return split;
        problems.Add(Rules.BadSplit, attribute.ApplicationSyntaxReference, member.Name,
            "[" + string.Join(", ", split.Select(Number)) + "]", Number(parts));
        return default;
    }

    /// <summary>A property that is computed holds no module of its own; a field and an auto-property do.</summary>
    private bool HoldsValue(ISymbol member) =>
        member is IFieldSymbol
        || type.GetMembers().OfType<IFieldSymbol>().Any(field => SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, member));

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
