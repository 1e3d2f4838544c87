using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StageGen.Modeling.Reading;

namespace StageGen.Modeling.Slicing;

// Helpers that use submodules of several stages: their statements take the place of the call.
internal sealed partial class Lowering
{
    private Variable? inlineTarget;
    private int inlined;

    // The methods that were written out: where their text is copied to, the names of their files must mean the same.
    private readonly HashSet<MethodDeclarationSyntax> inlinedMethods = [];

    /// <summary>Lowers a helper's body where it is called; gives the variable of its result.</summary>
    private Variable LowerInline(StagedUse use, Variable? target, string comment)
    {
        var (parameters, body, arrow, type) = use.Inline switch
        {
            MethodDeclarationSyntax method => (method.ParameterList, method.Body, method.ExpressionBody, method.ReturnType),
            _ => ((LocalFunctionStatementSyntax)use.Inline! is var function ? function.ParameterList : null!, function.Body,
                function.ExpressionBody, function.ReturnType),
        };
        var resultType = CodeType.Of(type, forward.Tensor);
        target ??= new Variable(names.Unique(Names.Local(use.Name) + "Out"), VariableKind.Local, resultType, type.ToString());
        // What the helper returns need not have the names that its return type gives to a tuple's elements.
        if (target.Declaration == "var" && type is TupleTypeSyntax) target.Declaration = type.ToString();
        var clash = Inlining.NestedNames(use.Inline!)
            .FirstOrDefault(name => localNames.Contains(name) || Occurrences(name) > (use.Inline is LocalFunctionStatementSyntax ? 1 : 0));
        if (clash is not null || Inlining.Arguments(parameters, use.Call!) is not { } arguments)
        {
            problems.Add(Rules.NotSupportedYet, use.Node, "'" + use.Name + "', which uses submodules of stages " + Text.Number(use.First)
                + " to " + Text.Number(use.Last)
                + (clash is null ? "," : " and declares '" + clash + "', as forward does,"),
                clash is null ? "write its statements into forward" : "give one of the two another name");
            return target;
        }

        var inner = use.Inline is LocalFunctionStatementSyntax
            ? new Dictionary<string, Variable>(variables)
            : variables.Where(pair => pair.Value.IsPart).ToDictionary(pair => pair.Key, pair => pair.Value);
        inlined++;
        for (int i = 0; i < arguments.Count; i++)
        {
            var parameter = parameters.Parameters[i];
            inner[parameter.Identifier.ValueText] = LowerArgument(parameter, arguments[i], use.Inline!, comment);
        }
        var called = place;
        if (use.Inline is MethodDeclarationSyntax own) inlinedMethods.Add(own);
        var (outer, outerReturned, outerResult, outerTarget) = (new Dictionary<string, Variable>(variables), returned.ToList(),
            result, inlineTarget);
        variables.Clear();
        foreach (var pair in inner) variables[pair.Key] = pair.Value;
        (result, inlineTarget) = (target, target);
        int opened = open.Count;
        if (arrow is not null)
        {
            if (arrow.SyntaxTree != Tree) place = PlaceOf(arrow.Expression, arrow.Expression.Span);
            LowerReturn(arrow.Expression, arrow);
        }
        else if (body is not null) LowerBody(body.Statements);
        CloseScopes(opened);
        if (Tree != (called?.SourceTree ?? forward.Syntax.SyntaxTree)) place = called;
        variables.Clear();
        foreach (var pair in outer) variables[pair.Key] = pair.Value;
        returned.Clear();
        returned.AddRange(outerReturned);
        (result, inlineTarget) = (outerResult, outerTarget);
        inlined--;
        return target;
    }

    /// <summary>
    /// A parameter is the argument itself where that is a variable which the helper does not change; else it is given its value.
    /// </summary>
    private Variable LowerArgument(ParameterSyntax parameter, ExpressionSyntax argument, SyntaxNode helper, string comment)
    {
        if (argument is IdentifierNameSyntax name
            && Find(name.Identifier.ValueText) is { Kind: VariableKind.Local or VariableKind.Input, Current: not null } variable
            && !MayChange(helper, parameter.Identifier.ValueText)) return variable;
        var own = new Variable(LocalName(parameter.Identifier), VariableKind.Local, CodeType.Of(parameter.Type!, forward.Tensor),
            parameter.Type!.ToString());
        LowerGiving(own, argument, "=", comment, isUsing: false);
        return own;
    }

    private static bool MayChange(SyntaxNode helper, string parameter) =>
        helper.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name =>
            name.Identifier.ValueText == parameter && name.Parent switch
            {
                AssignmentExpressionSyntax assignment => assignment.Left == name,
                MemberAccessExpressionSyntax access => access.Expression == name && TorchNames.IsInPlace(access.Name.Identifier.ValueText),
                ArgumentSyntax { Parent: TupleExpressionSyntax { Parent: AssignmentExpressionSyntax } } => true,
                ArgumentSyntax argument => argument.RefKindKeyword.ValueText.Length > 0,
                PostfixUnaryExpressionSyntax or PrefixUnaryExpressionSyntax => true,
                _ => false,
            });

    private int Occurrences(string name) =>
        (occurrences ??= Inlining.DeclaredNames(forward.Syntax).ToLookup(declared => declared))[name].Count();

    private ILookup<string, string>? occurrences;
}
