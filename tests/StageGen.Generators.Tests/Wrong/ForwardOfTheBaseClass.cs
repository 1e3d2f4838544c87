// SG0018: 'scale', private to Base, cannot be cut into stages: the stages are generated into Net, which cannot see it; make it protected
// SG0018: 'Twice', private to Base, cannot be cut into stages: the stages are generated into Net, which cannot see it; make it protected
// SG0018: 'scale', private to Base, cannot be cut into stages: the stages are generated into Net, which cannot see it; make it protected
// SG0018: 'Shift', private to Base, cannot be cut into stages: the stages are generated into Net, which cannot see it; make it protected

[Pipeline]
public sealed partial class Net : Base
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    public Net() => RegisterComponents();

    protected override Tensor Low(Tensor x) => base.Low(first.call(x));

    protected override Tensor High(Tensor x) => base.Low(second.call(x));
}

public abstract class Base : Module<Tensor, Tensor>
{
    private readonly double scale = 0.5;

    protected Base() : base(nameof(Base)) { }

    public override Tensor forward(Tensor x)
    {
        var h = Low(x) * {|SG0018:scale|};
        h = {|SG0018:Twice|}(h);
        return High(h) + {|SG0018:this.scale|} + {|SG0018:Shift|};
    }

    protected virtual Tensor Low(Tensor x) => x.relu();

    protected abstract Tensor High(Tensor x);

    private static Tensor Twice(Tensor x) => x + x;

    private static double Shift => 1;
}
