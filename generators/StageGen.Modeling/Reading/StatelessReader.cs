using Microsoft.CodeAnalysis;

namespace StageGen.Modeling.Reading;

/// <summary>
/// Sees whether a submodule is one of TorchSharp's that keep nothing: no parameter, no buffer (<c>ReLU</c>, <c>Dropout</c>,
/// <c>MaxPool2d</c> …). Such a one is as good in any stage.
/// </summary>
internal static class StatelessReader
{
    /// <summary>Its name, or null where it may keep something.</summary>
    public static string? NameOf(FieldType fieldType, INamedTypeSymbol type, ISymbol member)
    {
        if (fieldType.Stateless is { } name) return name;
        if (!fieldType.IsAnyModule) return null;
        // Declared as Module<Tensor, Tensor>: then it is what it is made with.
        var factories = MadeValues.Of(type, member).Select(MadeValues.Factory).Distinct().ToList();
        return factories is [{ } only] && Names.Contains(only) && type.GetMembers(only).IsEmpty ? only : null;
    }

    /// <summary>Whether it draws random numbers.</summary>
    public static bool IsRandom(string name) => name.IndexOf("Dropout", StringComparison.Ordinal) >= 0 || name is "RReLU"
        || name.StartsWith("FractionalMaxPool", StringComparison.Ordinal);

    public static readonly HashSet<string> Names =
    [
        "ReLU", "ReLU6", "RReLU", "LeakyReLU", "ELU", "SELU", "CELU", "GELU", "SiLU", "Mish", "GLU", "Hardtanh", "Hardswish",
        "Hardsigmoid", "Hardshrink", "Softshrink", "Tanhshrink", "Sigmoid", "LogSigmoid", "Tanh", "Softmax", "Softmax2d", "LogSoftmax",
        "Softmin", "Softplus", "Softsign", "Threshold", "Identity", "Flatten", "Unflatten", "Dropout", "Dropout1d", "Dropout2d",
        "Dropout3d", "AlphaDropout", "FeatureAlphaDropout", "MaxPool1d", "MaxPool2d", "MaxPool3d", "AvgPool1d", "AvgPool2d", "AvgPool3d",
        "LPPool1d", "LPPool2d", "FractionalMaxPool2d", "FractionalMaxPool3d", "AdaptiveAvgPool1d", "AdaptiveAvgPool2d", "AdaptiveAvgPool3d",
        "AdaptiveMaxPool1d", "AdaptiveMaxPool2d", "AdaptiveMaxPool3d", "Upsample", "PixelShuffle", "PixelUnshuffle", "ChannelShuffle",
        "Fold", "Unfold", "CosineSimilarity", "PairwiseDistance", "ZeroPad2d", "ConstantPad1d", "ConstantPad2d", "ConstantPad3d",
        "ReflectionPad1d", "ReflectionPad2d", "ReflectionPad3d", "ReplicationPad1d", "ReplicationPad2d", "ReplicationPad3d",
    ];
}
