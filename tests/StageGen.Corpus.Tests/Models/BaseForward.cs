// inputs: randn(n, 6)
// targets: randn(n, 3)
// loss: functional.mse_loss(output, targets)
// close: a skip's gradient joins the next layer's
// whole: BaseForward can only be built as a whole. 'high', which the base class DeepFeatures makes: its constructor makes it in every process; move it into BaseForward. See SG0027.
using StageGen;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

// The model puts a head on what the base class computes.
[Pipeline]
public sealed partial class BaseForward : DeepFeatures
{
    [Stage(3)] private readonly Linear head = Linear(6, 3);

    public BaseForward() => RegisterComponents();

    public override Tensor forward(Tensor input)
    {
        var features = base.forward(input);
        return head.call(features);
    }
}

public class DeepFeatures : Features
{
    [Stage(2)] protected readonly Linear high = Linear(6, 6);

    public override Tensor forward(Tensor input)
    {
        if (training)
        {
            var h = base.forward(input);
            return high.call(h).tanh() + h;
        }

        return high.call(base.forward(input)).tanh();
    }
}

public abstract class Features() : Module<Tensor, Tensor>("features")
{
    [Stage(0)] protected readonly Linear low = Linear(6, 6);
    [Stage(1)] protected readonly ModuleList<Linear> middle = new(Linear(6, 6), Linear(6, 6));

    public override Tensor forward(Tensor input)
    {
        var x = low.call(input).relu();
        foreach (var layer in middle) x = layer.call(x) + x;
        return x;
    }
}
