// inputs: rand(n, 12); randn(n, 4)
// targets: rand(n, 12)
// loss: Vae.Elbo(output, targets)
// close: the mean and the variance are read by the decoder and by the loss
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

[Pipeline]
public sealed partial class Vae : Module<Tensor, Tensor, (Tensor reconstruction, Tensor mu, Tensor logVariance)>
{
    [Stage(0)] private readonly Linear fc1 = Linear(12, 8);
    [Stage(1)] private readonly Linear fc21 = Linear(8, 4);
    [Stage(1)] private readonly Linear fc22 = Linear(8, 4);
    [Stage(2)] private readonly Linear fc3 = Linear(4, 8);
    [Stage(3)] private readonly Linear fc4 = Linear(8, 12);

    public Vae() : base(nameof(Vae)) => RegisterComponents();

    private (Tensor mu, Tensor logVariance) Encode(Tensor h) => (fc21.call(h), fc22.call(h));

    private static Tensor Reparameterize(Tensor mu, Tensor logVariance, Tensor noise) => mu + noise * (0.5 * logVariance).exp();

    public override (Tensor reconstruction, Tensor mu, Tensor logVariance) forward(Tensor x, Tensor noise)
    {
        var encoded = Encode(functional.relu(fc1.call(x.view(-1, 12))));
        var z = Reparameterize(encoded.mu, encoded.logVariance, noise);
        var decoded = sigmoid(fc4.call(functional.relu(fc3.call(z))));
        return (decoded, encoded.mu, encoded.logVariance);
    }

    public static Tensor Elbo((Tensor reconstruction, Tensor mu, Tensor logVariance) output, Tensor x) =>
        functional.binary_cross_entropy(output.reconstruction, x)
        - 0.5 * (1 + output.logVariance - output.mu.pow(2) - output.logVariance.exp()).mean();
}
