using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StageGen.Tests.Support;

/// <summary>
/// Eight stages of one layer each; what stage 0 computes is read again by stages 3 and 7, so that a value has several
/// consumers, near and far.
/// </summary>
internal sealed class SkipNet : Module<Tensor, Tensor>
{
    public const int StageCount = 8;

    private readonly ModuleList<Linear> layers = [];

    public SkipNet(int width = 6)
        : base(nameof(SkipNet))
    {
        for (int i = 0; i < StageCount; i++)
        {
            layers.Add(Linear(width, width));
        }

        RegisterComponents();
    }

    /// <summary>Called at the head of each stage; a test throws from here, or waits.</summary>
    public Action<int, int> OnStage { get; set; } = (_, _) => { };

    /// <summary>Called with what stage 0 gave, where stages 3 and 7 read it; a test changes it there.</summary>
    public Action<int, Tensor> OnFirst { get; set; } = (_, _) => { };

    /// <summary>A stage and a microbatch whose backward is to fail in libtorch, in the middle; null for none.</summary>
    public (int Stage, int Microbatch)? Spoil { get; set; }

    public static PipelineLayout Layout(PipelineSchedule schedule = PipelineSchedule.OneForwardOneBackward, int microbatches = 4,
        int width = 6) => new()
        {
            Model = nameof(SkipNet),
            Inputs = 1,
            Output = 8,
            Schedule = schedule,
            Microbatches = microbatches,
            Values =
            [
                new("input", -1, [0]) { Shape = ["batch", width] },
                new("first", 0, [1, 3, 7]),
                .. Enumerable.Range(1, 6).Select(s => new PipelineValue($"x{s}", s, [s + 1])),
                new("output", 7, []),
            ],
        };

    public override Tensor forward(Tensor input)
    {
        Tensor first = Layer(0, input);
        Tensor x = first;
        for (int s = 1; s < StageCount; s++)
        {
            x = Layer(s, s is 3 or 7 ? x + first : x);
        }

        return x;
    }

    /// <summary>Gives a layer's weight a gradient of a shape that is not the weight's.</summary>
    public void MisshapeGradient(int stage) => layers[stage].weight!.grad = zeros(5, 3);

    public HandmadePipeline ToPipeline(PipelineOptions? options = null, PipelineLayout? layout = null) =>
        new(this, layout ?? Layout(), [.. Enumerable.Range(0, StageCount).Select(Stage)], options);

    private HandmadeStage Stage(int s) => new($"layers[{s}]", [layers[s]], microbatch =>
    {
        OnStage(s, microbatch.Index);
        Tensor x = microbatch.Get<Tensor>(s);
        if (s is 3 or 7)
        {
            OnFirst(s, microbatch.Get<Tensor>(1));
        }

        microbatch.Set(s + 1, Layer(s, s is 3 or 7 ? x + microbatch.Get<Tensor>(1) : x, spoilt: Spoil == (s, microbatch.Index)));
    });

    private Tensor Layer(int s, Tensor x, bool spoilt = false)
    {
        Tensor y = layers[s].call(x).tanh();
        if (!spoilt)
        {
            return y;
        }

        // y is saved for the backward of its square; written to in place, it is no longer what was saved.
        Tensor square = y * y;
        using (no_grad())
        {
            _ = y.mul_(2);
        }

        return square;
    }
}
