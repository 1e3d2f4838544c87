using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

#pragma warning disable IDE0003 // 'this.' is part of what is tested

namespace StageGen.Tests.Construction;

/// <summary>
/// What people do in constructors: loops, LINQ, locals, arrays, dictionaries, conditions, properties, chained constructors.
/// </summary>
[Pipeline]
public sealed partial class ManyForms : Module<Tensor, Tensor>
{
    [Stages(0, 1)]
    private readonly ModuleList<Linear> fromQuery;

    [Stages(1, 2, Split = [1, 2])]
    private readonly Sequential named;

    [Stages(2, 3)]
    private readonly Linear[] array = new Linear[3];

    [Stages(3, 4)]
    private readonly ModuleDict<Module<Tensor, Tensor>> dictionary = new();

    [Stage(4)]
    private readonly Module<Tensor, Tensor>? optional;

    [Stage(4)]
    private readonly Parameter scale = Parameter(rand(6));

    private readonly Tensor offset = rand(6);
    private readonly int width, depth = 3;

    public ManyForms()
        : this(6, normalised: true)
    {
    }

    public ManyForms(int width, bool normalised)
        : base(nameof(ManyForms))
    {
        (this.width, int unused) = (width, 1);
        depth += unused - 1;
        fromQuery = new ModuleList<Linear>((from i in Enumerable.Range(0, depth) select Linear(width, width)).ToArray());
        var layers = new List<(string, Module<Tensor, Tensor>)> { ("first", Linear(width, width)) };
        for (int i = 0; i < 2; i++)
        {
            layers.Add(($"layer{i}", i == 0 ? Linear(width, width) : new Doubled(width)));
        }

        named = Sequential(layers);
        for (int i = 0; i < array.Length; i++)
        {
            array[i] = Make(width);
            register_module($"array{i}", array[i]);
        }

        foreach (string name in new[] { "gelu", "norm", "tanh" })
        {
            switch (name)
            {
                case "norm":
                    dictionary.Add(name, LayerNorm(this.width));
                    break;
                default:
                    dictionary.Add((name, new Doubled(this.width)));
                    break;
            }
        }

        optional = normalised ? LayerNorm(width) : null;
        RegisterComponents();

        static Linear Make(int width) => Linear(width, width);
    }

    [Stage(4)]
    private Linear Head { get; } = Linear(6, 6);

    public override Tensor forward(Tensor x)
    {
        foreach (var layer in fromQuery) x = layer.call(x).tanh();
        x = named.call(x);
        foreach (var layer in array) x = layer.call(x).tanh() + offset;
        foreach (var (_, layer) in dictionary) x = layer.call(x);
        if (optional is not null) x = optional.call(x);
        return Head.call(x) * scale;
    }

    public sealed class Doubled : Module<Tensor, Tensor>
    {
        private readonly Linear twice;

        public Doubled(int width)
            : base(nameof(Doubled))
        {
            twice = Linear(width, width);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => twice.call(twice.call(x).relu());
    }
}

/// <summary>
/// A primary constructor, whose parameters initialisers and methods use; a base class with a constructor of its own; nested and generic.
/// </summary>
public static partial class Holder<TMark>
{
    public abstract class Named<TOther>(string name, int width) : Module<Tensor, Tensor>(name)
    {
        protected int Width { get; } = width;
    }

    [Pipeline]
    public sealed partial class Primary<T>(int width, double factor = 0.5, params int[] widths)
        : Named<T>(name: nameof(Primary<T>), width: width)
        where T : class
    {
        [Stage(0)]
        private readonly Linear enter = Linear(width, width);

        [Stages(0, 1)]
        private readonly ModuleList<Linear> body = new([.. widths.Select(hidden => Linear(width, width, hasBias: hidden > 4)),
            .. widths.Select(_ => Linear(width, width))]);

        [Stage(2)]
        public Linear Leave { get; private set; } = Linear(width, width);

        public int Count { get; } = widths.Length;

        public Primary<T> Registered()
        {
            RegisterComponents();
            return this;
        }

        public override Tensor forward(Tensor x)
        {
            x = enter.call(x);
            for (int i = 0; i < body.Count; i++)
            {
                x = i < Count ? body[i].call(x) : body[i].call(x) * factor;
            }

            return Leave.call(x) / Width;
        }
    }
}

/// <summary>Constructors that initialise what they made: one submodule, the elements of a list, all parameters, all modules.</summary>
[Pipeline]
public sealed partial class Initialised : Module<Tensor, Tensor>
{
    [Stage(0)]
    private readonly Linear enter;

    [Stages(0, 1)]
    private readonly ModuleList<Linear> body = [];

    [Stages(1, 2)]
    private readonly Sequential tail;

    [Stage(2)]
    private readonly Linear leave;

    private readonly int count;

    public Initialised(bool has = true)
        : base(nameof(Initialised))
    {
        enter = Linear(6, 6);
        for (int i = 0; i < 4; i++) body.Add(Linear(6, 6));
        tail = Sequential(Linear(6, 6), Tanh(), Linear(6, 6));
        count = body.Count;
        leave = Linear(6, 6, hasBias: has);
        init.xavier_uniform_(enter.weight);
        if (leave.bias is not null)
        {
            init.normal_(leave.bias, 0, 0.1);
        }

        foreach (var layer in body)
        {
            init.kaiming_normal_(layer.weight);
            if (layer.bias is { } bias) init.uniform_(bias, -count, count);
        }

        RegisterComponents();
        foreach (var (name, parameter) in named_parameters())
        {
            if (name.EndsWith("bias", StringComparison.Ordinal)) init.normal_(parameter, std: 0.3);
        }

        apply(Scale);
        foreach (var module in modules())
        {
            if (module is Linear { out_features: 6 } linear) init.trunc_normal_(linear.weight, std: 0.4);
        }

        using (no_grad()) leave.weight.mul_(0.5);
    }

    public override Tensor forward(Tensor x)
    {
        x = enter.call(x);
        foreach (var layer in body) x = layer.call(x).tanh();
        return leave.call(tail.call(x));
    }

    private static void Scale(Module module)
    {
        if (module is Linear linear)
        {
            using (no_grad()) linear.weight.add_(randn_like(linear.weight));
        }
    }
}

/// <summary>Submodules that share: an embedding with a head, one block in two stages, one module made from another.</summary>
[Pipeline]
public sealed partial class Sharing : Module<Tensor, Tensor>
{
    [Stage(0)]
    private readonly Embedding tokens;

    [Stage(1)]
    private readonly Linear early;

    [Stage(1)]
    private readonly Linear between = Linear(6, 6);

    [Stage(2)]
    private readonly Linear late;

    [Stage(2)]
    private readonly Wrapper wrapper;

    [Stage(3)]
    private readonly Linear head;

    public Sharing()
        : base(nameof(Sharing))
    {
        tokens = Embedding(9, 6);
        early = late = Linear(6, 6);
        wrapper = new Wrapper(between);
        head = Linear(6, 9, hasBias: false);
        RegisterComponents();
        head.weight = tokens.weight!;
    }

    public override Tensor forward(Tensor ids)
    {
        var x = between.call(early.call(tokens.call(ids)));
        return head.call(wrapper.call(late.call(x)));
    }

    public sealed class Wrapper : Module<Tensor, Tensor>
    {
        private readonly Linear inner;
        private readonly Linear own = Linear(6, 6);

        public Wrapper(Linear inner)
            : base(nameof(Wrapper))
        {
            this.inner = inner;
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => own.call(inner.call(x));
    }
}
