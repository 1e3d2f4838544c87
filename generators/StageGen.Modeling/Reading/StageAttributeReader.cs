using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StageGen.Modeling.Reading;

/// <summary>A <c>[Stage]</c> or <c>[Stages]</c> as written on a member; a number is null where the compiler could not read it.</summary>
internal sealed record StageArguments(AttributeSyntax Syntax, bool IsStages, int? First, int? Last, EquatableArray<int>? Split);

/// <summary>
/// Reads <c>[Stage]</c> and <c>[Stages]</c>. Binding an attribute costs twenty microseconds, and a model may have hundreds: what
/// an attribute's name means is bound once a file, and numbers written as literals are read as written.
/// </summary>
internal sealed class StageAttributeReader
{
    private readonly Dictionary<(SyntaxTree, string), string?> meanings = [];

    /// <summary>The attributes whose names were bound, with the member they are on and the class they name.</summary>
    public List<(string Member, AttributeSyntax Syntax, string? Meaning)> Bound { get; } = [];

    /// <summary>Whether every number was a literal, so that the syntax alone says what the attributes say.</summary>
    public bool OnlyLiterals { get; private set; } = true;

    public IEnumerable<StageArguments> Read(ISymbol member, SyntaxList<AttributeListSyntax> lists)
    {
        foreach (var list in lists)
        {
            if (list.Target is { } target && !target.Identifier.IsKind(SyntaxKind.FieldKeyword)
                && !target.Identifier.IsKind(SyntaxKind.PropertyKeyword))
                continue;
            foreach (var attribute in list.Attributes)
            {
                string? meaning = Meaning(member, attribute);
                if (meaning is "StageAttribute" or "StagesAttribute") yield return Read(member, attribute, meaning == "StagesAttribute");
            }
        }
    }

    /// <summary>The attribute's class, where it is one of StageGen's.</summary>
    private string? Meaning(ISymbol member, AttributeSyntax attribute)
    {
        var key = (attribute.SyntaxTree, attribute.Name.ToString());
        if (meanings.TryGetValue(key, out string? meaning)) return meaning;
        meanings[key] = meaning = BindMeaning(member, attribute);
        Bound.Add((member.Name, attribute, meaning));
        return meaning;
    }

    public static string? BindMeaning(ISymbol member, AttributeSyntax attribute) =>
        Bind(member, attribute) is { AttributeClass.Name: var name } data && data.IsStageGen(name) ? name : null;

    private static AttributeData? Bind(ISymbol member, AttributeSyntax attribute) =>
        member.GetAttributes()
            .FirstOrDefault(data => data.ApplicationSyntaxReference is { } place && place.SyntaxTree == attribute.SyntaxTree
                && place.Span == attribute.Span);

    private StageArguments Read(ISymbol member, AttributeSyntax attribute, bool isStages)
    {
        if (ReadLiterals(attribute, isStages) is { } literals) return literals;
        OnlyLiterals = false;
        var data = Bind(member, attribute);
        int? first = data?.IntArgument(0);
        return new StageArguments(attribute, isStages, first, isStages ? data?.IntArgument(1) : first, data?.NamedInts("Split"));
    }

    private static StageArguments? ReadLiterals(AttributeSyntax attribute, bool isStages)
    {
        if (attribute.ArgumentList is not { Arguments: var arguments }) return null;
        var numbers = new List<int>();
        EquatableArray<int>? split = null;
        foreach (var argument in arguments)
        {
            if (argument is { NameEquals: null, NameColon: null } && Literal(argument.Expression) is { } number) numbers.Add(number);
            else if (argument.NameEquals?.Name.Identifier.ValueText == "Split" && Literals(argument.Expression) is { } list) split = list;
            else return null;
        }
        return numbers.Count != (isStages ? 2 : 1)
            ? null
            : new StageArguments(attribute, isStages, numbers[0], numbers[numbers.Count - 1], split);
    }

    private static int? Literal(ExpressionSyntax expression) => expression switch
    {
        LiteralExpressionSyntax { Token.Value: int value } => value,
        PrefixUnaryExpressionSyntax
        {
            RawKind: (int)SyntaxKind.UnaryMinusExpression, Operand: LiteralExpressionSyntax { Token.Value: int value }
        } => -value,
        _ => null,
    };

    private static EquatableArray<int>? Literals(ExpressionSyntax expression)
    {
        if (expression is not CollectionExpressionSyntax list) return null;
        var numbers = new List<int>();
        foreach (var element in list.Elements)
        {
            if (element is not ExpressionElementSyntax { Expression: var item } || Literal(item) is not { } number) return null;
            numbers.Add(number);
        }
        return numbers.ToEquatableArray();
    }
}
