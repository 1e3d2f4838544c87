// inputs: rand(n, 12); randn(n, 4)
// targets: rand(n, 12)
// loss: HelperMethods.Elbo(output.x, output.mu, output.logVariance, targets)
// close: the mean and the variance are read by the decoder and by the loss
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

[Pipeline]
public sealed partial class HelperMethods : Module<Tensor, Tensor, (Tensor x, Tensor mu, Tensor logVariance)>
{
    [Stage(0)] private readonly Linear fc1 = Linear(12, 8);
    [Stage(1)] private readonly Linear fc21 = Linear(8, 4);
    [Stage(1)] private readonly Linear fc22 = Linear(8, 4);
    [Stage(2)] private readonly Linear fc3 = Linear(4, 8);
    [Stage(3)] private readonly Linear fc4 = Linear(8, 12);

    public HelperMethods() : base(nameof(HelperMethods)) => RegisterComponents();

    private (Tensor mu, Tensor logVariance) Encode(Tensor x)
    {
        var h = functional.relu(fc1.call(x));
        return (fc21.call(h), fc22.call(h));
    }

    private Tensor Reparameterize(Tensor mu, Tensor logVariance, Tensor noise)
    {
        if (!training) return mu;
        var std = (0.5 * logVariance).exp();
        return mu + noise * std;
    }

    private Tensor Decode(Tensor z, double slope = 0.1)
    {
        var h = functional.leaky_relu(fc3.call(z), slope);
        if (z.size(1) == 5) return h;
        for (int i = 0; i < 2; i++) h = h * 0.9 + z.mean();
        return sigmoid(fc4.call(h));
    }

    public override (Tensor x, Tensor mu, Tensor logVariance) forward(Tensor x, Tensor noise)
    {
        var (mu, logVariance) = Encode(x.view(-1, 12));
        var z = Reparameterize(mu, logVariance, noise);
        return (Decode(z), mu, logVariance);
    }

    public static Tensor Elbo(Tensor reconstruction, Tensor mu, Tensor logVariance, Tensor x) =>
        functional.binary_cross_entropy(reconstruction, x) - 0.5 * (1 + logVariance - mu.pow(2) - logVariance.exp()).mean();
}
