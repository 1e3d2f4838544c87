using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StageGen.Modeling.Reading;
using StageGen.Modeling.Slicing;

namespace StageGen.Modeling.Construction;

/// <summary>Reads the constructors of a model into what builds it in part.</summary>
internal sealed class ConstructionReader
{
    internal static readonly SymbolDisplayFormat FullName =
        SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(
            SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private static readonly string[] GeneratedNames =
        ["Create", "CreateStages", "Construct", "ConstructFields", "ReleaseBorrowed", "ConstructionDeals"];

    private readonly INamedTypeSymbol type;
    private readonly ProblemList problems;
    private readonly ModelMembers members;
    private readonly HashSet<string> taken;
    private readonly string build;
    private string? refused;

    private ConstructionReader(INamedTypeSymbol type, IReadOnlyList<Submodule> submodules, EquatableArray<StagePlan> stages,
        ProblemList problems)
    {
        this.type = type;
        this.problems = problems;
        members = new ModelMembers(type, submodules, stages);
        taken = new HashSet<string>(type.WrittenParts().SelectMany(part => part.GetSyntax().DescendantTokens())
            .Where(token => token.IsKind(SyntaxKind.IdentifierToken)).Select(token => token.ValueText), StringComparer.Ordinal);
        build = new[] { "build", "construction", "modelConstruction" }.FirstOrDefault(name => !taken.Contains(name)) ?? "stageGenBuild";
    }

    /// <summary>The constructors, and which submodules share weights there; null for an abstract class.</summary>
    public static ConstructionPlan? Read(
        INamedTypeSymbol type, TypePlan plan, IReadOnlyList<Submodule> submodules, EquatableArray<StagePlan> stages, ProblemList problems,
        out EquatableArray<SharedWeight> shared)
    {
        shared = default;
        return type.IsAbstract ? null : new ConstructionReader(type, submodules, stages, problems).Read(plan, stages.Count, out shared);
    }

    private ConstructionPlan Read(TypePlan plan, int stages, out EquatableArray<SharedWeight> shared)
    {
        var constructors = type.InstanceConstructors
            .Select(symbol => (Symbol: symbol, Syntax: symbol.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax()))
            .Where(item => item.Syntax is ConstructorDeclarationSyntax or TypeDeclarationSyntax).ToList();
        var written = constructors.Select(item => item.Syntax!).OfType<ConstructorDeclarationSyntax>().ToList();
        Dependencies.Find(members, written);
        Registration.Check(type, members, taken, problems);
        shared = SharedWeights.Find(members, written, problems).ToEquatableArray();
        CheckClass();
        var usings = CheckUsings(constructors.Select(item => item.Syntax!));

        var primary = constructors.Select(item => item.Syntax).OfType<TypeDeclarationSyntax>()
            .FirstOrDefault(declaration => declaration.ParameterList is not null);
        string fields = primary is null ? Fields(type.DeclaringSyntaxReferences[0].GetSyntax()) : "";
        var plans = constructors.Select(item => item.Syntax is ConstructorDeclarationSyntax own
            ? Read(item.Symbol, own, fields.Length > 0)
            : Read(item.Symbol, (TypeDeclarationSyntax)item.Syntax!))
            .ToList();
        var captured = primary is null ? [] : Captured(primary);
        return new ConstructionPlan
        {
            Type = plan,
            Stages = stages,
            Usings = usings,
            Collections = members.All.Where(member => member.IsCollection)
                .Select(member => new CollectionPlan(member.Name, member.Submodule!.First, member.Submodule.Parts, member.Submodule.Split))
                .ToEquatableArray(),
            BackingFields = members.All.Where(member => member.IsProperty && (member.IsReadOnly || member.IsStaged))
                .Select(member => new BackingField(member.Name, "<" + member.Name + ">k__BackingField",
                    Members.TypeOf(member.Symbol)!.ToDisplayString(FullName)))
                .Concat(captured)
                .ToEquatableArray(),
            Fields = fields,
            Borrowed = members.All.Where(member => member.IsBorrowed)
                .Select(member => new BorrowedMember(member.Name, member.IsProperty, member.Stages.ToEquatableArray())).ToEquatableArray(),
            Build = build,
            Constructors = Refused(plans).ToEquatableArray(),
        };
    }

    /// <summary>
    /// A reason against the class is one against each constructor, and one against a constructor is one against those that call it.
    /// </summary>
    private IEnumerable<ConstructorPlan> Refused(List<ConstructorPlan> plans)
    {
        string? one = refused ?? plans.FirstOrDefault(plan => plan.Refused is not null)?.Refused;
        return plans.Select(plan => plan with { Refused = plan.Refused ?? (!plan.CallsBase ? one : refused) });
    }

    /// <summary>The initialisers of fields and automatic properties, as statements.</summary>
    private string Fields(SyntaxNode place)
    {
        var lines = new List<string>();
        foreach (var member in members.All)
        {
            if (member.Initializer is null) continue;
            var slicer = new ConstructorSlicer(members,
                place is TypeDeclarationSyntax { ParameterList: not null } ? place : member.Initializer, type.Name, build, problems);
            string text = slicer.Initializer(member);
            refused ??= slicer.Refused;
            if (text.Length > 0) lines.Add(text);
        }
        return string.Join("\n", lines);
    }

    private ConstructorPlan Read(IMethodSymbol symbol, ConstructorDeclarationSyntax syntax, bool hasFields)
    {
        var slicer = new ConstructorSlicer(members, syntax, type.Name, build, problems);
        var lines = new List<string>();
        bool callsBase = false;
        if (syntax.Initializer is { RawKind: (int)SyntaxKind.ThisConstructorInitializer } other)
            lines.Add("Construct("
                + string.Join(", ", new[] { build, slicer.Arguments(other.ArgumentList) }.Where(text => text.Length > 0)) + ");");
        else
        {
            if (hasFields) lines.Add("ConstructFields(" + build + ");");
            callsBase = Base(syntax.Initializer?.ArgumentList, syntax, slicer, lines);
        }
        if (syntax.ExpressionBody is { Expression: var only }) lines.Add(slicer.Statement(only));
        else if (syntax.Body is { Statements.Count: > 0 } body) lines.Add(slicer.Statements(body.Statements));
        if (syntax.DescendantTokens()
            .Any(token => token.ValueText is "Span" or "ReadOnlySpan" or "AsSpan" or "stackalloc" or "unsafe" or "__arglist"))
            slicer.Refuse(syntax, "a constructor with spans or pointers",
                "what makes a submodule is handed over as a function, which cannot hold them; use arrays");
        return Plan(symbol, syntax.ParameterList, syntax, string.Join("\n", lines), callsBase, slicer);
    }

    /// <summary>A primary constructor: the initialisers, which see its parameters, and the call of the base class's.</summary>
    private ConstructorPlan Read(IMethodSymbol symbol, TypeDeclarationSyntax syntax)
    {
        var slicer = new ConstructorSlicer(members, syntax, type.Name, build, problems);
        var lines = Captured(syntax).Select(field => field.Accessor + "(this) = " + field.Member + ";").ToList();
        string fields = Fields(syntax);
        if (fields.Length > 0) lines.Add(fields);
        var arguments = (syntax.BaseList?.Types.FirstOrDefault() as PrimaryConstructorBaseTypeSyntax)?.ArgumentList;
        bool callsBase = Base(arguments, syntax.BaseList ?? (SyntaxNode)syntax.ParameterList!, slicer, lines);
        return Plan(symbol, syntax.ParameterList!, syntax.ParameterList!, string.Join("\n", lines), callsBase, slicer);
    }

    private ConstructorPlan Plan(IMethodSymbol symbol, ParameterListSyntax parameters, SyntaxNode place, string body, bool callsBase,
        ConstructorSlicer slicer)
    {
        foreach (var parameter in parameters.Parameters)
            if (parameter.Modifiers.Any(modifier => !modifier.IsKind(SyntaxKind.ParamsKeyword)))
                slicer.Refuse(parameter, "a parameter by reference",
                    "what makes a submodule is handed over as a function, which cannot hold it; pass it by value");
        if (symbol.Parameters.Any(parameter => parameter.Type.IsRefLikeType))
            slicer.Refuse(place, "a constructor with a span",
                "what makes a submodule is handed over as a function, which cannot hold it; use an array");
        return new ConstructorPlan(
            SyntaxFacts.GetText(symbol.DeclaredAccessibility),
            parameters.Parameters.Select(
                parameter => new ConstructorParameter(parameter.WithAttributeLists(default).ToString().Trim(), parameter.Identifier.Text))
                .ToEquatableArray(),
            body, callsBase, slicer.Refused);
    }

    /// <summary>Adds the call of the base class's constructor: on an object that is there, so by reflection.</summary>
    private bool Base(ArgumentListSyntax? arguments, SyntaxNode place, ConstructorSlicer slicer, List<string> lines)
    {
        int count = arguments?.Arguments.Count ?? 0;
        var candidates = type.BaseType?.InstanceConstructors
            .Where(one => one.Parameters.Length == count && one.DeclaredAccessibility != Accessibility.Private
                && !one.Parameters.Any(parameter => parameter.IsParams || parameter.RefKind != RefKind.None)).ToList() ?? [];
        if (candidates.Count != 1)
        {
            slicer.Refuse((SyntaxNode?)arguments ?? place, "the call of the base class's constructor",
                "several could be meant; give all its arguments, and the base class one constructor of that length");
            return true;
        }
        var types = candidates[0].Parameters.Select(parameter => parameter.Type.ToDisplayString(FullName)).ToList();
        var given = candidates[0].Parameters.Select((parameter, i) =>
            arguments!.Arguments.FirstOrDefault(argument => argument.NameColon?.Name.Identifier.ValueText == parameter.Name)
            ?? arguments.Arguments[i])
            .Select((argument, i) => Typed(types[i], slicer.Plain(argument.Expression)));
        lines.Add(build + ".CallBase<" + type.BaseType!.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat) + ">(" + string.Join(", ",
            new[] { "this", "[" + string.Join(", ", types.Select(one => "typeof(" + one.TrimEnd('?') + ")")) + "]" }
                .Concat(given)) + ");");
        return true;
    }

    /// <summary>An argument that is handed over as an object: as the parameter's type, for a boxed number knows no conversion.</summary>
    private static string Typed(string type, string argument) =>
        type == "string"
        && (argument.StartsWith("nameof(", StringComparison.Ordinal) || argument.StartsWith("\"", StringComparison.Ordinal))
            ? argument
            : "(" + type + ")(" + argument + ")";

    /// <summary>The fields behind parameters of a primary constructor that methods use.</summary>
    private IEnumerable<BackingField> Captured(TypeDeclarationSyntax primary)
    {
        var bodies = type.WrittenParts().Select(part => part.GetSyntax()).OfType<TypeDeclarationSyntax>()
            .SelectMany(declaration => declaration.Members)
            .Where(member => member is not (BaseFieldDeclarationSyntax or BaseTypeDeclarationSyntax)
                && !member.Modifiers.Any(SyntaxKind.StaticKeyword))
            .SelectMany(member => member is PropertyDeclarationSyntax property
                ? new SyntaxNode?[] { property.AccessorList, property.ExpressionBody }.OfType<SyntaxNode>()
                : [member])
            .ToList();
        foreach (var parameter in primary.ParameterList!.Parameters)
        {
            string name = parameter.Identifier.ValueText;
            if (type.GetMembers(name).IsEmpty && bodies.Any(body => UsesFree(body, name)) && parameter.Type is { } written
                && type.InstanceConstructors.SelectMany(one => one.Parameters).FirstOrDefault(one => one.Locations.Any(
                    place => place.SourceTree == primary.SyntaxTree && place.SourceSpan == parameter.Identifier.Span)) is { } symbol)
                yield return new BackingField(name, "<" + name + ">P", symbol.Type.ToDisplayString(FullName));
        }
    }

    private bool UsesFree(SyntaxNode body, string name)
    {
        var scope = new ConstructorScope(body, members);
        return body.DescendantNodes(
            node => node is not InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" } })
            .OfType<IdentifierNameSyntax>()
            .Any(mention => mention.Identifier.ValueText == name && !scope.IsLocal(mention) && !SyntaxFacts.IsInTypeOnlyContext(mention)
                && !(mention.Parent is MemberAccessExpressionSyntax access && access.Name == mention)
                && mention.Parent is not (MemberBindingExpressionSyntax or NameColonSyntax or NameEqualsSyntax));
    }

    /// <summary>What stands in the way whichever constructor is called.</summary>
    private void CheckClass()
    {
        foreach (string name in GeneratedNames)
            foreach (var member in type.GetMembers(name).Where(ModelReader.IsUsers))
                Refuse(member.Locations.FirstOrDefault(), "a member '" + name + "'",
                    "what is generated to build it is called so; rename it");
        foreach (var member in members.All.Where(member => member is { IsBorrowed: true, Submodule: null }))
            Refuse(member.Symbol.Locations.FirstOrDefault(),
                "'" + member.Name + "', a tensor of the model itself that submodules of other stages share,", "hold it in a submodule");
        foreach (var member in members.All)
            if (member.Symbol is IFieldSymbol { IsRequired: true } or IPropertySymbol { IsRequired: true })
                Refuse(member.Symbol.Locations.FirstOrDefault(), "a required member", "make it a parameter of the constructor");
        foreach (var t in type.WithBases().Skip(1))
        {
            var held = t.GetMembers().FirstOrDefault(member => !member.IsStatic && Members.TypeOf(member) is { } held
                && (TorchTypes.IsModule(held) || TorchTypes.HoldsModules(held) || TorchTypes.IsTensor(held)));
            if (held is not null)
                Refuse(type.Locations.FirstOrDefault(), "'" + held.Name + "', which the base class " + t.Name + " makes",
                    "its constructor makes it in every process; move it into " + type.Name);
        }
    }

    private void Refuse(Location? place, string what, string instead)
    {
        refused ??= char.ToUpperInvariant(what[0]) + what.Substring(1) + ": " + instead;
        problems.Add(Rules.NotBuiltInPart, place, what, type.Name, instead);
    }

    /// <summary>The using directives for the copies: one set for all of them.</summary>
    private EquatableArray<string> CheckUsings(IEnumerable<SyntaxNode> constructors)
    {
        EquatableArray<string>? all = null;
        foreach (var place in constructors.Concat(members.All.Select(member => member.Initializer).OfType<SyntaxNode>()))
        {
            var usings = TypeReader.Usings(place);
            if (all is { } others && others != usings)
            {
                Refuse(place.GetLocation(), "a constructor and fields in files with different using directives",
                    "put them in one file, or use the same directives in both");
                break;
            }
            all = usings;
        }
        return all ?? default;
    }
}
