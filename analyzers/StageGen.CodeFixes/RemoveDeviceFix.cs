using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using StageGen.Modeling;

namespace StageGen.CodeFixes;

/// <summary>
/// Removes a device that would have nothing to do, as its stages are given to others already or there are more devices than stages; and one
/// that is declared twice, whose stages the first then takes.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RemoveDeviceFix)), Shared]
public sealed class RemoveDeviceFix : TextFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Rules.DeviceStagesOrder, Rules.DeviceTwice];

    /// <inheritdoc/>
    protected override IEnumerable<Remedy> Remedies(SyntaxNode node, Diagnostic diagnostic, SemanticModel model,
        CancellationToken cancellation)
    {
        if (node.FirstAncestorOrSelf<AttributeSyntax>() is not { Parent.Parent: TypeDeclarationSyntax type } device) yield break;
        var devices = type.Attributes("Device").ToList();
        int at = devices.IndexOf(device);
        var text = type.SyntaxTree.GetText(cancellation);
        if (diagnostic.Id == Rules.DeviceTwice)
        {
            if (Merge(devices, at, text) is { } merged)
                yield return new Remedy("merge devices", "Give its stages to the first [Device] of that name", merged);
            yield break;
        }
        if (devices.All(one => one.Named("Stages") is null))
        {
            // The first that is one too many is marked; those after it are, too.
            if (at > 0)
                yield return new Remedy("remove device", "Remove the devices without a stage",
                    [.. AttributeText.Remove(text, devices.Skip(at))]);
            yield break;
        }
        var earlier = devices.Take(at).Select(Stages).ToList();
        if (Stages(device) is { } own && earlier.All(stages => stages is not null)
            && own.All(stage => earlier.Any(stages => stages!.Contains(stage))))
            yield return new Remedy("remove device", "Remove this device", [.. AttributeText.Remove(text, [device])]);
    }

    /// <summary>The device goes, and the one before it takes its stages: only neighbours run fused.</summary>
    private static IReadOnlyList<TextChange>? Merge(List<AttributeSyntax> devices, int at, SourceText text)
    {
        if (at < 1 || devices[at - 1].Positional() is not [var first, ..] || devices[at].Positional() is not [var own, ..]
            || first.ToString() != own.ToString())
            return null;
        var removed = AttributeText.Remove(text, [devices[at]]);
        if (devices.All(device => device.Named("Stages") is null)) return [.. removed];
        if (Stages(devices[at - 1]) is not { } stages || Stages(devices[at]) is not { } more) return null;
        string all = "[" + string.Join(", ", stages.Concat(more).Select(AttributeText.Text)) + "]";
        return [new TextChange(devices[at - 1].Named("Stages")!.Expression.Span, all), .. removed];
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
