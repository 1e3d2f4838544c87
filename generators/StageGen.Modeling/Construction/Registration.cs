using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StageGen.Modeling.Reading;
using StageGen.Modeling.Slicing;

namespace StageGen.Modeling.Construction;

/// <summary>
/// Sees whether a model, and the classes of its submodules, ever register what they hold: a module that does not know its parameters
/// trains none of them, saves none, and TorchSharp says nothing. Only what no line of the classes could have done is said.
/// </summary>
internal static class Registration
{
    private const string All = "RegisterComponents";

    private static readonly HashSet<string> OneByOne = ["register_module", "add_module", "register_parameter"];

    // What an element of an array may be put in as well, which registers it.
    private static readonly HashSet<string> Collections = ["ModuleList", "ModuleDict", "Sequential"];

    /// <param name="type">The model.</param>
    /// <param name="members">Its fields and properties.</param>
    /// <param name="names">Every identifier in the class.</param>
    /// <param name="problems">What is found goes here.</param>
    public static void Check(INamedTypeSymbol type, ModelMembers members, ISet<string> names, ProblemList problems)
    {
        var own = members.All.Where(member => member.IsStaged && member.Submodule is not { IsStateless: true }).ToList();
        bool registersSome = OneByOne.Any(names.Contains) || BasesRegister(type.BaseType, OneByOne);
        var inherited = FieldsOfBases(type).ToList();
        var plain = own.Where(member => !IsArray(member)).Select(member => member.Symbol)
            .Concat(inherited.Where(member => Members.TypeOf(member) is { } held && TorchTypes.IsModule(held) && !IsStateless(held)))
            .ToList();
        if (plain.Count > 0 && !registersSome && !names.Contains(All) && !BasesRegister(type.BaseType, [All]))
            problems.Add(Rules.NotRegistered, PlaceOf(type),
                string.Join(", ", plain.Select(member => "'" + member.Name + "'")) + (plain.Count == 1 ? " is" : " are"), type.Name,
                "call RegisterComponents() at the end of the constructor");

        if (!registersSome && !Collections.Any(names.Contains))
            foreach (var array in own.Where(IsArray)
                .Where(array => !MadeValues.Of(type, array.Symbol).Any(value => MentionsModule(value, members))))
                problems.Add(Rules.NotRegistered, array.Symbol.Locations.FirstOrDefault(),
                    "the elements of '" + array.Name + "' are", type.Name,
                    "RegisterComponents() does not look into " + array.Submodule!.Type
                        + "; make it a ModuleList, or call register_module for each");

        foreach (var member in own.Select(member => member.Symbol).Concat(inherited))
            if (ClassOf(member) is { } part && HoldsParts(part) && !Mentions(part, [All, .. OneByOne])
                && !BasesRegister(part.BaseType, [All, .. OneByOne]))
                problems.Add(Rules.NotRegistered, member.Locations.FirstOrDefault(), "what '" + member.Name + "' is made of is", part.Name,
                    "call RegisterComponents() at the end of the constructor of " + part.Name);
    }

    private static bool IsArray(ModelMember member) => member.Submodule is { Kind: SubmoduleKind.Array };

    /// <summary>The constructor that makes the submodules; the class's name where none is written.</summary>
    private static Location? PlaceOf(INamedTypeSymbol type) =>
        type.InstanceConstructors.SelectMany(constructor => constructor.DeclaringSyntaxReferences).Select(place => place.GetSyntax())
            .OfType<ConstructorDeclarationSyntax>()
            .FirstOrDefault(constructor => constructor.Initializer is not { RawKind: (int)SyntaxKind.ThisConstructorInitializer })
            ?.Identifier.GetLocation()
        ?? type.Locations.FirstOrDefault();

    /// <summary>Whether a base class may do it; of one that comes from elsewhere nobody knows, but TorchSharp's own do not.</summary>
    private static bool BasesRegister(INamedTypeSymbol? type, IReadOnlyCollection<string> how)
    {
        for (var t = type; t is not null && !TorchTypes.IsModuleBase(t); t = t.BaseType)
            if (t.DeclaringSyntaxReferences.IsEmpty || Mentions(t, how)) return true;
        return false;
    }

    private static bool Mentions(INamedTypeSymbol type, IReadOnlyCollection<string> names) =>
        type.WrittenParts().Any(part =>
            part.GetSyntax().DescendantTokens().Any(token => token.IsKind(SyntaxKind.IdentifierToken) && names.Contains(token.ValueText)));

    private static bool MentionsModule(ExpressionSyntax value, ModelMembers members) =>
        value.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>()
            .Any(name => members.Find(name.Identifier.ValueText) is { Submodule: not null });

    /// <summary>The project's own class of a submodule, or of the elements of a list.</summary>
    private static INamedTypeSymbol? ClassOf(ISymbol member)
    {
        var held = Members.TypeOf(member);
        var type = held is null
            ? null
            : TorchTypes.ListElement(held) ?? TorchTypes.DictElement(held) ?? TorchTypes.ArrayElement(held) ?? held;
        return type is INamedTypeSymbol { IsAbstract: false, DeclaringSyntaxReferences.IsEmpty: false } own && TorchTypes.IsModule(own)
            ? own
            : null;
    }

    private static bool HoldsParts(INamedTypeSymbol type) =>
        FieldsOf(type).Concat(FieldsOfBases(type)).Any(member => Members.TypeOf(member) is { } held
            && ((TorchTypes.IsModule(held) && !IsStateless(held)) || held.Name == "Parameter" && TorchTypes.IsTensor(held)));

    /// <summary>The fields, and the properties that have one of their own.</summary>
    private static IEnumerable<ISymbol> FieldsOf(INamedTypeSymbol type) =>
        type.GetMembers().OfType<IFieldSymbol>().Where(field => !field.IsStatic).Select(field => field.AssociatedSymbol ?? field);

    /// <summary>Those of the base classes whose source is here.</summary>
    private static IEnumerable<ISymbol> FieldsOfBases(INamedTypeSymbol type)
    {
        for (var t = type.BaseType; t is not null && !TorchTypes.IsModuleBase(t) && !t.DeclaringSyntaxReferences.IsEmpty; t = t.BaseType)
            foreach (var field in FieldsOf(t)) yield return field;
    }

    private static bool IsStateless(ITypeSymbol type) => TorchTypes.IsTorchSharps(type) && StatelessReader.Names.Contains(type.Name);
}
