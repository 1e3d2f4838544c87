using Microsoft.CodeAnalysis;
using StageGen.Modeling.Profiles;

namespace StageGen.Analyzers;

/// <summary>What is said of profiles, in their own files.</summary>
public static class ProfileDescriptors
{
    private const string Category = "StageGen.Profiles";
    private const string Help = "https://github.com/stagegen/stagegen/blob/main/docs/rules/";

    public static readonly DiagnosticDescriptor Damaged = new(ProfileRules.Damaged, "Profile cannot be read",
        "This profile is left out: {0}",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Help + ProfileRules.Damaged + ".md");

    public static readonly DiagnosticDescriptor OfNoModel = new(ProfileRules.OfNoModel, "Profile is of no model here",
        "This profile is left out: {0}",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Help + ProfileRules.OfNoModel + ".md");

    public static readonly DiagnosticDescriptor Stale = new(ProfileRules.Stale, "Profile is stale",
        "This profile is left out: {0}; measure again",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true, helpLinkUri: Help + ProfileRules.Stale + ".md");

    public static readonly DiagnosticDescriptor OtherSizes = new(ProfileRules.OtherSizes, "Profile is of other sizes",
        "{0}: measure again, or say the sizes with [Typical]",
        Category, DiagnosticSeverity.Info, isEnabledByDefault: true, helpLinkUri: Help + ProfileRules.OtherSizes + ".md");
}
