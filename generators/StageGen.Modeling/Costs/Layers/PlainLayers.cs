namespace StageGen.Modeling.Costs;

/// <summary>Modules without parameters: a function of <c>torch.nn.functional</c> with its arguments fixed.</summary>
internal static class PlainLayers
{
    public static IEnumerable<(string Names, Func<string, ArgumentList, Layer> Create)> All =>
    [
        .. "CELU ELU GELU Hardshrink Hardsigmoid Hardswish Hardtanh Mish ReLU ReLU6 SELU Sigmoid SiLU Softplus Softshrink Tanh Threshold"
            .Split(' ').Select(name => (name, Of(name.ToLowerInvariant(), ""))),
        ("LeakyReLU", Of("leaky_relu", "")),
    ];

    /// <summary>A module whose constructor has these parameters and hands them to a function.</summary>
    private static Func<string, ArgumentList, Layer> Of(string operation, string parameters) => (name, arguments) =>
    {
        string[] names = parameters.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);
        var given = new Binding(arguments, names);
        var options = ArgumentList.Empty;
        foreach (string parameter in names)
            if (given[parameter] is { } value) options = options.Add(parameter, value);
        return new FunctionLayer(name, operation, options);
    };
}
