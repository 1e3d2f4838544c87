// inputs: randn(n, 8)
// targets: randn(n, 8)
// loss: functional.mse_loss(output, targets)
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

[Pipeline]
public sealed partial class Autoencoder : Module<Tensor, Tensor>
{
    [Stages(0, 1)] private readonly Sequential encoder = Sequential(Linear(8, 6), ReLU(), Linear(6, 3));
    [Stages(2, 3)] private readonly Sequential decoder = Sequential(Linear(3, 6), ReLU(), Linear(6, 8), Sigmoid());

    public Autoencoder() : base(nameof(Autoencoder)) => RegisterComponents();

    public Tensor Encode(Tensor x) => encoder.call(x);

    public Tensor Decode(Tensor z) => decoder.call(z);

    public override Tensor forward(Tensor x) => Decode(Encode(x));
}
