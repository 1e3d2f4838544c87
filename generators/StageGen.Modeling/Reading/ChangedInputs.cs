using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StageGen.Modeling.Slicing;

namespace StageGen.Modeling.Reading;

/// <summary>
/// Sees which inputs a submodule's own class changes in place: <c>x.relu_()</c>, <c>x[0] = …</c>, <c>relu.call(x)</c> with a layer made
/// <c>inplace: true</c>. What it says too often costs a copy; what it overlooks would change a value under its other readers.
/// </summary>
internal static class ChangedInputs
{
    private const int Deepest = 4;

    /// <summary>A bit for each input of <c>forward</c> that is changed; of a class whose source is not here, none.</summary>
    public static int Of(ITypeSymbol? module, int depth = 0) => module is INamedTypeSymbol type ? Of(type, depth) : 0;

    private static int Of(INamedTypeSymbol type, int depth) =>
        type.Forwards().SelectMany(forward => forward.DeclaringSyntaxReferences).Select(place => place.GetSyntax())
            .OfType<MethodDeclarationSyntax>()
            .Aggregate(0, (mask, forward) => mask | Of(type, forward, depth));

    private static int Of(INamedTypeSymbol type, MethodDeclarationSyntax method, int depth)
    {
        if (depth > Deepest) return 0;
        // Which inputs each name may be: a name that is given something new is none any more.
        var inputs = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < method.ParameterList.Parameters.Count && i < 31; i++)
            inputs[method.ParameterList.Parameters[i].Identifier.ValueText] = 1 << i;
        int changed = 0;
        // In the order in which it runs: what is inside comes before what is around it.
        foreach (var node in method.DescendantNodes().OrderBy(node => node.Span.End).ThenByDescending(node => node.SpanStart))
        {
            switch (node)
            {
                case InvocationExpressionSyntax call:
                    changed |= OfCall(type, call, inputs, depth);
                    break;
                case AssignmentExpressionSyntax { Left: ElementAccessExpressionSyntax element }:
                    changed |= InputsOf(element.Expression, inputs);
                    break;
                case AssignmentExpressionSyntax { Left: IdentifierNameSyntax name } assignment:
                    Give(inputs, name.Identifier.ValueText, InputsOf(assignment.Right, inputs),
                        keepsOld: assignment.Parent?.Parent?.Parent is not MethodDeclarationSyntax);
                    break;
                case VariableDeclaratorSyntax { Initializer.Value: var value } declared:
                    Give(inputs, declared.Identifier.ValueText, InputsOf(value, inputs), keepsOld: false);
                    break;
            }
        }
        return changed;
    }

    private static void Give(Dictionary<string, int> inputs, string name, int mask, bool keepsOld) =>
        inputs[name] = mask | (keepsOld && inputs.TryGetValue(name, out int old) ? old : 0);

    private static int OfCall(INamedTypeSymbol type, InvocationExpressionSyntax call, Dictionary<string, int> inputs, int depth)
    {
        var arguments = call.ArgumentList.Arguments;
        int first = arguments.Count > 0 ? InputsOf(arguments[0].Expression, inputs) : 0;
        if (arguments.Any(argument =>
            argument is { NameColon.Name.Identifier.ValueText: "inplace", Expression.RawKind: not (int)SyntaxKind.FalseLiteralExpression }))
            return first;
        switch (call.Expression)
        {
            case MemberAccessExpressionSyntax { Name.Identifier.ValueText: "call" or "forward", Expression: var module }
                when NameOf(module) is { } field && type.FieldOrProperty(field) is { } member:
                return Among(InPlaceReader.Changes(type, member, depth + 1), arguments, inputs);
            case MemberAccessExpressionSyntax access when TorchNames.IsInPlace(access.Name.Identifier.ValueText):
                return InputsOf(access.Expression, inputs) | first;
            case IdentifierNameSyntax function when TorchNames.IsInPlace(function.Identifier.ValueText):
                return first;
            case ExpressionSyntax helper when NameOf(helper) is { } name:
                return type.WithBases().SelectMany(t => t.GetMembers(name)).OfType<IMethodSymbol>()
                    .SelectMany(method => method.DeclaringSyntaxReferences)
                    .Select(place => place.GetSyntax()).OfType<MethodDeclarationSyntax>()
                    .Aggregate(0, (mask, method) => mask | Among(Of(type, method, depth + 1), arguments, inputs));
            default:
                return 0;
        }
    }

    /// <summary>The inputs among the arguments that are changed.</summary>
    private static int Among(int changed, SeparatedSyntaxList<ArgumentSyntax> arguments, Dictionary<string, int> inputs)
    {
        int mask = 0;
        for (int i = 0; i < arguments.Count && i < 31; i++)
            if ((changed & (1 << i)) != 0) mask |= InputsOf(arguments[i].Expression, inputs);
        return mask;
    }

    /// <summary>The inputs whose memory an expression may see.</summary>
    private static int InputsOf(ExpressionSyntax value, Dictionary<string, int> inputs) => value switch
    {
        IdentifierNameSyntax name => inputs.TryGetValue(name.Identifier.ValueText, out int mask) ? mask : 0,
        ParenthesizedExpressionSyntax parenthesized => InputsOf(parenthesized.Expression, inputs),
        ElementAccessExpressionSyntax element => InputsOf(element.Expression, inputs),
        ConditionalExpressionSyntax choice => InputsOf(choice.WhenTrue, inputs) | InputsOf(choice.WhenFalse, inputs),
        PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } suppressed =>
            InputsOf(suppressed.Operand, inputs),
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access }
            when Sharing.SeesTheSame(access.Name.Identifier.ValueText) => InputsOf(access.Expression, inputs),
        MemberAccessExpressionSyntax access when Sharing.SeesTheSame(access.Name.Identifier.ValueText) =>
            InputsOf(access.Expression, inputs),
        _ => 0,
    };

    private static string? NameOf(ExpressionSyntax target) => target switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax or BaseExpressionSyntax } access =>
            access.Name.Identifier.ValueText,
        _ => null,
    };
}
