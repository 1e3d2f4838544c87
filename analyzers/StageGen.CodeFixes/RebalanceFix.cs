using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using StageGen.Modeling.Costs;

namespace StageGen.CodeFixes;

/// <summary>
/// Rewrites <c>[Stage]</c> and <c>[Stages]</c> to the cut that a diagnostic has found to be better:
/// it says the attribute of each submodule.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RebalanceFix)), Shared]
public sealed class RebalanceFix : TextFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
        [CostRules.Imbalance, CostRules.SplitWeights, CostRules.CheaperCut, CostRules.OverMemory];

    /// <inheritdoc/>
    protected override IEnumerable<Remedy> Remedies(SyntaxNode node, Diagnostic diagnostic, SemanticModel model,
        CancellationToken cancellation)
    {
        if (diagnostic.Properties.IsEmpty || node.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type) yield break;
        if (NamedMembers.Of(type, diagnostic) is not { } members) yield break;
        var changes = new List<TextChange>();
        foreach (var (member, attribute) in members)
        {
            var written = member.Attributes("Stage", "Stages").ToList();
            if (written.Count != 1) yield break;
            string text = written[0].Qualifier() + attribute;
            if (!SameText(written[0], text)) changes.Add(new TextChange(written[0].Span, text));
        }

        if (changes.Count > 0)
            yield return new Remedy(diagnostic.Id == CostRules.CheaperCut ? "move the cut" : "rebalance", Title(diagnostic.Id), changes);
    }

    private static string Title(string rule) => rule switch
    {
        CostRules.SplitWeights => "Put what shares weights in one stage",
        CostRules.CheaperCut => "Move the cut to where less crosses",
        CostRules.OverMemory => "Cut the stages so that they fit in memory",
        _ => "Rebalance the stages",
    };

    private static bool SameText(AttributeSyntax attribute, string text) =>
        string.Concat(attribute.DescendantTokens().Select(token => token.Text)) == text.Replace(" ", "");
}
