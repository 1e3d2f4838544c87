using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StageGen.Modeling.Costs.Interpretation;

/// <summary>A constructor of the model, and what its parameters typically are.</summary>
/// <param name="Declaration">The constructor; null for the one beside the class's name, or the one that nobody wrote.</param>
/// <param name="Arguments">A value by name for each parameter that has no default, or for which another is typical.</param>
internal sealed record ModelConstructor(ConstructorDeclarationSyntax? Declaration, List<Argued> Arguments)
{
    /// <summary>The constructor that typical and default values tell most about.</summary>
    public static ModelConstructor Choose(SourceType type, IReadOnlyDictionary<string, long> typical)
    {
        var choices = type.Constructors
            .Select(declaration => new ModelConstructor(declaration, Values(declaration.ParameterList, Symbol(type, declaration), typical)))
            .ToList();
        if (type.Primary is { } primary)
            choices.Add(new ModelConstructor(null, Values(primary,
                type.Symbol.InstanceConstructors.FirstOrDefault(one => one.Parameters.Length == primary.Parameters.Count), typical)));
        return choices.OrderBy(choice => choice.Arguments.Count(argument => argument.Value is UnknownValue))
            .ThenByDescending(choice => choice.Declaration?.ParameterList.Parameters.Count ?? 0).FirstOrDefault()
            ?? new ModelConstructor(null, []);
    }

    /// <summary>The parameters of which nobody said a value.</summary>
    public IEnumerable<ParameterSyntax> Unknown(SourceType type) =>
        (Declaration?.ParameterList ?? type.Primary)?.Parameters
            .Where(
                parameter => Arguments.Any(argument => argument.Name == parameter.Identifier.ValueText && argument.Value is UnknownValue))
        ?? [];

    private static IMethodSymbol? Symbol(SourceType type, ConstructorDeclarationSyntax declaration) =>
        type.Symbol.InstanceConstructors.FirstOrDefault(one =>
            one.DeclaringSyntaxReferences.Any(place => place.SyntaxTree == declaration.SyntaxTree && place.Span == declaration.Span));

    private static List<Argued> Values(ParameterListSyntax list, IMethodSymbol? constructor, IReadOnlyDictionary<string, long> typical)
    {
        var values = new List<Argued>();
        for (int i = 0; i < list.Parameters.Count; i++)
        {
            var parameter = list.Parameters[i];
            string name = parameter.Identifier.ValueText;
            if (TypicalReader.OfParameter(parameter, i < constructor?.Parameters.Length ? constructor.Parameters[i] : null) is { } said)
                values.Add(new Argued(name, said));
            else if (parameter.Default is not null) continue;
            else if (typical.TryGetValue(name, out long size)) values.Add(new Argued(name, Value.Of(size)));
            else
                values.Add(new Argued(name,
                    new UnknownValue("the constructor's parameter '" + name + "' has no default value: write [Typical(…)] on it")));
        }
        return values;
    }
}
