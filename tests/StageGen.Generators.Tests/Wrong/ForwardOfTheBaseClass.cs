// SG0003: Net cannot become a pipeline: it overrides no forward; write 'public override Tensor forward(Tensor input)' in it

[Pipeline]
public sealed partial class {|SG0003:Net|} : Base
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

}

public abstract class Base : Module<Tensor, Tensor>
{
    protected Base() : base(nameof(Base)) { }

    public override Tensor forward(Tensor x) => x.relu();
}
