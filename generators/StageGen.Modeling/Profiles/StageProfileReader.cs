using Microsoft.CodeAnalysis.Text;

namespace StageGen.Modeling.Profiles;

/// <summary>Reads a <c>.stageprofile.json</c>. Gives a result for any text, however damaged.</summary>
public static class StageProfileReader
{
    /// <summary>What the names of such files end in.</summary>
    public const string Extension = ".stageprofile.json";

    private const int Version = 1;

    /// <summary>Whether a file is one, by its name.</summary>
    public static bool IsProfile(string path) => path.EndsWith(Extension, StringComparison.OrdinalIgnoreCase);

    public static StageProfileReading Read(string text)
    {
        var problems = new List<ProfileProblem>();
        if (JsonReader.Read(text, out var damage) is not { } root)
        {
            problems.Add(new ProfileProblem(damage.Span, "it is no JSON: " + damage.Message));
            return new StageProfileReading(null, problems.ToEquatableArray(), new ProfilePlaces(default, default, default));
        }
        var profile = new ProfileMembers(root, "a profile", problems);
        if (root.Members.FirstOrDefault(
            member => member.Name == "stageprofile") is { Value: { Kind: JsonKind.Number, Number: not Version } other })
            problems.Add(new ProfileProblem(other.Span, "it was written by another version of StageGen: measure again"));
        _ = profile.Whole("stageprofile", Version);
        string model = profile.Text("model", out var modelSpan);
        string fingerprint = profile.Text("fingerprint", out var fingerprintSpan);
        foreach (var device in profile.List("devices").Where(device => device.Kind != JsonKind.Text))
            problems.Add(new ProfileProblem(device.Span, "a device is a text"));
        _ = profile.Whole("threads", 1);
        int samples = profile.Whole("samples", 1);
        _ = profile.Whole("passes", 1);
        var places = new List<TextSpan>();
        var submodules = profile.List("submodules").Select(value => Submodule(value, places, problems)).ToList();
        var loss = profile.Object("loss") is { } value ? new ProfileMembers(value, "the loss", problems) : null;
        var (lossForward, lossBackward) = (loss?.Number("forward_ms") ?? 0, loss?.Number("backward_ms") ?? 0);
        loss?.NoMore();
        profile.NoMore();
        foreach (var twice in submodules.Select((submodule, i) => (submodule.Name, i)).GroupBy(item => item.Name)
            .SelectMany(same => same.Skip(1)))
            problems.Add(new ProfileProblem(places[twice.i], "the submodule '" + twice.Name + "' is here for the second time"));
        return new StageProfileReading(
            problems.Count > 0 ? null : new StageProfile
            {
                Model = model,
                Fingerprint = fingerprint,
                Samples = samples,
                Submodules = submodules.ToEquatableArray(),
                LossForwardMs = lossForward,
                LossBackwardMs = lossBackward,
            },
            problems.OrderBy(problem => problem.Span.Start).ToEquatableArray(),
            new ProfilePlaces(modelSpan, fingerprintSpan, places.ToEquatableArray()));
    }

    private static ProfiledSubmodule Submodule(JsonValue value, List<TextSpan> places, List<ProfileProblem> problems)
    {
        var members = new ProfileMembers(value, "a submodule", problems);
        string name = members.Text("name", out var span);
        places.Add(span);
        _ = members.Text("type", out _);
        _ = members.Whole("calls", 1);
        var submodule = new ProfiledSubmodule(
            name, members.Number("forward_ms"), members.Number("input_gradient_ms"), members.Number("weight_gradient_ms"),
            members.Number("parameter_bytes"), members.Number("activation_bytes", mayBeMissing: true), members.Number("output_bytes"));
        members.NoMore();
        return submodule;
    }
}
