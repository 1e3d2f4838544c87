using System.Reflection;
using System.Runtime.CompilerServices;
using TorchSharp;

namespace StageGen;

/// <summary>
/// One building of a model, whole or in part, by <see cref="SubmoduleSeed"/>'s rule: decides which submodules are made and seeds the
/// random generator for each. The generated <c>Construct</c> is the user's constructor with its submodules made through this.
/// </summary>
public sealed partial class ModelConstruction
{
    private readonly long seed;
    private readonly IReadOnlyDictionary<string, SubmoduleDeal> deals;
    private readonly HashSet<int>? stages;
    private readonly IReadOnlyDictionary<string, int>? counts;
    private readonly Dictionary<string, int> elements = new(StringComparer.Ordinal);
    private readonly List<torch.nn.Module> released = [];

    /// <summary>
    /// Builds the whole model where <paramref name="stages"/> is null; with no stages, nothing, and only counts elements.
    /// </summary>
    private ModelConstruction(long seed, IReadOnlyDictionary<string, SubmoduleDeal> deals, HashSet<int>? stages,
        IReadOnlyDictionary<string, int>? counts)
        => (this.seed, this.deals, this.stages, this.counts) = (seed, deals, stages, counts);

    private bool OnlyCounts => stages is { Count: 0 };

    /// <summary>Builds the whole model.</summary>
    /// <typeparam name="TModel">The model's class.</typeparam>
    /// <param name="seed">The model's seed.</param>
    /// <param name="deals">The collections of submodules.</param>
    /// <param name="construct">Does on an empty object what the constructor does.</param>
    public static TModel Whole<TModel>(long seed, IReadOnlyList<SubmoduleDeal> deals, Action<TModel, ModelConstruction> construct)
        where TModel : torch.nn.Module
    {
        ArgumentNullException.ThrowIfNull(construct);
        using var generator = new KeptGenerator();
        return new ModelConstruction(seed, ByField(deals), null, null).Run(construct);
    }

    /// <summary>Builds the part of the model that some stages need.</summary>
    /// <typeparam name="TModel">The model's class.</typeparam>
    /// <param name="seed">The model's seed.</param>
    /// <param name="stages">The stages.</param>
    /// <param name="layout">What the compiler knows.</param>
    /// <param name="deals">The collections of submodules.</param>
    /// <param name="construct">Does on an empty object what the constructor does.</param>
    /// <param name="stagesOf">The model's stages, all of them.</param>
    /// <exception cref="ArgumentException">No stage is named, or one that the model does not have.</exception>
    public static PartialModel<TModel> Part<TModel>(
        long seed, IEnumerable<int> stages, PipelineLayout layout, IReadOnlyList<SubmoduleDeal> deals,
        Action<TModel, ModelConstruction> construct, Func<TModel, PipelineStage[]> stagesOf)
        where TModel : torch.nn.Module
    {
        ArgumentNullException.ThrowIfNull(stages);
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(construct);
        ArgumentNullException.ThrowIfNull(stagesOf);
        int[] own = [.. stages.Distinct().Order()];
        Check(own, layout);
        var byField = ByField(deals);
        using var generator = new KeptGenerator();

        // Which stage an element belongs to depends on how many there are, and that the constructor alone knows: it runs once
        // without making anything.
        var count = new ModelConstruction(seed, byField, [], null);
        if (byField.Values.Any(deal => deal.Parts > 1))
        {
            PartialModels.Free(count.Run(construct));
        }

        TModel model = new ModelConstruction(seed, byField, [.. own], count.elements).Run(construct);
        PartialModels.Add(model, own);
        return new PartialModel<TModel>(model, own, layout, stagesOf(model));
    }

    /// <summary>Whether one of these stages is built.</summary>
    /// <param name="anyOf">The stages.</param>
    public bool Has(params ReadOnlySpan<int> anyOf)
    {
        foreach (int stage in anyOf)
        {
            if (stages?.Contains(stage) != false)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Makes a submodule, or a parameter or buffer of the model itself, where one of its stages is built.</summary>
    /// <typeparam name="T">The field's type.</typeparam>
    /// <param name="field">The field, which may be readonly: this is part of the constructor.</param>
    /// <param name="name">The field's name.</param>
    /// <param name="anyOf">The stages that need it.</param>
    /// <param name="make">What the user wrote.</param>
    public void Make<T>(ref readonly T field, string name, ReadOnlySpan<int> anyOf, Func<T> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        if (Has(anyOf))
        {
            Field(in field) = Drawn(name, make);
        }
    }

    /// <summary>Makes the next element of a collection, where its stage is built; null where it is not.</summary>
    /// <typeparam name="T">The element's type.</typeparam>
    /// <param name="field">The field that will hold the collection.</param>
    /// <param name="make">What the user wrote.</param>
    public T? Element<T>(string field, Func<T> make)
        where T : class
        => Element(field, elements.GetValueOrDefault(field), make);

    /// <summary>Makes the element of a collection that has this number, where its stage is built; null where it is not.</summary>
    /// <typeparam name="T">The element's type.</typeparam>
    /// <param name="field">The field that will hold the collection.</param>
    /// <param name="index">The element's number.</param>
    /// <param name="make">What the user wrote.</param>
    public T? Element<T>(string field, int index, Func<T> make)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(make);
        elements[field] = Math.Max(index + 1, elements.GetValueOrDefault(field));
        SubmoduleDeal deal = deals[field];
        bool isBuilt = stages is null || (!OnlyCounts && stages.Contains(deal.StageOf(index, counts!.GetValueOrDefault(field))));
        return isBuilt ? Drawn($"{field}.{index}", make) : null;
    }

    /// <summary>Makes the next layer of a <c>Sequential</c>, where its stage is built; what stands in for it where it is not.</summary>
    /// <param name="field">The field that will hold the sequence.</param>
    /// <param name="make">What the user wrote.</param>
    public torch.nn.Module<torch.Tensor, torch.Tensor> Layer(string field, Func<torch.nn.Module<torch.Tensor, torch.Tensor>> make)
        => Layer(field, elements.GetValueOrDefault(field), make);

    /// <summary>
    /// Makes the layer of a <c>Sequential</c> that has this number, where its stage is built; what stands in for it where it is not.
    /// </summary>
    /// <param name="field">The field that will hold the sequence.</param>
    /// <param name="index">The layer's number.</param>
    /// <param name="make">What the user wrote.</param>
    public torch.nn.Module<torch.Tensor, torch.Tensor> Layer(string field, int index,
        Func<torch.nn.Module<torch.Tensor, torch.Tensor>> make)
        => Element(field, index, make) ?? new AbsentModule($"{field}.{index}");

    /// <summary>Leaves out what was made only because another stage's submodule is made from it or shares its weights.</summary>
    /// <typeparam name="T">The field's type.</typeparam>
    /// <param name="model">The model.</param>
    /// <param name="field">The field.</param>
    /// <param name="name">The field's name.</param>
    /// <param name="anyOf">The stages that it is in.</param>
    public void Release<T>(torch.nn.Module model, ref readonly T field, string name, ReadOnlySpan<int> anyOf)
        where T : torch.nn.Module?
    {
        ArgumentNullException.ThrowIfNull(model);
        if (Has(anyOf) || field is not { } module)
        {
            return;
        }

        // It may be there under several names, as one block in two fields is.
        string[] names = [.. model.named_children().Where(child => ReferenceEquals(child.module, module)).Select(child => child.name)];
        string? registered = names.Length == 1
            ? names[0]
            : names.FirstOrDefault(other => other == name || other == $"<{name}>k__BackingField");
        if (registered is not null)
        {
            model.register_module(registered, null!);
        }

        released.Add(module);
        Field(in field) = null!;
    }

    /// <summary>A field to be written to, though it may be readonly.</summary>
    /// <typeparam name="T">The field's type.</typeparam>
    /// <param name="field">The field.</param>
    public ref T Field<T>(ref readonly T field) => ref Unsafe.AsRef(in field);

    /// <summary>Calls the base class's constructor on a model that is under construction.</summary>
    /// <typeparam name="TBase">The base class.</typeparam>
    /// <param name="model">The model.</param>
    /// <param name="parameters">The constructor's parameters.</param>
    /// <param name="arguments">What it is given.</param>
    public void CallBase<TBase>(TBase model, Type[] parameters, params object?[] arguments)
        where TBase : torch.nn.Module
    {
        const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        ConstructorInfo constructor = typeof(TBase).GetConstructor(Any, parameters)
            ?? throw new MissingMethodException(
                $"{typeof(TBase)} has no constructor that takes ({string.Join(", ", parameters.Select(type => type.Name))}), though it had one when the model was compiled: compile it again.");
        _ = constructor.Invoke(model, BindingFlags.DoNotWrapExceptions, null, arguments, null);
    }

    private static Dictionary<string, SubmoduleDeal> ByField(IReadOnlyList<SubmoduleDeal> deals)
        => deals.ToDictionary(deal => deal.Field, StringComparer.Ordinal);

    private static void Check(int[] own, PipelineLayout layout)
    {
        int last = layout.Values[layout.Output].Producer;
        last = Math.Max(last, layout.Values.SelectMany(value => value.Consumers.Append(value.Producer)).Max());
        if (own.Length == 0)
        {
            throw new ArgumentException(
                $"{layout.Model}: no stage is named, so there is nothing to build. Name one or more of 0 to {last}.", nameof(own));
        }

        if (own[0] < 0 || own[^1] > last)
        {
            throw new ArgumentException($"{layout.Model}: there is no stage {(own[0] < 0 ? own[0] : own[^1])}. The stages are 0 to {last}.",
                nameof(own));
        }
    }

    private TModel Run<TModel>(Action<TModel, ModelConstruction> construct)
        where TModel : torch.nn.Module
    {
        _ = torch.manual_seed(SubmoduleSeed.Of(seed, ""));
        var model = (TModel)RuntimeHelpers.GetUninitializedObject(typeof(TModel));
        construct(model, this);
        PartialModels.FreeUnused(released, model);
        return model;
    }

    private T Drawn<T>(string name, Func<T> make)
    {
        using var generator = new KeptGenerator();
        _ = torch.manual_seed(SubmoduleSeed.Of(seed, name));
        return make();
    }
}
