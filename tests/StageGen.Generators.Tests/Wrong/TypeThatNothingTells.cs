// SG0025: 'heads' crosses to another stage and is taken for Tensor, but is int: put it in a local declared with its type

[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        var heads = {|SG0025:Settings.Heads(first.call(x))|};
        return second.call(first.call(x)) / heads;
    }
}

public static class Settings
{
    public static int Heads(Tensor t) => (int)t.size(1);
}

// instead
[Pipeline]
public sealed partial class Net : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        int heads = Settings.Heads(first.call(x));
        return second.call(first.call(x)) / heads;
    }
}

public static class Settings
{
    public static int Heads(Tensor t) => (int)t.size(1);
}
