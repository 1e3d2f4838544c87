namespace StageGen.Modeling.Costs;

/// <summary>Puts a <see cref="LayerResult"/> together: what is kept and what is computed again depends on what wants a gradient.</summary>
internal sealed class Outcome(Call call)
{
    private readonly List<SavedTensor> saved = [];
    private readonly List<TensorShape> outputs = [];
    private readonly List<int> views = [];
    private Size forward, inputGradient, weightGradient, forwardSteps, backwardSteps;

    /// <summary>Whether there is a backward at all.</summary>
    public bool IsDifferentiable { get; } = call.Tensors.Any(operand => operand.Shape.WantsGradient);

    public string? Problem { get; set; }

    public ConvolutionWork? Convolution { get; set; }

    /// <summary>A new tensor.</summary>
    public Outcome Output(TensorShape shape, ElementType? type = null)
    {
        outputs.Add(Made(shape, type ?? shape.Type));
        views.Add(-1);
        return this;
    }

    /// <summary>A tensor that sees the memory of an operand.</summary>
    public Outcome View(Operand operand, TensorShape shape)
    {
        outputs.Add(shape with { Role = operand.Shape.Role });
        views.Add(operand.Index);
        return this;
    }

    /// <summary>The operand itself, changed.</summary>
    public Outcome InPlace(Operand operand)
    {
        outputs.Add(operand.Shape with { Role = Made(operand.Shape, operand.Shape.Type).Role });
        views.Add(operand.Index);
        return this;
    }

    /// <summary>Says that an output does not lie in the order of its dimensions.</summary>
    public void Lay(int output, IReadOnlyList<Size> strides)
        => outputs[output] = outputs[output] with { Strides = Strides.View(outputs[output], outputs[output].Dimensions, strides).Strides };

    /// <summary>Floating point operations of the forward.</summary>
    public Outcome Forward(Size flops)
    {
        forward += flops;
        return this;
    }

    /// <summary>Floating point operations for the gradient of an operand, if it wants one.</summary>
    public Outcome Gradient(Operand? operand, Size flops)
    {
        if (operand is not { Shape.WantsGradient: true } wanting) return this;
        if (wanting.Shape.Role == TensorRole.Parameter) weightGradient += flops;
        else inputGradient += flops;
        return this;
    }

    /// <summary>What goes one element at a time: how many steps forward, and backward if there is one.</summary>
    public Outcome OneByOne(Size forward, Size backward = default)
    {
        forwardSteps += forward;
        if (IsDifferentiable) backwardSteps += backward;
        return this;
    }

    /// <summary>Keeps an operand for the gradient of another (or of any). Parameters are in memory anyway.</summary>
    public Outcome Keep(Operand? operand, Operand? wanting = null)
    {
        if (operand is { } kept && kept.Shape.Role != TensorRole.Parameter && (wanting?.Shape.WantsGradient ?? IsDifferentiable))
            saved.Add(new(SavedFrom.Input, kept.Index, kept.Shape.Bytes));
        return this;
    }

    public Outcome KeepOutput(int index = 0)
    {
        if (IsDifferentiable) saved.Add(new(SavedFrom.Output, index, outputs[index].Bytes));
        return this;
    }

    public Outcome KeepInside(Size bytes, Operand? wanting = null)
    {
        if ((wanting?.Shape.WantsGradient ?? IsDifferentiable) && !bytes.IsZero) saved.Add(new(SavedFrom.Inside, 0, bytes));
        return this;
    }

    public LayerResult Result() => new()
    {
        Outputs = outputs.ToEquatableArray(),
        ForwardFlops = forward,
        InputGradientFlops = inputGradient,
        WeightGradientFlops = weightGradient,
        ForwardSteps = forwardSteps,
        BackwardSteps = backwardSteps,
        Convolution = Convolution,
        Saved = saved.ToEquatableArray(),
        Views = views.All(view => view < 0) ? default : views.ToEquatableArray(),
        Problem = Problem,
    };

    /// <summary>Gradients flow through what is computed from anything that wants one.</summary>
    private TensorShape Made(TensorShape shape, ElementType type) => shape with
    {
        Type = type,
        Role = IsDifferentiable && type.IsFloating() ? TensorRole.Activation : TensorRole.Constant,
        Strides = default,
    };
}
