using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StageGen.Tests.Support;

/// <summary>
/// Sixteen stages, each a linear layer of random width, with or without bias, and a random activation behind it: enough stages
/// for two on each of eight devices.
/// </summary>
internal sealed class RandomMlp : Module<Tensor, Tensor>
{
    public const int StageCount = 16, Inputs = 5, Outputs = 3;

    private readonly ModuleList<Linear> layers = [];
    private readonly Func<Tensor, Tensor>[] activations;

    /// <param name="seed">Decides widths, biases and activations; the weights come from libtorch's generator.</param>
    public RandomMlp(int seed)
        : base(nameof(RandomMlp))
    {
        var random = new Random(seed);
        int[] widths = [Inputs, .. Enumerable.Range(1, StageCount - 1).Select(_ => random.Next(2, 12)), Outputs];
        for (int s = 0; s < StageCount; s++)
        {
            layers.Add(Linear(widths[s], widths[s + 1], hasBias: random.Next(3) > 0));
        }

        Func<Tensor, Tensor>[] kinds = [x => x.tanh(), x => functional.gelu(x), x => x.relu() + x, x => x.sigmoid(), x => x];
        activations = [.. Enumerable.Range(0, StageCount).Select(_ => kinds[random.Next(kinds.Length)])];
        RegisterComponents();
    }

    private static PipelineLayout Layout { get; } = new()
    {
        Model = nameof(RandomMlp),
        Inputs = 1,
        Output = StageCount,
        Values = [.. Enumerable.Range(-1, StageCount + 1).Select(s => new PipelineValue($"x{s}", s, s + 1 < StageCount ? [s + 1] : []))],
    };

    public override Tensor forward(Tensor x)
    {
        for (int s = 0; s < StageCount; s++)
        {
            x = Layer(s, x);
        }

        return x;
    }

    public HandmadePipeline ToPipeline(PipelineOptions options) =>
        new(this, Layout, [.. Enumerable.Range(0, StageCount).Select(Stage)], options);

    private HandmadeStage Stage(int s) => new($"layers[{s}]", [layers[s]], m => m.Set(s + 1, Layer(s, m.Get<Tensor>(s))));

    private Tensor Layer(int s, Tensor x) => activations[s](layers[s].call(x));
}
