// inputs: randn(n, 3, 8, 8); randint(20, [n, 5])
// targets: arange(n)
// loss: output.perImage.sum() * 0.01 + output.perText.pow(2).mean()
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

[Pipeline]
public sealed partial class Clip : Module<Tensor, Tensor, (Tensor perImage, Tensor perText)>
{
    [Stage(0)] private readonly Sequential visual = Sequential(Conv2d(3, 4, 4, stride: 4), ReLU(), Flatten(), Linear(16, 8));
    [Stage(1)] private readonly Embedding tokens = Embedding(20, 8);
    [Stage(2)] private readonly Linear textProjection = Linear(8, 8);
    [Stage(3)] private readonly Linear imageProjection = Linear(8, 8);

    public Clip() : base(nameof(Clip)) => RegisterComponents();

    public override (Tensor perImage, Tensor perText) forward(Tensor image, Tensor text)
    {
        var imageFeatures = visual.call(image);
        var textFeatures = textProjection.call(tokens.call(text).mean([1]));
        imageFeatures = functional.normalize(imageProjection.call(imageFeatures), dim: -1);
        textFeatures = functional.normalize(textFeatures, dim: -1);
        // Row by row, so that the batch may be cut anywhere.
        var similarity = (imageFeatures * textFeatures).sum(1);
        return (similarity, similarity.exp());
    }
}
