// inputs: randn(n, 6)
// targets: randn(n, 4)
// loss: functional.mse_loss(output, targets)
// close: a skip's gradient joins the next layer's
// whole: BackboneFields can only be built as a whole. 'stem', which the base class Backbone makes: its constructor makes it in every process; move it into BackboneFields. See SG0027.
using StageGen;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

// The base class has the first layers, the model its own and the forward.
[Pipeline]
public sealed partial class BackboneFields : Backbone
{
    [Stage(2)] private readonly LayerNorm norm;
    [Stage(3)] private readonly Linear head;

    public BackboneFields() : base(nameof(BackboneFields), 6, 8)
    {
        norm = LayerNorm(Width);
        head = Linear(Width, 4);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        var h = Embed(x);
        h = h + activation.call(Mixer.call(h)) * gain;
        return head.call(norm.call(this.body.call(h)));
    }
}

public abstract class Backbone : Module<Tensor, Tensor>
{
    [Stage(0)] protected readonly Linear stem;
    [Stage(2)] protected readonly Sequential body;
    protected readonly Module<Tensor, Tensor> activation = ReLU();
    [Stage(1)] protected readonly Parameter gain = Parameter(ones(8));

    protected Backbone(string name, long inputs, long width) : base(name)
    {
        Width = width;
        stem = Linear(inputs, width);
        Mixer = Linear(width, width);
        body = Sequential(Linear(width, width), Tanh());
    }

    protected long Width { get; }

    [Stage(1)] protected Linear Mixer { get; }

    protected Tensor Embed(Tensor x) => stem.call(x).sigmoid();
}
