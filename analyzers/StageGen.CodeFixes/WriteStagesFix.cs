using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using StageGen.Modeling;

namespace StageGen.CodeFixes;

/// <summary>Writes out the stages that were chosen for a model, as attributes of its submodules, and takes <c>Stages = 4</c> away: the cut then stays as it is.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(WriteStagesFix)), Shared]
public sealed class WriteStagesFix : TextFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Rules.ChosenStages];

    /// <inheritdoc/>
    protected override IEnumerable<Remedy> Remedies(SyntaxNode node, Diagnostic diagnostic, SemanticModel model, CancellationToken cancellation)
    {
        if (node.FirstAncestorOrSelf<AttributeSyntax>() is not { Parent.Parent: TypeDeclarationSyntax type } pipeline || pipeline.Named("Stages") is not { } stages) yield break;
        var changes = new List<TextChange> { AttributeText.Remove(stages) };
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in type.Members)
        {
            string[] names = [.. member.Names().Where(diagnostic.Properties.ContainsKey)];
            if (names.Length == 0) continue;
            found.UnionWith(names);
            // Several submodules in one declaration have one attribute.
            if (names.Length != member.Names().Count() || names.Select(name => diagnostic.Properties[name]).Distinct().Count() > 1) yield break;
            changes.Add(new TextChange(new TextSpan(member.SpanStart, 0), "[" + pipeline.Qualifier() + diagnostic.Properties[names[0]] + "] "));
        }
        // A submodule in another part of the class is in another file, or may be.
        if (found.Count == diagnostic.Properties.Count) yield return new Remedy("write stages", "Write the stages out", changes);
    }
}
