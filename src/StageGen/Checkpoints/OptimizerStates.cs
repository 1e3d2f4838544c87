using StageGen.Execution;
using TorchSharp;
using TorchSharp.Modules;

namespace StageGen;

/// <summary>
/// The states of a pipeline's optimizers as a file: one entry a parameter, by its name, as the optimizer writes it. So they can be loaded
/// under another split, whose devices have other parameters.
/// </summary>
internal static class OptimizerStates
{
    private const string Kind = "optimizer";

    public static void Save(string path, string model, IReadOnlyList<torch.optim.Optimizer> optimizers,
        IReadOnlyList<IReadOnlyList<NamedParameter>> parameters)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        var states = new List<(string, torch.Tensor)>();
        foreach (torch.optim.Optimizer optimizer in optimizers)
        {
            foreach ((string name, OptimizerState state) in StatesOf(optimizer, model, parameters))
            {
                using var bytes = new MemoryStream();
                using var writer = new BinaryWriter(bytes);
                state.SaveStateDict(writer);
                states.Add((name, torch.tensor(bytes.ToArray(), torch.ScalarType.Byte)));
            }
        }

        SafeTensorsFile.Write(path, states, new Dictionary<string, string> { [Kind] = KindOf(optimizers) });
    }

    /// <summary>Reads the states into the optimizers.</summary>
    /// <exception cref="ArgumentException">They are of other optimizers, or of other parameters; nothing was loaded.</exception>
    public static Action<int> Prepare(SafeTensorsFile file, string model, IReadOnlyList<torch.optim.Optimizer?> optimizers,
        IReadOnlyList<IReadOnlyList<NamedParameter>> parameters)
    {
        torch.optim.Optimizer[] there = [.. optimizers.OfType<torch.optim.Optimizer>()];
        string saved = file.Notes.GetValueOrDefault(Kind, "");
        if (saved != KindOf(there))
        {
            throw new ArgumentException(
                $"{model}: '{file.Path}' has states of {saved}, and UseOptimizer made {KindOf(there)}. Nothing was loaded. Use {saved}, or load before UseOptimizer to start the optimizers anew.");
        }

        (string Name, OptimizerState State)[][] states =
            [.. optimizers.Select(optimizer => optimizer is null ? [] : StatesOf(optimizer, model, parameters).ToArray())];
        if (states.SelectMany(own => own).FirstOrDefault(state => !file.Entries.ContainsKey(state.Name)) is { Name: { } missing })
        {
            throw new ArgumentException(
                $"{model}: '{file.Path}' has no state for '{missing}'. Nothing was loaded. Give the optimizers the parameters they had, or load before UseOptimizer to start them anew.");
        }

        var bytes = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        file.Read(file.Entries.Keys, (name, tensor) => bytes[name] = tensor.bytes.ToArray());
        return device =>
        {
            foreach ((string name, OptimizerState state) in states[device])
            {
                using var reader = new BinaryReader(new MemoryStream(bytes[name]));
                state.LoadStateDict(reader);
            }
        };
    }

    private static IEnumerable<(string Name, OptimizerState State)> StatesOf(torch.optim.Optimizer optimizer, string model,
        IReadOnlyList<IReadOnlyList<NamedParameter>> parameters)
    {
        if (optimizer is not OptimizerHelper helper)
        {
            throw new NotSupportedException(
                $"{model}: TorchSharp cannot save the state of a {optimizer.GetType().Name}. Use another optimizer, or save the model's state_dict alone.");
        }

        var names = parameters.SelectMany(own => own).ToDictionary(parameter => parameter.Value.Handle, parameter => parameter.Name);
        return helper.parameters().Zip(helper.state_dict().State).Select(pair =>
            (names.GetValueOrDefault(pair.First.Handle) ?? throw new NotSupportedException(
                $"{model}: an optimizer has a parameter that the model does not name, so its state cannot be saved. Call RegisterComponents in the constructor."),
                pair.Second));
    }

    private static string KindOf(IReadOnlyList<torch.optim.Optimizer> optimizers) =>
        string.Join(" and ", optimizers.Select(optimizer => optimizer.GetType().Name).Distinct());
}
