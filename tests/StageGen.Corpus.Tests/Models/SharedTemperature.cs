// inputs: randn(n, 6)
// targets: randn(n, 6)
// loss: functional.mse_loss(output, targets)
// close: the temperature is used in three stages
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

[Pipeline]
public sealed partial class SharedTemperature : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear a = Linear(6, 6);
    [Stage(1)] private readonly Linear b = Linear(6, 6);
    [Stage(2)] private readonly Linear c = Linear(6, 6);
    [Stage(3)] private readonly Linear d = Linear(6, 6);
    private readonly Parameter temperature = Parameter(ones(1) * 0.7);
    private readonly Parameter bias = Parameter(zeros(6));
    private readonly Tensor offsets = linspace(0, 1, 6);

    public SharedTemperature() : base(nameof(SharedTemperature)) => RegisterComponents();

    private Tensor Shifted(Tensor t) => t + bias;

    public override Tensor forward(Tensor offsets)
    {
        var x = a.call(offsets / temperature);
        x = b.call(x * this.offsets);
        x = Shifted(c.call(x / temperature.exp()));
        return d.call(x) * temperature + this.offsets;
    }
}
