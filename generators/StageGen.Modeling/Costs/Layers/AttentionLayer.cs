namespace StageGen.Modeling.Costs;

/// <summary>
/// Attention of many heads: called with queries, keys and values, each steps × batch × width; gives the result and the mean weights.
/// </summary>
internal sealed record AttentionLayer(Size Width, Size Heads, double Dropout) : Layer
{
    public override string Name => "MultiheadAttention";

    public bool HasBias { get; init; } = true;

    /// <summary>Whether a learnt key and value are added.</summary>
    public bool AddsBias { get; init; }

    /// <summary>Whether a key and a value of zeros are added.</summary>
    public bool AddsZero { get; init; }

    public Size KeyWidth { get; init; } = Width;

    public Size ValueWidth { get; init; } = Width;

    private bool IsPacked => KeyWidth == Width && ValueWidth == Width;

    public override EquatableArray<LayerTensor> Parameters
    {
        get
        {
            var type = ElementType.Float32;
            var parameters = new List<LayerTensor>();
            if (IsPacked)
            {
                parameters.Add(Tensor("in_proj_weight", type, Width * 3, Width));
            }
            else
            {
                parameters.Add(Tensor("q_proj_weight", type, Width, Width));
                parameters.Add(Tensor("k_proj_weight", type, Width, KeyWidth));
                parameters.Add(Tensor("v_proj_weight", type, Width, ValueWidth));
            }

            if (HasBias) parameters.Add(Tensor("in_proj_bias", type, Width * 3));
            if (AddsBias) parameters.AddRange([Tensor("bias_k", type, 1, 1, Width), Tensor("bias_v", type, 1, 1, Width)]);
            parameters.Add(Tensor("out_proj.weight", type, Width, Width));
            if (HasBias) parameters.Add(Tensor("out_proj.bias", type, Width));
            return parameters.ToEquatableArray();
        }
    }

    protected override LayerResult Call(IReadOnlyList<TensorShape> inputs)
    {
        var run = new Composition(inputs, Parameters);
        if (Heads.TryGetConstant(out long heads) && heads > 0 && Width.TryGetConstant(out long width) && width % heads != 0)
            run.Problem("MultiheadAttention has " + heads + " heads, into which a width of " + width + " cannot be dealt");
        var (query, key, value) = (run.Inputs[0], run.Inputs[Math.Min(1, inputs.Count - 1)], run.Inputs[Math.Min(2, inputs.Count - 1)]);
        if (query.Shape.Rank != 3 || key.Shape.Rank != 3 || value.Shape.Rank != 3)
        {
            var wrong = inputs.FirstOrDefault(input => input.IsRankKnown && input.Rank != 3);
            return LayerResult.Unknown with
            {
                Outputs = new([TensorShape.OfUnknownRank(query.Shape.Type), TensorShape.OfUnknownRank(query.Shape.Type)]),
                Problem = wrong is null ? null : "MultiheadAttention expects 3 dimensions (steps, batch, width) and gets " + wrong,
            };
        }

        Size steps = query.Shape.Dimensions[0], batch = query.Shape.Dimensions[1], size = Size.Divide(Width, Heads);
        var scale = ArgumentList.Empty.Add("other", Argument.Of(0.125));
        var q = Split(run, run.Apply("*", [Projected(run, query, Width, "q_proj_weight")], scale), steps, batch * Heads, size);
        var k = Split(run, Longer(run, Projected(run, key, KeyWidth, "k_proj_weight"), "bias_k"), key.Shape.Dimensions[0] + More,
            batch * Heads, size);
        var v = Split(run, Longer(run, Projected(run, value, ValueWidth, "v_proj_weight"), "bias_v"), key.Shape.Dimensions[0] + More,
            batch * Heads, size);

        var weights = run.Apply("softmax", [run.Apply("bmm", [q, run.Apply("transpose", [k], Dimensions(1, 2))])],
            ArgumentList.Empty.Add("dim", Argument.Of(-1L)));
        var dropped = run.Apply("dropout", [weights], ArgumentList.Empty.Add("p", Argument.Of(Dropout)));
        var heard = run.Apply("contiguous", [run.Apply("transpose", [run.Apply("bmm", [dropped, v])], Dimensions(0, 1))]);
        var joined = run.Apply("view", [heard], ArgumentList.Of(Argument.Of(steps), Argument.Of(batch), Argument.Of(Width)));
        var output = run.Linear(joined, run.Weight("out_proj.weight"), run.Weight("out_proj.bias"));
        var shown = run.New(weights.Shape.With([batch, steps, key.Shape.Dimensions[0] + More]));
        return run.Result(output, shown);
    }

    private int More => (AddsBias ? 1 : 0) + (AddsZero ? 1 : 0);

    private static ArgumentList Dimensions(long one, long other) => ArgumentList.Of(Argument.Of(one), Argument.Of(other));

    /// <summary>A third of the packed weight, or a weight of its own.</summary>
    private TracedTensor Projected(Composition run, TracedTensor input, Size width, string name)
    {
        var weight = run.Weight(name) ?? run.New(Tensor(name, ElementType.Float32, Width, width).Shape);
        TracedTensor? bias = HasBias ? run.New(Tensor(name, ElementType.Float32, Width).Shape) : null;
        return run.Linear(input, weight, bias);
    }

    /// <summary>With the learnt step and the one of zeros behind.</summary>
    private TracedTensor Longer(Composition run, TracedTensor steps, string name)
    {
        if (More == 0) return steps;
        var shape = steps.Shape.With(0, 1);
        IEnumerable<TracedTensor> added = Enumerable.Range(0, More).Select(_ => run.New(shape with { Role = TensorRole.Parameter }));
        var tensors = new[] { steps }.Concat(added).ToList();
        return run.Apply("concat", tensors, ArgumentList.Empty.Add("dim", Argument.Of(0L)));
    }

    /// <summary>steps × batch × width as heads × steps × size.</summary>
    private static TracedTensor Split(Composition run, TracedTensor tensor, Size steps, Size heads, Size size)
        => run.Apply("transpose", [run.Apply("view", [tensor], ArgumentList.Of(Argument.Of(steps), Argument.Of(heads), Argument.Of(size)))],
            Dimensions(0, 1));
}
