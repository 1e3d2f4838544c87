namespace StageGen.Modeling.Costs;

/// <summary>Activations and dropouts.</summary>
internal static class ActivationLayers
{
    private static readonly ArgumentList Training = ArgumentList.Empty.Add("training", Argument.Of(true));

    public static IEnumerable<Factory> All =>
    [
        Factory.Of("ReLU", "relu", "inplace"),
        Factory.Of("ReLU6", "relu6", "inplace"),
        Factory.Of("SELU", "selu", "inplace"),
        Factory.Of("CELU", "celu", "alpha, inplace"),
        Factory.Of("ELU", "elu", "alpha, inplace"),
        Factory.Of("GELU", "gelu", "inplace"),
        Factory.Of("GLU", "glu", "dim"),
        Factory.Of("Hardshrink", "hardshrink", "lambda"),
        Factory.Of("Hardsigmoid", "hardsigmoid", "inplace"),
        Factory.Of("Hardswish", "hardswish", "inplace"),
        Factory.Of("Hardtanh", "hardtanh", "min_val, max_val, inplace"),
        Factory.Of("LeakyReLU", "leaky_relu", "negative_slope, inplace"),
        Factory.Of("LogSigmoid", "logsigmoid"),
        Factory.Of("LogSoftmax", "log_softmax", "dim"),
        Factory.Of("Mish", "mish", "inplace"),
        Factory.Of("RReLU", "rrelu", "lower, upper, inplace"),
        Factory.Of("Sigmoid", "sigmoid", "inplace"),
        Factory.Of("SiLU", "silu", "inplace"),
        Factory.Of("Softmax", "softmax", "dim"),
        Factory.Of("Softmax2d", "softmax2d"),
        Factory.Of("Softmin", "softmin", "dim"),
        Factory.Of("Softplus", "softplus", "beta, threshold"),
        Factory.Of("Softshrink", "softshrink", "lambda"),
        Factory.Of("Softsign", "softsign", "inplace"),
        Factory.Of("Tanh", "tanh", "inplace"),
        Factory.Of("Tanhshrink", "tanhshrink", "inplace"),
        Factory.Of("Threshold", "threshold", "threshold, value, inplace"),
        Factory.Of("Dropout", "dropout", "p, inplace", Training),
        Factory.Of("Dropout1d", "dropout1d", "p, inplace", Training),
        Factory.Of("Dropout2d", "dropout2d", "p, inplace", Training),
        Factory.Of("Dropout3d", "dropout3d", "p, inplace", Training),
        Factory.Of("AlphaDropout", "alpha_dropout", "p, inplace", Training),
        Factory.Of("FeatureAlphaDropout", "feature_alpha_dropout", "p, inplace", Training),
    ];
}
