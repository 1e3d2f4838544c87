using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace StageGen.Execution;

/// <summary>
/// Finds modules that change what they are given, as <c>ReLU(inplace: true)</c> does. Autograd forbids that to a value that has
/// just arrived from another chunk, and other readers must not see it: such a chunk works on copies of what arrives.
/// </summary>
internal static class InPlaceModules
{
    /// <summary>Whether one of the modules, or of those in them, works in place.</summary>
    public static bool AnyIn(IEnumerable<Module> modules) =>
        modules.Any(module => WorksInPlace(module) || module.modules().Any(WorksInPlace));

    private static bool WorksInPlace(Module module) => module switch
    {
        ReLU m => m.inplace,
        ReLU6 m => m.inplace,
        LeakyReLU m => m.inplace,
        RReLU m => m.inplace,
        ELU m => m.inplace,
        SELU m => m.inplace,
        CELU m => m.inplace,
        GELU m => m.inplace,
        SiLU m => m.inplace,
        Mish m => m.inplace,
        Hardtanh m => m.inplace,
        Hardsigmoid m => m.inplace,
        Hardswish m => m.inplace,
        Threshold m => m.inplace,
        Sigmoid m => m.inplace,
        Tanh m => m.inplace,
        Tanhshrink m => m.inplace,
        Softsign m => m.inplace,
        Dropout m => m.inplace,
        Dropout1d m => m.inplace,
        Dropout2d m => m.inplace,
        Dropout3d m => m.inplace,
        AlphaDropout m => m.inplace,
        FeatureAlphaDropout m => m.inplace,
        _ => false,
    };
}
