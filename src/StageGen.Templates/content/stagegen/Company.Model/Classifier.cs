using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Company.Model;

/// <summary>
/// A residual network for points of several classes. An ordinary TorchSharp module; the attributes say which stage each part
/// belongs to. Hover over <c>ClassifierPipeline</c> in an editor to see the schedule of a step.
/// </summary>
[Pipeline(Schedule = PipelineSchedule.OneForwardOneBackward, Microbatches = 8)]
[Typical("batch", 1024)]   // what warnings about balance go by
public sealed partial class Classifier : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear embedding;
    [Stages(0, 3)] private readonly ModuleList<Linear> blocks;   // dealt over the stages 0 to 3
    [Stage(3)] private readonly Linear head;

    public Classifier(int inputs = 2, int width = 256, int depth = 8, int classes = 3) : base(nameof(Classifier))
    {
        embedding = Linear(inputs, width);
        blocks = new ModuleList<Linear>([.. Enumerable.Range(0, depth).Select(_ => Linear(width, width))]);
        head = Linear(width, classes);
        RegisterComponents();
    }

    public override Tensor forward([Shape("batch", 2)] Tensor points)
    {
        var x = embedding.call(points);
        foreach (var block in blocks) x = x + functional.relu(block.call(x));
        return head.call(x);
    }
}
