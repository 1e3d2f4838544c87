using StageGen.Execution;
using TorchSharp;
using TorchSharp.Modules;

namespace StageGen;

/// <summary>
/// A model's state dict as a file. What several names share is there once, under the first; notes say which others it has.
/// </summary>
internal static class ModelWeights
{
    public static void Save(torch.nn.Module model, string path)
    {
        var parameters = new Dictionary<Parameter, string>(ParameterIdentity.Comparer);
        var others = new Dictionary<nint, string>();
        var tensors = new List<(string, torch.Tensor)>();
        var shared = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, torch.Tensor value) in model.state_dict())
        {
            string first = name;
            bool isNew = value is Parameter parameter
                ? parameters.TryAdd(parameter, name) || !parameters.TryGetValue(parameter, out first!)
                : others.TryAdd(value.Handle, name) || !others.TryGetValue(value.Handle, out first!);
            if (isNew)
            {
                tensors.Add((name, value));
            }
            else
            {
                shared[name] = first;
            }
        }

        SafeTensorsFile.Write(path, tensors, shared);
    }

    /// <summary>Loads weights into a model; one that was built in part takes its own.</summary>
    /// <exception cref="ArgumentException">The model has other names, shapes or types; nothing was loaded.</exception>
    public static void Load(torch.nn.Module model, SafeTensorsFile file)
    {
        Dictionary<string, torch.Tensor> state = model.state_dict();
        var wrong = new List<string>();
        var targets = new Dictionary<string, List<torch.Tensor>>(StringComparer.Ordinal);
        foreach ((string name, torch.Tensor value) in state)
        {
            string stored = file.Entries.ContainsKey(name) ? name : file.Notes.GetValueOrDefault(name, name);
            if (!file.Entries.TryGetValue(stored, out SafeTensorsFile.Entry? entry))
            {
                wrong.Add($"'{name}' is not in the file");
            }
            else if (entry.Type != value.dtype || !entry.Shape.SequenceEqual(value.shape))
            {
                wrong.Add($"'{name}' is {entry.Described} in the file and {value.dtype} [{string.Join(", ", value.shape)}] in the model");
            }
            else if (targets.TryGetValue(stored, out List<torch.Tensor>? known))
            {
                known.Add(value);
            }
            else
            {
                targets.Add(stored, [value]);
            }
        }

        if (PartialModels.StagesOf(model) is null)
        {
            wrong.AddRange(file.Entries.Keys.Where(name => !state.ContainsKey(name))
                .Select(name => $"'{name}' is in the file and not in the model"));
        }

        if (wrong.Count > 0)
        {
            string more = wrong.Count > 3 ? $"; and {wrong.Count - 3} more" : "";
            throw new ArgumentException(
                $"{model.GetName()}: the weights of '{file.Path}' are another model's: {string.Join("; ", wrong.Take(3))}{more}. Nothing was loaded. Make the model as it was when they were saved.");
        }

        using IDisposable ungraded = torch.no_grad();
        file.Read(targets.Keys, (name, tensor) => targets[name].ForEach(target => target.copy_(tensor)));
    }
}
