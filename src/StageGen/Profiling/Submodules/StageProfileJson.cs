using System.Globalization;
using System.Text;
using System.Text.Json;

namespace StageGen;

/// <summary>Writes a <c>.stageprofile.json</c>: a line a submodule, so that a problem with one has a place of its own.</summary>
internal static class StageProfileJson
{
    private const int Version = 1;

    public static string Write(SubmoduleProfile profile)
    {
        var text = new StringBuilder();
        text.Append("{\n");
        Line("stageprofile", Number(Version));
        Line("model", Text(profile.Model));
        Line("fingerprint", Text(profile.Fingerprint));
        Line("devices", "[" + string.Join(", ", profile.Devices.Select(Text)) + "]");
        Line("threads", Number(profile.Threads));
        Line("samples", Number(profile.Samples));
        Line("passes", Number(profile.Passes));
        text.Append("  \"submodules\": [\n");
        text.AppendJoin(",\n", profile.Submodules.Select(submodule => "    " + Object(submodule)));
        text.Append("\n  ],\n");
        text.Append(
            $"  \"loss\": {{ \"forward_ms\": {Time(profile.LossForwardMs)}, \"backward_ms\": {Time(profile.LossBackwardMs)} }}\n}}\n");
        return text.ToString();

        void Line(string name, string value) => text.Append($"  \"{name}\": {value},\n");
    }

    private static string Object(SubmoduleCost submodule)
    {
        string activations = submodule.ActivationBytes is { } bytes ? $"\"activation_bytes\": {Number(bytes)}, " : "";
        return $"{{ \"name\": {Text(submodule.Name)}, \"type\": {Text(submodule.Type)}, \"calls\": {Number(submodule.Calls)}, "
            + $"\"forward_ms\": {Time(submodule.ForwardMs)}, \"input_gradient_ms\": {Time(submodule.InputGradientMs)}, "
            + $"\"weight_gradient_ms\": {Time(submodule.WeightGradientMs)}, \"parameter_bytes\": {Number(submodule.ParameterBytes)}, "
            + $"{activations}\"output_bytes\": {Number(submodule.OutputBytes)} }}";
    }

    private static string Text(string text) => "\"" + JsonEncodedText.Encode(text) + "\"";

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Time(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
