// SG0018: 'norm', which hides the module of that name in a base class, cannot be cut into stages: they are two modules, and TorchSharp registers one; give it another name
// SG0018: 'stem', private to Backbone, cannot be cut into stages: the stages are generated into Net, which cannot see it; make it protected
// SG0018: 'relu', private to Backbone, cannot be cut into stages: the stages are generated into Net, which cannot see it; make it protected

[Pipeline]
public sealed partial class Net : Backbone
{
    [Stage(1)] private readonly Linear head = Linear(4, 4);
    [{|SG0018:Stage(0)|}] private new readonly Linear norm = Linear(4, 4);

    public Net() => RegisterComponents();

    public override Tensor forward(Tensor x) => head.call(norm.call(Features(x)));
}

public abstract class Backbone : Module<Tensor, Tensor>
{
    [{|SG0018:Stage(0)|}] private readonly Linear stem = Linear(4, 4);
    private readonly ReLU {|SG0018:relu = ReLU()|};
    [Stage(0)] protected readonly Linear norm = Linear(4, 4);

    protected Backbone() : base(nameof(Backbone)) { }

    protected Tensor Features(Tensor x) => relu.call(norm.call(stem.call(x)));
}
