// SG0002: Net is no TorchSharp module: derive it from Module<Tensor, Tensor>, or from another Module<…, TResult>

[Pipeline]
public sealed partial class {|SG0002:Net|}
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    public Tensor forward(Tensor x) => second.call(first.call(x));
}
