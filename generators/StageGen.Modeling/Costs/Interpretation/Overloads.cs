using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StageGen.Modeling.Costs.Interpretation;

/// <summary>Tells which of several methods of one name a call means, by the number of its arguments and by what is known of them.</summary>
internal static class Overloads
{
    public static bool Fits(ParameterListSyntax list, List<Argued> arguments)
    {
        bool takesRest = list.Parameters.Any(parameter => parameter.Modifiers.Any(SyntaxKind.ParamsKeyword));
        if (arguments.Count > list.Parameters.Count && !takesRest) return false;
        int positional = arguments.Count(argument => argument.Name is null);
        for (int i = 0; i < list.Parameters.Count; i++)
        {
            var parameter = list.Parameters[i];
            bool isGiven = i < positional || arguments.Exists(argument => argument.Name == parameter.Identifier.ValueText);
            if (!isGiven && parameter.Default is null && !parameter.Modifiers.Any(SyntaxKind.ParamsKeyword)) return false;
        }
        return arguments.TrueForAll(
            argument => argument.Name is null || list.Parameters.Any(parameter => parameter.Identifier.ValueText == argument.Name));
    }

    /// <summary>How well the arguments go with the parameters' types; the better the higher.</summary>
    public static int Score(ParameterListSyntax list, List<Argued> arguments)
    {
        int score = -Math.Abs(list.Parameters.Count - arguments.Count);
        for (int i = 0; i < arguments.Count && i < list.Parameters.Count; i++)
            if (list.Parameters[i].Type is { } type)
                score += Matches(arguments[i].Value, TypeNames.Last(type)) switch { true => 2, false => -4, null => 0 };
        return score;
    }

    private static bool? Matches(Value value, string type) => value switch
    {
        NumberValue => type is "int" or "long" or "short" ? true : type is "Tensor" or "string" or "bool" ? false : null,
        RealValue => type is "double" or "float" ? true : type is "Tensor" or "string" or "bool" or "int" or "long" ? false : null,
        BoolValue => type == "bool",
        TextValue => type is "string" or "char",
        TensorValue => type is "Tensor" or "Parameter",
        InstanceValue instance => instance.Type.Chain().Any(one => one.Name == type) ? true : null,
        LayerValue layer => layer.Factory == type ? true : type is "Module" ? null : false,
        _ => null,
    };
}
