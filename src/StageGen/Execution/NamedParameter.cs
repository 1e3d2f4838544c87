using TorchSharp;
using TorchSharp.Modules;

namespace StageGen.Execution;

/// <summary>A parameter with the name that the model knows it by: one that is shared has one, the first.</summary>
/// <param name="Name">Its name in the model, or null where it is registered nowhere.</param>
/// <param name="Position">Its place in the model's own order.</param>
/// <param name="Value">The parameter.</param>
internal sealed record NamedParameter(string? Name, int Position, Parameter Value)
{
    /// <summary>Names the parameters of each device.</summary>
    public static IReadOnlyList<IReadOnlyList<NamedParameter>> Of(torch.nn.Module model, IReadOnlyList<IReadOnlyList<Parameter>> parameters)
    {
        var known = new Dictionary<Parameter, (string Name, int Position)>(ParameterIdentity.Comparer);
        foreach ((string name, Parameter parameter) in model.named_parameters())
        {
            _ = known.TryAdd(parameter, (name, known.Count));
        }

        int next = known.Count;
        return [.. parameters.Select(own => (IReadOnlyList<NamedParameter>)[.. own.Select(parameter =>
            known.TryGetValue(parameter, out var found)
                ? new NamedParameter(found.Name, found.Position, parameter)
                : new NamedParameter(null, next++, parameter))])];
    }
}
