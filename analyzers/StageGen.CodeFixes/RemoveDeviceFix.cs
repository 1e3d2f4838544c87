using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using StageGen.Modeling;

namespace StageGen.CodeFixes;

/// <summary>Removes a device that would have nothing to do: its stages are given to others already, or there are more devices than stages.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RemoveDeviceFix)), Shared]
public sealed class RemoveDeviceFix : TextFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Rules.DeviceStagesOrder];

    /// <inheritdoc/>
    protected override IEnumerable<Remedy> Remedies(SyntaxNode node, Diagnostic diagnostic, SemanticModel model, CancellationToken cancellation)
    {
        if (node.FirstAncestorOrSelf<AttributeSyntax>() is not { Parent.Parent: TypeDeclarationSyntax type } device) yield break;
        var devices = type.Attributes("Device").ToList();
        int at = devices.IndexOf(device);
        var text = type.SyntaxTree.GetText(cancellation);
        if (devices.All(one => one.Named("Stages") is null))
        {
            // The first that is one too many is marked; those after it are, too.
            if (at > 0)
                yield return new Remedy("remove device", "Remove the devices without a stage", [.. AttributeText.Remove(text, devices.Skip(at))]);
            yield break;
        }
        var earlier = devices.Take(at).Select(Stages).ToList();
        if (Stages(device) is { } own && earlier.All(stages => stages is not null) && own.All(stage => earlier.Any(stages => stages!.Contains(stage))))
            yield return new Remedy("remove device", "Remove this device", [.. AttributeText.Remove(text, [device])]);
    }

    /// <summary>The stages that a device names, or null where they are not written as literals.</summary>
    private static IReadOnlyList<int>? Stages(AttributeSyntax device)
    {
        IEnumerable<ExpressionSyntax?>? items = device.Named("Stages")?.Expression switch
        {
            CollectionExpressionSyntax list => list.Elements.Select(element => (element as ExpressionElementSyntax)?.Expression),
            ArrayCreationExpressionSyntax { Initializer: { } list } => list.Expressions,
            ImplicitArrayCreationExpressionSyntax { Initializer: var list } => list.Expressions,
            _ => null,
        };
        var numbers = items?.Select(item => item?.Number()).ToList();
        return numbers?.All(number => number is not null) == true ? [.. numbers.Select(number => number!.Value)] : null;
    }
}
