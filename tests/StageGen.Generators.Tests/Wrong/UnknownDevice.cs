// SG0014: 'gpu:0' is no device: it is 'cpu', 'cuda:0', 'cuda:1' … or 'mps'
// SG0014: 'CUDA:1' is no device: it is 'cpu', 'cuda:0', 'cuda:1' … or 'mps'

[Pipeline]
[{|SG0014:Device("gpu:0")|}]
[{|SG0014:Device("CUDA:1")|}]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x) => second.call(first.call(x));
}

// instead
[Pipeline]
[Device("cuda:0")]
[Device("cuda:1")]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x) => second.call(first.call(x));
}
