namespace StageGen.Modeling.Costs;

/// <summary>An operation on tensors.</summary>
/// <param name="names">What it is called, by commas.</param>
/// <param name="parameters">Its parameters in TorchSharp, by commas.</param>
/// <param name="apply">What it gives and costs.</param>
internal sealed class Operation(string names, string parameters, Func<Call, LayerResult> apply)
{
    public IReadOnlyList<string> Names { get; } = Split(names);

    public string[] Parameters { get; } = Split(parameters);

    public Func<Call, LayerResult> Apply { get; } = apply;

    private static string[] Split(string list) => list.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);
}
