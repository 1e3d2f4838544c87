using System.Globalization;
using TorchSharp;

namespace StageGen;

/// <summary>Reads device names and says clearly what is wrong with one.</summary>
internal static class DeviceName
{
    /// <summary>The device a name stands for, if this machine has it.</summary>
    public static torch.Device Resolve(string name, string model)
    {
        string trimmed = name.Trim();
        string[] parts = trimmed.Split(':');
        int index = 0;
        bool wellFormed = parts.Length is 1 or 2
            && (parts.Length == 1 || int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out index));

        return (wellFormed, parts[0]) switch
        {
            (true, "cpu") => torch.CPU,
            (true, "cuda") => Cuda(trimmed, index, model),
            (true, "mps") when index == 0 => torch.mps_is_available()
                ? new torch.Device(DeviceType.MPS)
                : throw new ArgumentException(
                    $"{model}: the device '{trimmed}' is not on this machine. Choose 'cpu' (as often as you want workers)."),
            _ => throw new ArgumentException(
                $"{model}: '{name}' is not a device. Write 'cpu' (a CPU worker; may be given several times), 'cuda:0', 'cuda:1' …"),
        };
    }

    private static torch.Device Cuda(string name, int index, string model)
    {
        if (!torch.cuda.is_available())
        {
            throw new ArgumentException(
                $"{model}: the device '{name}' needs CUDA, and TorchSharp finds none here: no NVIDIA driver, or the program was built with the CPU back end. "
                + "Choose 'cpu' (as often as you want workers), or build with -p:TorchBackend=cuda on a machine with the driver.");
        }

        int count = torch.cuda.device_count();
        return index < count
            ? new torch.Device(DeviceType.CUDA, index)
            : throw new ArgumentException(
                $"{model}: there is no '{name}': this machine has {count} CUDA device{(count == 1 ? "" : "s")}, cuda:0 to cuda:{count - 1}.");
    }
}
