namespace StageGen.Modeling.Costs;

/// <summary>
/// What a model costs, as far as its source tells: for one microbatch, as expressions over the sizes of its inputs, and as numbers at
/// typical sizes. Holds no symbol, no syntax and no place in a file.
/// </summary>
public sealed record ModelCosts
{
    /// <summary>The sizes of the inputs by name, in the order in which they occur.</summary>
    public required EquatableArray<SizeValue> Sizes { get; init; }

    /// <summary>The whole model, unsplit.</summary>
    public required CostSum Total { get; init; }

    /// <summary>
    /// The submodules in the order in which they first run, those that never run last; of a list or a <c>Sequential</c> each element is
    /// one. What runs outside of submodules counts with the one whose result it works on.
    /// </summary>
    public required EquatableArray<SubmoduleCosts> Submodules { get; init; }

    /// <summary>Which submodules read what others make, and how many bytes of it.</summary>
    public required EquatableArray<CostFlow> Flows { get; init; }

    /// <summary>The stages; none where the model could not be cut.</summary>
    public required EquatableArray<StageCosts> Stages { get; init; }

    /// <summary>At the places of <see cref="ModelPlan.Values"/>, what each value weighs; none where the model could not be cut.</summary>
    public required EquatableArray<ValueCosts> Values { get; init; }

    /// <summary>What could not be found out.</summary>
    public required EquatableArray<UnknownCost> Unknown { get; init; }

    /// <summary>Whether the times and bytes of the submodules were measured: a profile of the model is there.</summary>
    public bool IsMeasured { get; init; }

    /// <summary>Whether nothing is unknown that costs time.</summary>
    public bool IsComplete => Total.IsComplete;
}

/// <summary>A size of an input that varies.</summary>
/// <param name="Name">As <c>[Shape]</c> names it.</param>
/// <param name="Typical">Its typical value in a microbatch, or null: nobody said one.</param>
/// <param name="IsFixed">Whether something depends on it that is no expression (how often a loop runs):
/// the costs then hold for that value alone.</param>
public sealed record SizeValue(string Name, long? Typical, bool IsFixed);

/// <summary>What a submodule costs, or an element of one.</summary>
/// <param name="Field">The user's field or property.</param>
/// <param name="Element">Which element of a list or <c>Sequential</c>; −1 where the field is one module.</param>
/// <param name="Type">The class of the module, for people to read.</param>
/// <param name="Stage">The stage it is in; −1 where it is in none.</param>
/// <param name="Runs">Whether <c>forward</c> calls it.</param>
/// <param name="Cost">What it costs.</param>
public sealed record SubmoduleCosts(string Field, int Element, string Type, int Stage, bool Runs, CostSum Cost)
{
    /// <summary><c>head</c>, or <c>blocks[2]</c>.</summary>
    public string Name => Element < 0 ? Field : Field + "[" + Slicing.Text.Number(Element) + "]";
}

/// <summary>A value that a submodule reads and another makes.</summary>
/// <param name="From">Index into <see cref="ModelCosts.Submodules"/>; −1 for an input of <c>forward</c>.</param>
/// <param name="To">Index of the reader.</param>
/// <param name="Tensor">Which tensor: one that several read is the same number.</param>
/// <param name="Bytes">Its bytes.</param>
public sealed record CostFlow(int From, int To, int Tensor, Quantity Bytes);

/// <summary>What a stage costs.</summary>
/// <param name="Index">The stage, from 0.</param>
/// <param name="Cost">
/// What it costs. Held from forward to backward is what autograd keeps, what came in and what goes out.
/// </param>
public sealed record StageCosts(int Index, CostSum Cost);

/// <summary>What a value weighs that enters, crosses or leaves stages.</summary>
/// <param name="Tensors">The tensors in it; none where it is a number or the like.</param>
/// <param name="Bytes">Their bytes.</param>
public sealed record ValueCosts(EquatableArray<TensorShape> Tensors, Quantity Bytes);

/// <summary>Something that could not be found out.</summary>
/// <param name="What">What it is.</param>
/// <param name="Remedy">What its author can do.</param>
public sealed record UnknownCost(string What, string Remedy);

/// <summary>What reading costs gave.</summary>
/// <param name="Costs">The costs, or null where the class is no model.</param>
/// <param name="Problems">Shapes that do not fit and pieces that are unknown, with their places.</param>
public sealed record CostReading(ModelCosts? Costs, EquatableArray<Problem> Problems);
