using TorchSharp;
using TorchSharp.Modules;

namespace StageGen.Execution;

/// <summary>Puts each stage's submodules on its device and sees to it that every parameter is at home on exactly one.</summary>
internal static class ModelPlacement
{
    /// <summary>Moves the modules and gives each device's parameters, in the order of its stages.</summary>
    /// <exception cref="ArgumentException">A parameter belongs to no stage, or to stages on two devices.</exception>
    public static IReadOnlyList<IReadOnlyList<Parameter>> Place(torch.nn.Module model, PipelineLayout layout, IReadOnlyList<PipelineStage> stages, IReadOnlyList<PipelineDevice> devices)
    {
        var home = new Dictionary<Parameter, int>(ReferenceEqualityComparer.Instance);
        var parameters = new List<IReadOnlyList<Parameter>>();
        foreach (PipelineDevice device in devices)
        {
            var own = new List<Parameter>();
            foreach (torch.nn.Module module in device.Stages.SelectMany(s => stages[s].Modules))
            {
                Move(module, device.Device);
                foreach (Parameter parameter in module.parameters())
                {
                    if (home.TryAdd(parameter, device.Index))
                    {
                        own.Add(parameter);
                    }
                    else if (home[parameter] != device.Index)
                    {
                        throw new ArgumentException(
                            $"{layout.Model}: the parameter '{NameOf(model, parameter)}' belongs to stages on two devices, {devices[home[parameter]]} and {device}. "
                            + "Put the modules that share it into stages that run on the same device.");
                    }
                }
            }

            foreach (torch.Tensor tensor in device.Stages.SelectMany(s => stages[s].Tensors).OfType<torch.Tensor>())
            {
                CheckPlace(layout, tensor, device);
                if (tensor is Parameter parameter && home.TryAdd(parameter, device.Index))
                {
                    own.Add(parameter);
                }
            }

            parameters.Add(own);
        }

        if (model.named_parameters().FirstOrDefault(p => !home.ContainsKey(p.parameter)) is { parameter: not null } lost)
        {
            throw new ArgumentException(
                $"{layout.Model}: the parameter '{lost.name}' belongs to no stage, so it would never be trained. Use it in forward, or put [Stage] on the submodule that holds it.");
        }

        return parameters;
    }

    // Only the module that holds a tensor can put another in its place, and here that is the model itself.
    private static void CheckPlace(PipelineLayout layout, torch.Tensor tensor, PipelineDevice device)
    {
        if (!IsOn(tensor, device.Device))
        {
            throw new ArgumentException(
                $"{layout.Model}: a parameter or buffer of the model itself, {Described.Value(tensor)}, is on {tensor.device}, and the stage that uses it on {device}. "
                + "Make it on that device, or hold it in a submodule of that stage.");
        }
    }

    private static bool IsOn(torch.Tensor tensor, torch.Device device)
        => tensor.device_type == device.type && (device.type == DeviceType.CPU || tensor.device_index == device.index);

    private static void Move(torch.nn.Module module, torch.Device device)
    {
        bool there = module.parameters().Cast<torch.Tensor>().Concat(module.buffers())
            .All(t => IsOn(t, device));
        if (!there)
        {
            _ = module.to(device);
        }
    }

    private static string NameOf(torch.nn.Module model, Parameter parameter)
        => model.named_parameters().FirstOrDefault(p => ReferenceEquals(p.parameter, parameter)).name ?? "(unnamed)";
}
