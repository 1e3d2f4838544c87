namespace StageGen.Modeling.Costs;

/// <summary>Dropout: on the CPU a mask of the input's type is drawn and kept, for every element or for every channel.</summary>
internal static class Dropouts
{
    public static IEnumerable<Operation> All =>
    [
        new("dropout", "input, p, training, inplace", call => Apply(call, trains: true, everywhere: true)),
        new("dropout1d, dropout2d, dropout3d", "input, p, training, inplace", call => Apply(call, trains: true, everywhere: false)),
        new("alpha_dropout", "input, p, training, inplace", call => Apply(call, trains: false, everywhere: true)),
        new("feature_alpha_dropout", "input, p, training, inplace", call => Apply(call, trains: false, everywhere: false)),
    ];

    private static LayerResult Apply(Call call, bool trains, bool everywhere)
    {
        if (call.Tensor("input") is not { } input) return LayerResult.Unknown;
        bool isNothing = call.Arguments.Number("p", 0.5) == 0 || !call.Arguments.Flag("training", trains);
        if (isNothing) return new Outcome(call).View(input, input.Shape).Result();
        var elements = input.Shape.Elements;
        var drawn = everywhere ? elements : input.Shape.Rank > 1 ? input.Shape.Dimensions[0] * input.Shape.Dimensions[1] : Size.Unknown;
        var outcome = new Outcome(call);
        _ = call.IsInPlace || call.Arguments.Flag("inplace", false) ? outcome.InPlace(input) : outcome.Output(input.Shape);
        return outcome.Forward(drawn * 2 + elements).Gradient(input, elements).OneByOne(drawn * StepCounts.Drawn)
            .KeepInside(drawn * input.Shape.Type.Bytes()).Result();
    }
}
