using TorchSharp;
using TorchSharp.Modules;

namespace StageGen.Execution;

/// <summary>Puts each stage's submodules on its device and gives every parameter to one of them.</summary>
internal static class ModelPlacement
{
    /// <summary>Moves the modules and gives each device's parameters, in the order of its stages.</summary>
    /// <exception cref="ArgumentException">A parameter belongs to no stage, is not the model's, or belongs to stages on devices that share
    /// no memory.</exception>
    public static IReadOnlyList<IReadOnlyList<Parameter>> Place(torch.nn.Module model, PipelineLayout layout,
        IReadOnlyList<PipelineStage> stages, IReadOnlyList<PipelineDevice> devices)
    {
        CheckRegistered(model, layout, stages);
        CheckTies(model, layout, stages, devices);
        var home = new Dictionary<Parameter, int>(ParameterIdentity.Comparer);
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

    // The pipeline would train them, and the model neither save nor show them. A frozen module may be kept out of the state on purpose.
    private static void CheckRegistered(torch.nn.Module model, PipelineLayout layout, IReadOnlyList<PipelineStage> stages)
    {
        var known = new HashSet<Parameter>(model.parameters(), ParameterIdentity.Comparer);
        foreach (PipelineStage stage in stages.Where(stage => stage.Modules.SelectMany(module => module.parameters()).Any(IsLost)))
        {
            string name = stage.Submodules.FirstOrDefault(part => part.Module.parameters().Any(IsLost)).Name ?? stage.Name;
            throw new ArgumentException(
                $"{layout.Model}: the model does not know the parameters of '{name}': they would be trained, and in no state_dict. "
                + "Call RegisterComponents() at the end of the constructor; for modules in an array, a list or a dictionary register_module, or make it a ModuleList or ModuleDict.");
        }

        bool IsLost(Parameter parameter) => parameter.requires_grad && !known.Contains(parameter);
    }

    // Moving one of two modules that share a parameter would part them, so what is shared must lie where it is used.
    private static void CheckTies(torch.nn.Module model, PipelineLayout layout, IReadOnlyList<PipelineStage> stages,
        IReadOnlyList<PipelineDevice> devices)
    {
        var first = new Dictionary<Parameter, (PipelineDevice Device, torch.nn.Module Module)>(ParameterIdentity.Comparer);
        foreach (PipelineDevice device in devices)
        {
            foreach (torch.nn.Module module in device.Stages.SelectMany(s => stages[s].Modules))
            {
                foreach (Parameter parameter in module.parameters())
                {
                    if (first.TryAdd(parameter, (device, module)))
                    {
                        continue;
                    }

                    var (other, otherModule) = first[parameter];
                    bool moves = !IsOn(parameter, device.Device) || !IsOn(parameter, other.Device);
                    if (moves && (other != device || !ReferenceEquals(module, otherModule)))
                    {
                        throw new ArgumentException(
                            $"{layout.Model}: the parameter '{NameOf(model, parameter)}' is shared by modules on {other} and on {device}, and lies on {parameter.device}. "
                            + "Devices can share a parameter only in their own memory: put the modules into stages of one device, make them there, and share the parameter then.");
                    }
                }
            }
        }
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
        => model.named_parameters().FirstOrDefault(p => ParameterIdentity.Comparer.Equals(p.parameter, parameter)).name ?? "(unnamed)";
}
