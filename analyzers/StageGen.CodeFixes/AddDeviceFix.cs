using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using StageGen.Modeling;

namespace StageGen.CodeFixes;

/// <summary>
/// Makes a tensor on the device of another one: of one in the same statement, else of the one that was last given a value.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(AddDeviceFix)), Shared]
public sealed class AddDeviceFix : TextFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Rules.MadeElsewhere];

    /// <inheritdoc/>
    protected override IEnumerable<Remedy> Remedies(SyntaxNode node, Diagnostic diagnostic, SemanticModel model,
        CancellationToken cancellation)
    {
        // What is moved to a device that is written down may be meant so.
        if (node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } call || call.Span != diagnostic.Location.SourceSpan
            || IsMove(call) || Beside(call, model, cancellation) is not { } tensor)
            yield break;
        string device = tensor + ".device";
        var arguments = call.ArgumentList.Arguments;
        var written = arguments.FirstOrDefault(argument => argument.NameColon?.Name.Identifier.ValueText == "device");
        yield return new Remedy("add device", "Make it on the device of '" + tensor + "'",
        [
            written is not null
                ? new TextChange(written.Expression.Span, device)
                : new TextChange(new TextSpan(call.ArgumentList.CloseParenToken.SpanStart, 0),
                    (arguments.Count == 0 ? "" : ", ") + "device: " + device),
        ]);
    }

    private static bool IsMove(InvocationExpressionSyntax call) =>
        call.Expression is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "to" or "cpu" or "cuda" };

    /// <summary>The name of a tensor that is there where the call is.</summary>
    private static string? Beside(InvocationExpressionSyntax call, SemanticModel model, CancellationToken cancellation)
    {
        if (call.FirstAncestorOrSelf<BaseMethodDeclarationSyntax>() is not { } method) return null;
        var statement = (SyntaxNode?)call.FirstAncestorOrSelf<StatementSyntax>() ?? method;
        var given = (statement as ExpressionStatementSyntax)?.Expression is AssignmentExpressionSyntax { Left: IdentifierNameSyntax left }
            ? left
            : null;
        // The nearest mention before the call, then one behind it in the statement, then the nearest declaration before the statement.
        var mentions = method.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(name => name != given && IsTensor(name, model, cancellation)).ToList();
        var inStatement = mentions.Where(name => statement.Span.Contains(name.Span)).ToList();
        return (inStatement.LastOrDefault(name => name.SpanStart < call.Span.End)
            ?? inStatement.FirstOrDefault() ?? mentions.LastOrDefault(name => name.SpanStart < statement.SpanStart))
            ?.Identifier.ValueText ?? Parameter(method, model, cancellation);
    }

    private static bool IsTensor(IdentifierNameSyntax name, SemanticModel model, CancellationToken cancellation) =>
        !(name.Parent is MemberAccessExpressionSyntax access && access.Name == name)
        && model.GetSymbolInfo(name, cancellation).Symbol is { } symbol && TypeOf(symbol) is { Name: "Tensor" };

    private static ITypeSymbol? TypeOf(ISymbol symbol) => symbol switch
    {
        ILocalSymbol local => local.Type,
        IParameterSymbol parameter => parameter.Type,
        _ => null,
    };

    private static string? Parameter(BaseMethodDeclarationSyntax method, SemanticModel model, CancellationToken cancellation) =>
        method.ParameterList.Parameters.FirstOrDefault(parameter =>
            model.GetDeclaredSymbol(parameter, cancellation) is IParameterSymbol { Type.Name: "Tensor" })?.Identifier.ValueText;
}
