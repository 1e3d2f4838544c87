using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StageGen.Modeling.Reading;
using StageGen.Modeling.Slicing;

namespace StageGen.Modeling.Construction;

/// <summary>
/// What code does beside giving its value. An expression that makes a submodule is left out where the submodule's stage is not built;
/// whatever else it does would be left out with it, and what comes after would be another model's.
/// </summary>
internal sealed class Effects(ModelMembers members, SyntaxNode constructor)
{
    private static readonly HashSet<string> Advancing =
        [.. TorchNames.ListChangers, "Next", "NextInt64", "NextDouble", "NextSingle", "NextBytes", "MoveNext", "Read",
            "ReadLine", "ReadByte"];

    private readonly HashSet<string> visited = new(StringComparer.Ordinal);
    private Func<string, bool>? isOwn;

    /// <summary>
    /// The first thing in some code that has an effect outside it, and what that is; null where there is none. What
    /// <paramref name="isMeant"/> says of a name may be changed.
    /// </summary>
    public (SyntaxNode Node, string What)? Of(SyntaxNode code, Func<string, bool>? isMeant = null)
    {
        visited.Clear();
        isOwn = isMeant;
        return Find(code);
    }

    private (SyntaxNode, string)? Find(SyntaxNode code)
    {
        var own = new HashSet<string>(Slicing.Inlining.DeclaredNames(code), StringComparer.Ordinal);
        foreach (var node in code.DescendantNodesAndSelf())
        {
            var what = node switch
            {
                AssignmentExpressionSyntax { Parent: not InitializerExpressionSyntax } assignment => Write(assignment.Left, own),
                PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PostIncrementExpression
                    or (int)SyntaxKind.PostDecrementExpression } unary => Write(unary.Operand, own),
                PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression
                    or (int)SyntaxKind.PreDecrementExpression } unary => Write(unary.Operand, own),
                ArgumentSyntax { RefKindKeyword.RawKind: (int)SyntaxKind.RefKeyword or (int)SyntaxKind.OutKeyword } argument =>
                    Write(argument.Expression, own),
                AwaitExpressionSyntax or YieldStatementSyntax => "waits",
                InvocationExpressionSyntax call => OfCall(call, own),
                BaseObjectCreationExpressionSyntax creation => OfCreation(creation),
                IdentifierNameSyntax name => OfGenerator(name),
                _ => null,
            };
            if (what is not null) return (node, what);
        }
        return null;
    }

    private string? Write(ExpressionSyntax target, HashSet<string> own)
    {
        if (target is DeclarationExpressionSyntax) return null;
        if (target is TupleExpressionSyntax tuple)
            return tuple.Arguments.Select(argument => Write(argument.Expression, own)).FirstOrDefault(what => what is not null);
        return IsOwn(target, own) ? null : "changes '" + target + "'";
    }

    private bool IsOwn(ExpressionSyntax target, HashSet<string> own) =>
        RootName(target) is { } root && (own.Contains(root) || isOwn?.Invoke(root) == true);

    private string? OfCall(InvocationExpressionSyntax call, HashSet<string> own)
    {
        switch (call.Expression)
        {
            case MemberAccessExpressionSyntax { Expression: not ThisExpressionSyntax } access:
                return Advancing.Contains(access.Name.Identifier.ValueText) && !IsOwn(access.Expression, own)
                    ? "changes '" + access.Expression + "'"
                    : null;
            case MemberAccessExpressionSyntax access:
                return OfHelper(access.Name.Identifier.ValueText);
            case SimpleNameSyntax name:
                return OfHelper(name.Identifier.ValueText);
            default:
                return null;
        }
    }

    /// <summary>A method of the model, or a local function of its constructor.</summary>
    private string? OfHelper(string name)
    {
        if (!visited.Add(name)) return null;
        var bodies = members.Helpers(name).Concat(constructor.DescendantNodes().OfType<LocalFunctionStatementSyntax>()
            .Where(function => function.Identifier.ValueText == name));
        foreach (var body in bodies)
            if (Find(body) is { } found) return "calls " + name + ", which " + found.Item2;
        return null;
    }

    /// <summary>The constructors of a class of the project may count something in static fields.</summary>
    private string? OfCreation(BaseObjectCreationExpressionSyntax creation)
    {
        if (creation is not ObjectCreationExpressionSyntax { Type: SimpleNameSyntax name }
            || !visited.Add("new " + name.Identifier.ValueText))
            return null;
        if (members.SourceType(name.Identifier.ValueText) is not { } created || !TorchTypes.IsModule(created)) return null;
        foreach (var body in created.InstanceConstructors.SelectMany(one => one.DeclaringSyntaxReferences)
            .Select(place => place.GetSyntax()).OfType<ConstructorDeclarationSyntax>())
        {
            foreach (var node in body.DescendantNodes())
            {
                var target = node switch
                {
                    AssignmentExpressionSyntax { Parent: not InitializerExpressionSyntax } assignment => assignment.Left,
                    PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PostIncrementExpression
                        or (int)SyntaxKind.PostDecrementExpression } unary => unary.Operand,
                    PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression
                        or (int)SyntaxKind.PreDecrementExpression } unary => unary.Operand,
                    _ => null,
                };
                if (RootName(target) is { } root
                    && created.GetMembers(root).Any(member => member is { IsStatic: true } and (IFieldSymbol or IPropertySymbol)))
                    return "makes a " + created.Name + ", whose constructor changes the static '" + root + "'";
            }
        }
        return null;
    }

    /// <summary>A source of random numbers moves on with each use, wherever it is handed to.</summary>
    private string? OfGenerator(IdentifierNameSyntax name)
    {
        if (name.Parent is not (ArgumentSyntax or MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax })) return null;
        if (name.Parent is MemberAccessExpressionSyntax access && access.Name == name) return null;
        string text = name.Identifier.ValueText;
        string? type = members.Find(text)?.Symbol is { } member ? (Members.TypeOf(member)?.Name) : DeclaredType(text);
        return type is not null
            && (type.EndsWith("Random", StringComparison.Ordinal) || type.EndsWith("Generator", StringComparison.Ordinal))
            ? "uses the random numbers of '" + text + "'" : null;
    }

    private string? DeclaredType(string name) => constructor.DescendantNodesAndSelf().Select(node => node switch
    {
        ParameterSyntax parameter when parameter.Identifier.ValueText == name => parameter.Type?.ToString().TrimEnd('?'),
        VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax declaration } declarator
            when declarator.Identifier.ValueText == name =>
            declaration.Type.IsVar
                ? (declarator.Initializer?.Value as ObjectCreationExpressionSyntax)?.Type.ToString()
                : declaration.Type.ToString(),
        _ => null,
    }).FirstOrDefault(type => type is not null);

    /// <summary>The first name of a path, <c>this.</c> aside.</summary>
    private static string? RootName(ExpressionSyntax? expression) => ConstructorScope.Bare(expression) switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } access => access.Name.Identifier.ValueText,
        MemberAccessExpressionSyntax access => RootName(access.Expression),
        ElementAccessExpressionSyntax element => RootName(element.Expression),
        _ => null,
    };
}
