using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using StageGen.Modeling;

namespace StageGen.Analyzers;

/// <summary>
/// Checks the types that were concluded from syntax. The generator does not bind method bodies, which would cost it a
/// hundredfold on every key stroke; the analyzer runs beside typing and can.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class CrossingTypeAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Descriptors.All[Rules.UnclearType]];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterSyntaxNodeAction(Analyze, SyntaxKind.MethodDeclaration);
    }

    private static void Analyze(SyntaxNodeAnalysisContext context)
    {
        var method = (MethodDeclarationSyntax)context.Node;
        if (method.Identifier.ValueText != "forward" || context.ContainingSymbol?.ContainingType is not { } type
            || PipelineClass.Of(type, context.Compilation, context.Options, context.CancellationToken) is not { } pipeline) return;
        foreach (var guess in pipeline.Reading.Guesses)
        {
            if (guess.Part < 0 || ModelReader.PartsOf(type)[guess.Part].SyntaxTree != method.SyntaxTree
                || !method.Span.Contains(guess.Span))
                continue;
            var node = method.FindNode(guess.Span, getInnermostNodeForTie: true);
            var actual = node is SingleVariableDesignationSyntax
                ? (context.SemanticModel.GetDeclaredSymbol(node, context.CancellationToken) as ILocalSymbol)?.Type
                : context.SemanticModel.GetTypeInfo(node, context.CancellationToken).Type;
            if (actual is null or { TypeKind: TypeKind.Error } || Fits(actual, guess)) continue;
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.All[Rules.UnclearType], node.GetLocation(), guess.Variable, guess.Type,
                actual.ToMinimalDisplayString(context.SemanticModel, node.SpanStart)));
        }
    }

    /// <summary>Whether a value of this type can be given to what is declared with the concluded one.</summary>
    private static bool Fits(ITypeSymbol actual, TypeGuess guess)
    {
        if (!guess.IsTensor) return Plain(actual.ToDisplayString()) == Plain(guess.Type);
        for (var type = actual; type is not null; type = type.BaseType)
            if (type.Name == "Tensor" && type.ContainingType?.Name == "torch") return true;
        return false;
    }

    /// <summary>
    /// A type without what may be left out where it is written: namespaces, the names of a tuple's elements, question marks.
    /// </summary>
    private static string Plain(string type) =>
        ElementName.Replace(Qualifier.Replace(type, ""), "").Replace("?", "").Replace(" ", "");

    private static readonly Regex Qualifier = new(@"[\w:]+\.|\w+::", RegexOptions.CultureInvariant);

    private static readonly Regex ElementName = new(@"(?<=[\w>\]?)]) @?\w+(?=[,)])", RegexOptions.CultureInvariant);
}
