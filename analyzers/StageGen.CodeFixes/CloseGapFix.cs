using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using StageGen.Modeling;

namespace StageGen.CodeFixes;

/// <summary>Numbers the stages anew, from 0 and without a gap, in the order they had.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CloseGapFix)), Shared]
public sealed class CloseGapFix : TextFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Rules.StageGap];

    /// <inheritdoc/>
    protected override IEnumerable<Remedy> Remedies(SyntaxNode node, Diagnostic diagnostic, SemanticModel model,
        CancellationToken cancellation)
    {
        if (node.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type || IsElsewhereToo(type, model, cancellation)) yield break;
        // Devices that name their stages would have to be told, and which of them loses the missing one is not ours to say.
        if (type.Attributes("Device").Any(device => device.Named("Stages") is not null)) yield break;

        var written = new List<(ExpressionSyntax Place, int Number)>();
        var used = new SortedSet<int>();
        foreach (var attribute in type.Members.SelectMany(member => member.Attributes("Stage", "Stages")))
        {
            var numbers = attribute.Positional().Select(argument => (argument.Expression, Number: argument.Expression.Number())).ToList();
            if (numbers.Count == 0 || numbers.Any(one => one.Number is null)) yield break;
            written.AddRange(numbers.Select(one => (one.Expression, one.Number!.Value)));
            used.UnionWith(Between(numbers.Min(one => one.Number!.Value), numbers.Max(one => one.Number!.Value)));
        }
        var order = used.ToList();
        yield return new Remedy("close gap", "Number the stages without a gap",
        [
            .. from one in written
               let number = order.IndexOf(one.Number)
               where number != one.Number
               select new TextChange(one.Place.Span, AttributeText.Text(number)),
        ]);
    }

    // Stage numbers beyond any machine's are another rule's; the range is cut before it is counted.
    private static IEnumerable<int> Between(int first, int last) => Enumerable.Range(first, Math.Min(last - first, 1 << 16) + 1);

    private static bool IsElsewhereToo(TypeDeclarationSyntax type, SemanticModel model, CancellationToken cancellation) =>
        model.GetDeclaredSymbol(type, cancellation) is not { } symbol
        || symbol.DeclaringSyntaxReferences.Any(part => part.Span != type.Span
            && !part.SyntaxTree.FilePath.EndsWith(".g.cs", StringComparison.Ordinal));
}
