// SG0027: 'Layer(8)', which calls Layer, which changes 'channels', keeps Net from being built stage by stage: it is left out where its stage is not built, and what follows would be another model; compute such values in statements of their own, and pass them
// SG0027: 'Layer(16)', which calls Layer, which changes 'channels', keeps Net from being built stage by stage: it is left out where its stage is not built, and what follows would be another model; compute such values in statements of their own, and pass them

[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Sequential first;
    [Stage(1)] private readonly Sequential second;
    private int channels = 4;

    public Net() : base(nameof(Net))
    {
        first = {|SG0027:Layer(8)|};
        second = {|SG0027:Layer(16)|};
        RegisterComponents();
    }

    private Sequential Layer(int width)
    {
        var layer = Sequential(Linear(channels, width), ReLU());
        channels = width;
        return layer;
    }

    public override Tensor forward(Tensor x) => second.call(first.call(x));
}

// instead
[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Sequential first;
    [Stage(1)] private readonly Sequential second;

    public Net() : base(nameof(Net))
    {
        first = Layer(4, 8);
        second = Layer(8, 16);
        RegisterComponents();
    }

    private static Sequential Layer(int inputs, int outputs) => Sequential(Linear(inputs, outputs), ReLU());

    public override Tensor forward(Tensor x) => second.call(first.call(x));
}
