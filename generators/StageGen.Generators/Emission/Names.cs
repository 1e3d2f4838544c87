using System.Globalization;
using Microsoft.CodeAnalysis.CSharp;
using StageGen.Modeling;

namespace StageGen.Generators.Emission;

/// <summary>How the emitters call things.</summary>
internal static class Names
{
    public const string Torch = "global::TorchSharp.torch";
    public const string Module = Torch + ".nn.Module";
    public const string CancellationToken = "global::System.Threading.CancellationToken";

    /// <summary>Marks what is generated, so that tools leave it alone.</summary>
    public static readonly string Generated =
        "[global::System.CodeDom.Compiler.GeneratedCode(\"StageGen\", \"" + typeof(Names).Assembly.GetName().Version.ToString(3) + "\")]";

    public static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    public static string Boundary(StagePlan stage) => "Boundary" + Number(stage.Index);

    public static string Method(StagePlan stage) => "ForwardStage" + Number(stage.Index);

    public static string StageClass(StagePlan stage) => "Stage" + Number(stage.Index);

    /// <summary>A dealt list's part as the arguments of <c>StageShare</c>'s methods.</summary>
    public static string Share(StageSubmodule submodule)
    {
        string split = submodule.Split.Count == 0 ? "" : ", split: [" + string.Join(", ", submodule.Split.Select(Number)) + "]";
        return "part: " + Number(submodule.Part) + ", parts: " + Number(submodule.Parts) + split;
    }

    /// <summary>What a stage holds, in the words of the model: <c>tokens, positions, blocks (1 of 2)</c>.</summary>
    public static string Contents(StagePlan stage) => string.Join(", ", stage.Submodules.Select(Contents));

    /// <summary>The first of these names that no input of <c>forward</c> has.</summary>
    public static string Free(ModelPlan plan, params string[] candidates) =>
        candidates.FirstOrDefault(candidate => plan.Inputs.All(input => input.Name != candidate)) ?? candidates[0] + "_";

    /// <summary>A name as it must be written: <c>@event</c>.</summary>
    public static string Identifier(string name) => SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None ? name : "@" + name;

    /// <summary>Text as a string literal.</summary>
    public static string Literal(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    /// <summary>Text for an XML comment.</summary>
    public static string Xml(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");

    private static string Contents(StageSubmodule submodule) =>
        submodule.Parts == 1
            ? submodule.Field
            : submodule.Field + " (" + Number(submodule.Part + 1) + " of " + Number(submodule.Parts) + ")";
}
