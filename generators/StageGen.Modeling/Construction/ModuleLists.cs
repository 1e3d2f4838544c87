using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StageGen.Modeling.Reading;

namespace StageGen.Modeling.Construction;

/// <summary>
/// Locals of a constructor that gather the elements of a collection: <c>var layers = new List&lt;…&gt;(); …; body = Sequential(layers);</c>
/// </summary>
internal sealed class ModuleLists
{
    private readonly Dictionary<string, ModelMember> ends = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TypeSyntax> elements = new(StringComparer.Ordinal);
    private readonly ModelMembers members;

    public ModuleLists(SyntaxNode constructor, ConstructorScope scope, ModelMembers members)
    {
        this.members = members;
        foreach (var declarator in constructor.DescendantNodes().OfType<VariableDeclaratorSyntax>())
            if (ElementOf(declarator) is { } element && IsModule(element)) elements[declarator.Identifier.ValueText] = element;
        foreach (var assignment in constructor.DescendantNodes().OfType<AssignmentExpressionSyntax>())
        {
            if (scope.Member(assignment.Left) is not { IsCollection: true } target) continue;
            foreach (var name in assignment.Right.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>())
                if (elements.ContainsKey(name.Identifier.ValueText) && scope.IsLocal(name)) ends[name.Identifier.ValueText] = target;
        }
    }

    /// <summary>The collection that a local list ends in; null for anything else.</summary>
    public ModelMember? End(ExpressionSyntax? expression) =>
        ConstructorScope.Bare(expression) is IdentifierNameSyntax name && ends.TryGetValue(name.Identifier.ValueText, out var end)
            ? end
            : null;

    /// <summary>Whether a local holds modules, and no collection takes them one by one.</summary>
    public bool IsLost(VariableDeclaratorSyntax declarator) =>
        elements.ContainsKey(declarator.Identifier.ValueText) && !ends.ContainsKey(declarator.Identifier.ValueText);

    /// <summary>Whether a local list can hold what stands for a layer of a <c>Sequential</c>.</summary>
    public bool HoldsAnyLayer(ExpressionSyntax list) =>
        ConstructorScope.Bare(list) is IdentifierNameSyntax name && elements.TryGetValue(name.Identifier.ValueText, out var element)
        && Last(element) is GenericNameSyntax { Identifier.ValueText: "Module" };

    /// <summary>The type of a module in the list, as written.</summary>
    public string ModuleType(ExpressionSyntax list) =>
        ModuleIn(elements[((IdentifierNameSyntax)ConstructorScope.Bare(list)!).Identifier.ValueText]).ToString();

    private static TypeSyntax? ElementOf(VariableDeclaratorSyntax declarator)
    {
        if (declarator.Parent is not VariableDeclarationSyntax { Parent: LocalDeclarationStatementSyntax } declaration) return null;
        var type = declaration.Type.IsVar ? declarator.Initializer?.Value switch
        {
            ObjectCreationExpressionSyntax creation => creation.Type,
            ArrayCreationExpressionSyntax array => array.Type,
            _ => null,
        } : declaration.Type;
        return type switch
        {
            ArrayTypeSyntax array => array.ElementType,
            GenericNameSyntax { Identifier.ValueText: "List" or "IList" or "ModuleList", TypeArgumentList.Arguments: [var element] } =>
                element,
            QualifiedNameSyntax
            {
                Right: GenericNameSyntax { Identifier.ValueText: "List" or "ModuleList", TypeArgumentList.Arguments: [var element] }
            } => element,
            _ => null,
        };
    }

    private bool IsModule(TypeSyntax type) => Last(type) switch
    {
        GenericNameSyntax { Identifier.ValueText: "Module" or "IModule" } => true,
        IdentifierNameSyntax { Identifier.ValueText: var name } =>
            name == "Module" || ModuleNames.Factories.Contains(name) || TorchTypes.IsModule(members.SourceType(name)),
        _ => false,
    };

    private static TypeSyntax Last(TypeSyntax type) => ModuleIn(type) is QualifiedNameSyntax qualified ? qualified.Right : ModuleIn(type);

    private static TypeSyntax ModuleIn(TypeSyntax type) =>
        type is TupleTypeSyntax { Elements: [_, var last] } ? last.Type : type is NullableTypeSyntax nullable ? nullable.ElementType : type;
}
