using StageGen.Modeling.Reading;

namespace StageGen.Modeling.Slicing;

/// <summary>A method or computed property of the model, as far as it matters where it is called.</summary>
/// <param name="Stages">The stages of the submodules it uses, itself or through others, ascending.</param>
/// <param name="Submodules">The submodules it uses, itself or through others.</param>
/// <param name="Tensors">The parameters and buffers of the model itself that it uses, itself or through others.</param>
/// <param name="Effects">Whether it draws random numbers, changes a field, or does what cannot be known: then it runs only once.</param>
/// <param name="Result">What it returns, or null where that is nothing or not known.</param>
internal sealed record Helper(IReadOnlyList<int> Stages, IReadOnlyCollection<string> Submodules, IReadOnlyCollection<string> Tensors,
    bool Effects, CodeType? Result)
{
    /// <summary>The submodules among these that keep nothing, so that they run in any stage.</summary>
    public IReadOnlyCollection<string> Stateless { get; init; } = [];

    /// <summary>Whether it mentions its own name.</summary>
    public bool CallsItself { get; init; }

    /// <summary>The first thing in it that no stage can hold, or null.</summary>
    public Refusal? Refused { get; init; }

    /// <summary>Stands for a helper whose analysis is under way: it calls itself.</summary>
    public static readonly Helper Recursive = new([], [], [], false, null);
}
