// SG0005: head of Headed is in no stage: give each submodule [Stage(n)], or [Stages(first, last)] to deal a ModuleList or Sequential

[Pipeline]
public sealed partial class Net : Headed
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    public Net() => RegisterComponents();

    public override Tensor forward(Tensor x) => head.call(second.call(first.call(x)));
}

public abstract class Headed : Module<Tensor, Tensor>
{
    protected readonly Linear {|SG0005:head|} = Linear(4, 4);

    protected Headed() : base(nameof(Headed)) { }
}
