using TorchSharp;
using TorchSharp.Modules;

namespace StageGen;

/// <summary>What a constructor does with submodules after it has made them: initialise them anew, tie their weights.</summary>
public sealed partial class ModelConstruction
{
    /// <summary>Runs a statement on submodules where one of their stages is built.</summary>
    /// <param name="statement">Its number among such statements of the constructor.</param>
    /// <param name="anyOf">The stages.</param>
    /// <param name="run">What the user wrote.</param>
    public void Initialize(int statement, ReadOnlySpan<int> anyOf, Action run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (Has(anyOf))
        {
            _ = Drawn($"statement {statement}", () =>
            {
                run();
                return true;
            });
        }
    }

    /// <summary>The model's parameters, as <c>foreach (var p in parameters())</c> goes over them.</summary>
    /// <inheritdoc cref="Each"/>
    public IEnumerable<Parameter> Parameters(int statement, torch.nn.Module model)
        => Each(statement, model.named_parameters()).Select(item => item.Item);

    /// <summary>The model's parameters with their names.</summary>
    /// <inheritdoc cref="Each"/>
    public IEnumerable<(string name, Parameter parameter)> NamedParameters(int statement, torch.nn.Module model)
        => Each(statement, model.named_parameters());

    /// <summary>The model's buffers.</summary>
    /// <inheritdoc cref="Each"/>
    public IEnumerable<torch.Tensor> Buffers(int statement, torch.nn.Module model)
        => Each(statement, model.named_buffers()).Select(item => item.Item);

    /// <summary>The model's buffers with their names.</summary>
    /// <inheritdoc cref="Each"/>
    public IEnumerable<(string name, torch.Tensor buffer)> NamedBuffers(int statement, torch.nn.Module model)
        => Each(statement, model.named_buffers());

    /// <summary>The modules in the model.</summary>
    /// <inheritdoc cref="Each"/>
    public IEnumerable<torch.nn.Module> Modules(int statement, torch.nn.Module model)
        => Each(statement, model.named_modules()).Select(item => item.Item);

    /// <summary>The modules in the model with their names.</summary>
    /// <inheritdoc cref="Each"/>
    public IEnumerable<(string name, torch.nn.Module module)> NamedModules(int statement, torch.nn.Module model)
        => Each(statement, model.named_modules());

    /// <summary>The model's own submodules.</summary>
    /// <inheritdoc cref="Each"/>
    public IEnumerable<torch.nn.Module> Children(int statement, torch.nn.Module model)
        => Each(statement, model.named_children()).Select(item => item.Item);

    /// <summary>The model's own submodules with their names.</summary>
    /// <inheritdoc cref="Each"/>
    public IEnumerable<(string name, torch.nn.Module module)> NamedChildren(int statement, torch.nn.Module model)
        => Each(statement, model.named_children());

    /// <summary>The elements of a collection, as <c>foreach</c> goes over them.</summary>
    /// <typeparam name="T">Their type.</typeparam>
    /// <param name="statement">The loop's number among the statements on submodules.</param>
    /// <param name="field">The field that holds the collection.</param>
    /// <param name="collection">The collection.</param>
    public IEnumerable<T> Elements<T>(int statement, string field, IEnumerable<T> collection)
        where T : torch.nn.Module
        => Each(statement, collection.Select((element, i) => ($"{field}.{i}", element))).Select(item => item.Item);

    /// <summary>Applies a function to the model and all modules in it, as <c>apply</c> does.</summary>
    /// <param name="statement">The call's number among the statements on submodules.</param>
    /// <param name="model">The model.</param>
    /// <param name="function">The function.</param>
    public void Apply(int statement, torch.nn.Module model, Action<torch.nn.Module> function)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(function);
        if (OnlyCounts)
        {
            return;
        }

        var names = new Dictionary<torch.nn.Module, string>(ReferenceEqualityComparer.Instance);
        foreach ((string name, torch.nn.Module module) in model.named_modules())
        {
            _ = names.TryAdd(module, name);
        }

        _ = model.apply(module =>
        {
            if (module is not AbsentModule)
            {
                _ = Drawn($"statement {statement}/{names.GetValueOrDefault(module, "")}", () =>
                {
                    function(module);
                    return true;
                });
            }
        });
    }

    /// <summary>What is there of some items, the generator seeded by the name of each while the loop's body has it.</summary>
    /// <param name="statement">The loop's number among the statements on submodules.</param>
    /// <param name="items">The items with their names.</param>
    private IEnumerable<(string Name, T Item)> Each<T>(int statement, IEnumerable<(string Name, T Item)> items)
        where T : class?
    {
        if (OnlyCounts)
        {
            yield break;
        }

        foreach ((string name, T item) in items.ToList())
        {
            if (item is null or AbsentModule)
            {
                continue;
            }

            using var generator = new KeptGenerator();
            _ = torch.manual_seed(SubmoduleSeed.Of(seed, $"statement {statement}/{name}"));
            yield return (name, item);
        }
    }
}
