using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using StageGen.Modeling;
using StageGen.Modeling.Profiles;

namespace StageGen.Analyzers;

/// <summary>A class with <c>[Pipeline]</c> as the analyzers come upon it, read once for all of them.</summary>
/// <param name="Type">The class.</param>
/// <param name="Attribute">Its <c>[Pipeline]</c>.</param>
/// <param name="Declaration">The declaration that has it.</param>
/// <param name="Reading">What was read.</param>
internal sealed record PipelineClass(INamedTypeSymbol Type, AttributeSyntax Attribute, SyntaxNode Declaration, ModelReading Reading)
{
    /// <summary>The class that an action is about, or null where it is no pipeline.</summary>
    public static PipelineClass? Of(SymbolAnalysisContext context) =>
        Of((INamedTypeSymbol)context.Symbol, context.Compilation, context.Options, context.CancellationToken);

    public static PipelineClass? Of(INamedTypeSymbol type, Compilation compilation, AnalyzerOptions options, CancellationToken cancellation)
    {
        if (type.TypeKind != TypeKind.Class
            || ModelReader.FindPipeline(type)?.ApplicationSyntaxReference?.GetSyntax(cancellation) is not AttributeSyntax attribute)
            return null;
        return attribute is { Parent.Parent: { } declaration }
            ? new PipelineClass(type, attribute, declaration,
                ReadingMemo.Read(type, declaration, compilation, StageProfiles.Of(options.AdditionalFiles, cancellation), cancellation))
            : null;
    }

    /// <summary>Where a problem is.</summary>
    public Location Place(Problem problem) => Location.Create(ModelReader.PartsOf(Type)[problem.Part].SyntaxTree, problem.Span);

    /// <summary>An argument of <c>[Pipeline]</c> by its name; the whole attribute where it is left out.</summary>
    public Location PlaceOf(string argument) =>
        (Attribute.ArgumentList?.Arguments.FirstOrDefault(one => one.NameEquals?.Name.Identifier.ValueText == argument)
            ?? (SyntaxNode)Attribute)
            .GetLocation();
}
