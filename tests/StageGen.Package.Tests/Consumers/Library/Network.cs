using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Library
{
    [Pipeline(Microbatches = 4)]
    public sealed partial class Network : Module<Tensor, Tensor>
    {
        [Stage(0)] private readonly Linear first = Linear(16, 32);
        [Stage(1)] private readonly Linear second = Linear(32, 32);
        [Stage(1)] private readonly Linear head = Linear(32, 4);

        public Network() : base(nameof(Network)) => RegisterComponents();

        public override Tensor forward([Shape("batch", 16)] Tensor x)
        {
            var hidden = functional.relu(first.call(x));
            return head.call(hidden + functional.relu(second.call(hidden)));
        }
    }
}
