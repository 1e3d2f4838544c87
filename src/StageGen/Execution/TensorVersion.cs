using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace StageGen.Execution;

/// <summary>
/// libtorch's count of how often a tensor was changed in place, which TorchSharp does not pass on: asked of libtorch itself
/// (<c>at::TensorBase::_version() const</c>), whose methods take the pointer that TorchSharp calls a handle.
/// </summary>
internal static unsafe class TensorVersion
{
    private static readonly delegate* unmanaged<nint, long> Ask = (delegate* unmanaged<nint, long>)Find("?_version@TensorBase@at@@QEBA_JXZ",
        "_ZNK2at10TensorBase8_versionEv");

    private static readonly delegate* unmanaged<nint, byte> AskInference =
        (delegate* unmanaged<nint, byte>)Find("?is_inference@native@at@@YA_NAEBVTensor@2@@Z", "_ZN2at6native12is_inferenceERKNS_6TensorE");

    /// <summary>Whether libtorch can be asked here.</summary>
    public static bool IsKnown => Ask != null;

    /// <summary>How often the tensor was changed, or null where nobody knows.</summary>
    /// <param name="tensor">A tensor; one made in inference mode has no count, and asking for it is fatal.</param>
    public static long? Of(Tensor tensor)
    {
        if (Ask == null || (!tensor.requires_grad && MayBeOfInference(tensor)))
        {
            return null;
        }

        long version = Ask(tensor.Handle);
        GC.KeepAlive(tensor);
        return version;
    }

    private static bool MayBeOfInference(Tensor tensor)
    {
        bool may = AskInference == null || AskInference(tensor.Handle) != 0;
        GC.KeepAlive(tensor);
        return may;
    }

    private static nint Find(string windows, string others)
    {
        (string library, string symbol) = OperatingSystem.IsWindows() ? ("torch_cpu", windows) : ("libtorch_cpu", others);
        foreach (string name in (string[])[library, library + (OperatingSystem.IsMacOS() ? ".dylib" : ".so")])
        {
            if (NativeLibrary.TryLoad(name, typeof(Tensor).Assembly, null, out nint loaded)
                && NativeLibrary.TryGetExport(loaded, symbol, out nint function))
            {
                return function;
            }
        }

        return 0;
    }
}
