namespace StageGen.Modeling.Costs.Interpretation;

/// <summary>An object that the model was given: of a class of the user's, or a module of TorchSharp's.</summary>
internal abstract class ObjectValue : Value
{
    /// <summary>Its parameters and buffers by name.</summary>
    public Dictionary<string, TensorValue> Tensors { get; } = new(StringComparer.Ordinal);
}

/// <summary>An object of a class of the user's.</summary>
internal sealed class InstanceValue(SourceType type) : ObjectValue
{
    public SourceType Type { get; } = type;

    public Dictionary<string, Value> Fields { get; } = new(StringComparer.Ordinal);

    /// <summary>What it holds as a <c>Sequential</c>, where its class derives from that.</summary>
    public ContainerValue? Sequence { get; set; }

    /// <summary>What was registered by <c>register_module</c>, which no field may hold.</summary>
    public List<Value> Registered { get; } = [];

    public override string Kind => (Type.IsModule ? "a module " : "an object ") + Type.Name;
}

/// <summary>A module of TorchSharp's that the table knows.</summary>
internal sealed class LayerValue(string factory, Layer layer) : ObjectValue
{
    public string Factory { get; } = factory;

    public Layer Layer { get; } = layer;

    public override string Kind => "a " + Factory;
}

/// <summary>A module of which nothing is known but its name.</summary>
internal sealed class OpaqueModule(string name) : ObjectValue
{
    public string Name { get; } = name;

    public override string Kind => "a " + Name;
}

internal enum ContainerForm
{
    Sequential,
    List,
    Dictionary,
}

/// <summary>A <c>Sequential</c>, a <c>ModuleList</c> or a <c>ModuleDict</c>.</summary>
internal sealed class ContainerValue(ContainerForm form, string name) : ObjectValue
{
    public ContainerForm Form { get; } = form;

    public List<(string Key, Value Module)> Items { get; } = [];

    public override string Kind => "a " + name;
}
