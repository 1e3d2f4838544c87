using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using StageGen.Modeling.Costs;

namespace StageGen.CodeFixes;

/// <summary>Rewrites <c>[Stage]</c> and <c>[Stages]</c> to the cut that a diagnostic has found to be better: it says the attribute of each submodule.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RebalanceFix)), Shared]
public sealed class RebalanceFix : TextFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [CostRules.Imbalance, CostRules.SplitWeights, CostRules.CheaperCut, CostRules.OverMemory];

    /// <inheritdoc/>
    protected override IEnumerable<Remedy> Remedies(SyntaxNode node, Diagnostic diagnostic, SemanticModel model, CancellationToken cancellation)
    {
        if (diagnostic.Properties.IsEmpty || node.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type) yield break;
        var changes = new List<TextChange>();
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in type.Members)
        {
            string[] names = [.. member.Names().Where(diagnostic.Properties.ContainsKey)];
            if (names.Length == 0) continue;
            found.UnionWith(names);
            // Several submodules in one declaration have one attribute.
            if (names.Length != member.Names().Count() || names.Select(name => diagnostic.Properties[name]).Distinct().Count() > 1) yield break;
            var written = member.Attributes("Stage", "Stages").ToList();
            if (written.Count != 1 || diagnostic.Properties[names[0]] is not { } attribute) yield break;
            string text = written[0].Qualifier() + attribute;
            if (!SameText(written[0], text)) changes.Add(new TextChange(written[0].Span, text));
        }
        // A submodule in another file, or in a base class, is not ours to change.
        if (changes.Count > 0 && found.Count == diagnostic.Properties.Count)
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
