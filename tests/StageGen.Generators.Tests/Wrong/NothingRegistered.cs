// SG0029: What 'second' is made of is never registered, so Block has none of the parameters: they are not in its state_dict, and its optimizers do not see them; call RegisterComponents() at the end of the constructor of Block
// SG0029: 'first', 'second' are never registered, so Net has none of the parameters: they are not in its state_dict, and its optimizers do not see them; call RegisterComponents() at the end of the constructor

[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Block {|SG0029:second|} = new();

    public {|SG0029:Net|}() : base(nameof(Net))
    {
    }

    public override Tensor forward(Tensor x) => second.call(first.call(x));

    public sealed class Block : Module<Tensor, Tensor>
    {
        private readonly Linear inner = Linear(4, 4);

        public Block() : base(nameof(Block))
        {
        }

        public override Tensor forward(Tensor x) => inner.call(x);
    }
}

// instead
[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Block second = new();

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x) => second.call(first.call(x));

    public sealed class Block : Module<Tensor, Tensor>
    {
        private readonly Linear inner = Linear(4, 4);

        public Block() : base(nameof(Block)) => RegisterComponents();

        public override Tensor forward(Tensor x) => inner.call(x);
    }
}
