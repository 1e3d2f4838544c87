// A field renamed
// met: works
// devices: 2
// samples: 16
// note: The attribute is the field's own, and the generated code names the field: there is no name in a string to forget.
[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear renamed = Linear(8, 8);
    [Stage(1)] private readonly Linear second = Linear(8, 8);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x) => second.call(renamed.call(x));
}
