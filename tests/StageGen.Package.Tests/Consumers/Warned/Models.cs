using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Warned;

[Pipeline]
[Typical("batch", 512)]
public partial class Unbalanced : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear a = Linear(512, 512);
    [Stage(0)] private readonly Linear b = Linear(512, 512);
    [Stage(0)] private readonly Linear c = Linear(512, 512);
    [Stage(1)] private readonly Linear d = Linear(512, 512);

    public Unbalanced() : base(nameof(Unbalanced)) => RegisterComponents();

    public override Tensor forward([Shape("batch", 512)] Tensor x) => d.call(c.call(b.call(a.call(x))));
}

[Pipeline]
public partial class Gap : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear a = Linear(8, 8);
    [Stage(2)] private readonly Linear b = Linear(8, 8);

    public Gap() : base(nameof(Gap)) => RegisterComponents();

    public override Tensor forward(Tensor x) => b.call(a.call(x));
}
