namespace StageGen.Generators.Tests.Models;

/// <summary>One model for each way in which a border can fall; the name is that of the expected file.</summary>
internal static class SlicingModels
{
    /// <summary>A class named Net of these members, with the constructor that TorchSharp asks for.</summary>
    public static string Net(string members, string attributes = "[Pipeline]", string input = "Tensor x") => $$"""
        {{attributes}}
        public sealed partial class Net : Module<Tensor, Tensor>
        {
            public Net() : base(nameof(Net)) { RegisterComponents(); }
        {{Indent(members)}}
        }
        """ + TestModels.Block;

    public static readonly IReadOnlyDictionary<string, string> All = new Dictionary<string, string>
    {
        ["SingleStage"] = Net("""
            [Stage(0)] private readonly Linear only = Linear(4, 4);

            public override Tensor forward(Tensor x) => functional.relu(only.call(x));
            """),
        ["SkipConnection"] = Net("""
            [Stage(0)] private readonly Linear down = Linear(4, 4);
            [Stage(1)] private readonly Linear middle = Linear(4, 4);
            [Stage(2)] private readonly Linear up = Linear(8, 4);

            public override Tensor forward(Tensor x)
            {
                var skip = down.call(x);
                var deep = middle.call(functional.relu(skip));
                return up.call(cat([skip, deep], 1));
            }
            """),
        ["NestedCalls"] = Net("""
            [Stage(0)] private readonly Linear first = Linear(4, 4);
            [Stage(0)] private readonly Linear second = Linear(4, 4);
            [Stage(1)] private readonly LayerNorm _norm = LayerNorm(4);
            [Stage(2)] private readonly Linear m_head = Linear(4, 4);

            public override Tensor forward(Tensor x)
                => m_head.call(_norm.call(first.call(x) + second.call(x)) * 2);
            """),
        ["ReassignedVariable"] = Net("""
            [Stage(0)] private readonly Linear a = Linear(4, 4);
            [Stage(1)] private readonly Linear b = Linear(4, 4);
            [Stage(2)] private readonly Linear c = Linear(4, 4);
            [Stage(3)] private readonly Linear d = Linear(4, 4);

            public override Tensor forward(Tensor x)
            {
                x = a.call(x);
                var early = x;
                x = functional.relu(x);
                x = b.call(x);
                var y = c.call(x + early);
                x = b.call(x) * 0.5;
                x = x + d.call(x + y);
                return x;
            }
            """),
        ["TwoVersions"] = Net("""
            [Stage(0)] private readonly Linear a = Linear(4, 4);
            [Stage(0)] private readonly Linear b = Linear(4, 4);
            [Stage(1)] private readonly Linear c = Linear(4, 4);

            public override Tensor forward(Tensor x)
            {
                x = a.call(x);
                var left = c.call(x);
                x = b.call(x);
                var right = c.call(x);
                return left + right;
            }
            """),
        ["ForLoop"] = Net("""
            [Stages(0, 2)] private readonly ModuleList<Block> blocks = new(Enumerable.Range(0, 6).Select(_ => new Block(4)).ToArray());
            [Stages(0, 2)] private readonly ModuleList<LayerNorm> norms = new(Enumerable.Range(0, 6).Select(_ => LayerNorm(4)).ToArray());

            public override Tensor forward(Tensor x)
            {
                for (int i = 0; i < blocks.Count; i++)
                {
                    // Every second block is normed.
                    x = blocks[i].call(x);
                    if (i % 2 == 1) x = norms[i].call(x);
                }
                return x;
            }
            """),
        ["DealtSequential"] = Net("""
            [Stages(0, 1)] private readonly Sequential body = Sequential(Linear(4, 4), ReLU(), Linear(4, 4), ReLU());
            [Stages(2, 3, Split = [1, 2])] private readonly Sequential tail = Sequential(Linear(4, 4), ReLU(), Linear(4, 4));
            [Stage(4)]     private readonly Linear head = Linear(4, 4);

            public override Tensor forward(Tensor x)
            {
                var h = body.call(x.flatten(1));
                return head.call(tail.call(functional.relu(h)));
            }
            """),
        ["Split"] = Net("""
            [Stages(0, 1, Split = [3, 5])] private readonly ModuleList<Block> blocks = new(Enumerable.Range(0, 8).Select(_ => new Block(4)).ToArray());

            public override Tensor forward(Tensor x)
            {
                foreach (var block in this.blocks)
                {
                    x = block.call(x);
                }

                return x;
            }
            """),
        ["Properties"] = Net("""
            [Stage(0)] public Linear First { get; } = Linear(4, 4);
            [Stage(1)] public Linear? Second { get; } = Linear(4, 4);
            [Stage(1)] public Module<Tensor, Tensor> Third { get; } = Linear(4, 4);

            public override Tensor forward(Tensor input)
            {
                var hidden = this.First.forward(input);
                hidden = Second is null ? hidden : Second.call(hidden);
                return Third.call(hidden);
            }
            """),
        ["GenericAndNested"] = """
            namespace Outer.Inner
            {
                using Tens = TorchSharp.torch.Tensor;

                public static partial class Models<TBlock> where TBlock : Module<Tensor, Tensor>
                {
                    internal partial interface IKeep
                    {
                        [Pipeline(Schedule = PipelineSchedule.GPipe, Microbatches = 3)]
                        internal sealed partial class Net<T> : Module<Tensor, Tensor> where T : struct
                        {
                            [Stage(0)] private readonly TBlock first;
                            [Stage(1)] private readonly Linear second = Linear(4, 4);

                            public Net(TBlock block) : base("Net") { first = block; RegisterComponents(); }

                            public override Tens forward(Tens x) => second.call(first.call(x));
                        }
                    }
                }
            }
            """,
        ["SeveralInputs"] = """
            [Pipeline]
            public sealed partial class Net : Module<Tensor, Tensor?, float, Tensor>
            {
                [Stage(0)] private readonly Linear query = Linear(4, 4);
                [Stage(1)] private readonly Linear key = Linear(4, 4);

                public Net() : base(nameof(Net)) { RegisterComponents(); }

                public override Tensor forward([Shape("batch", "time", 4)] Tensor targets, [Shape("time", "time")] Tensor? mask = null, float scale = 1f)
                {
                    var length = targets.size(1);
                    var causal = triu(ones(length, length, device: targets.device), 1);
                    var large = targets.gt(0.5);
                    var q = query.call(targets);
                    var k = key.call(q) * scale;
                    if (mask is not null) k = k + mask;
                    return (k + causal).masked_fill(large, 0);
                }
            }
            """,
        ["Helpers"] = Net("""
            [Stage(0)] private readonly Linear a = Linear(4, 4);
            [Stage(0)] private readonly Linear b = Linear(4, 4);
            [Stage(1)] private readonly Linear c = Linear(4, 4);
            private readonly double slope = 0.1;

            public override Tensor forward(Tensor x)
            {
                x = Activate(Encode(x));
                return Decode(Activate(x), Width(x.size(0)));

                Tensor Decode(Tensor t, long width) => c.call(t) / width;
            }

            private Tensor Encode(Tensor t) => a.call(t) + Other(t);
            private Tensor Other(Tensor t) { var u = b.call(t); return u; }
            private Tensor Activate(Tensor t) => functional.leaky_relu(t, slope);
            private static long Width(long n) => n * 2;
            """),
        ["DisposeScope"] = Net("""
            [Stage(0)] private readonly Linear a = Linear(4, 4);
            [Stage(1)] private readonly Linear b = Linear(4, 4);

            public override Tensor forward(Tensor x)
            {
                using var scope = NewDisposeScope();
                using var hidden = a.call(x);
                using var doubled = hidden * 2;
                return scope.MoveToOuter(b.call(hidden + doubled));
            }
            """),
        ["DisposeScopeBlock"] = Net("""
            [Stage(0)] private readonly Linear a = Linear(4, 4);
            [Stage(1)] private readonly Linear b = Linear(4, 4);

            public override Tensor forward(Tensor x)
            {
                using (torch.NewDisposeScope())
                {
                    var y = b.call(a.call(x));
                    return y.MoveToOuterDisposeScope();
                }
            }
            """),
        ["InPlace"] = Net("""
            [Stage(0)] private readonly Linear a = Linear(4, 4);
            [Stage(1)] private readonly Linear b = Linear(4, 4);
            [Stage(2)] private readonly Linear c = Linear(4, 4);

            public override Tensor forward(Tensor x)
            {
                var h = a.call(x);
                h.relu_();
                var kept = c.call(h);
                h.add_(b.call(h));
                return c.call(h) + kept;
            }
            """),
        ["Deconstruction"] = Net("""
            [Stage(0)] private readonly LSTM lstm = LSTM(4, 4);
            [Stage(1)] private readonly Linear head = Linear(4, 4);

            public override Tensor forward(Tensor x)
            {
                var (output, state, _) = lstm.call(x);
                (output, state) = (output + 1, state + output);
                long steps = output.size(0);
                var scale = Math.Sqrt(steps);
                return head.call(output / scale) + state[0];
            }
            """),
        ["SeveralOutputs"] = """
            [Pipeline(Microbatches = 2)]
            public sealed partial class Net : Module<Tensor, (Tensor Main, (Tensor Auxiliary, Tensor Features))>
            {
                [Stage(0)] private readonly Linear stem = Linear(4, 4);
                [Stage(0)] private readonly Linear early = Linear(4, 2);
                [Stage(1)] private readonly Linear late = Linear(4, 2);

                public Net() : base(nameof(Net)) { RegisterComponents(); }

                public override (Tensor Main, (Tensor Auxiliary, Tensor Features)) forward(Tensor x)
                {
                    x = stem.call(x);
                    var auxiliary = early.call(x);
                    return (late.call(functional.relu(x)), (auxiliary, x));
                }
            }
            """,
        ["Tuples"] = Net("""
            [Stage(0)] private readonly LSTM lstm = LSTM(4, 4);
            [Stage(0)] private readonly Linear first = Linear(4, 4);
            [Stage(1)] private readonly Linear second = Linear(4, 4);
            [Stage(2)] private readonly LSTM decoder = LSTM(4, 4);

            public override Tensor forward(Tensor x)
            {
                var (left, right) = (first.call(x), second.call(x));
                (left, right) = (right.tanh(), first.call(left) + left);
                var state = lstm.call(x);
                var pair = (state.Item2, cell: state.Item3);
                var (output, _, _) = decoder.call(left, (pair.Item1, pair.cell));
                return output + right + state.Item1;
            }
            """),
        ["ListOfSkips"] = Net("""
            [Stage(0)] private readonly Linear a = Linear(4, 4);
            [Stage(1)] private readonly Linear b = Linear(4, 4);
            [Stage(2)] private readonly Linear c = Linear(8, 4);
            [Stage(3)] private readonly Linear d = Linear(8, 4);

            public override Tensor forward(Tensor x)
            {
                var skips = new List<Tensor>();
                x = a.call(x);
                skips.Add(x);
                x = b.call(x);
                skips.Add(functional.relu(x));
                // From the deepest up.
                x = c.call(cat([x, skips[^1]], 1));
                skips.RemoveAt(skips.Count - 1);
                return d.call(cat([x, skips[skips.Count - 1]], 1)) / skips.Count;
            }
            """),
        ["ListInLoops"] = Net("""
            [Stages(0, 1)] private readonly ModuleList<Block> downs = new(Enumerable.Range(0, 4).Select(_ => new Block(4)).ToArray());
            [Stage(1)] private readonly Linear middle = Linear(4, 4);
            [Stages(2, 3)] private readonly ModuleList<Linear> ups = new(Enumerable.Range(0, 4).Select(_ => Linear(8, 4)).ToArray());

            public override Tensor forward(Tensor x)
            {
                List<Tensor> skips = [];
                foreach (var down in downs)
                {
                    x = down.call(x);
                    skips.Add(x);
                }
                x = middle.call(x);
                for (int i = 0; i < ups.Count; i++) x = ups[i].call(cat([x, skips[^(1 + i)]], 1));
                return x;
            }
            """),
        ["TensorsOfTheModel"] = Net("""
            [Stage(0)] private readonly Linear a = Linear(4, 4);
            [Stage(1)] private readonly Linear b = Linear(4, 4);
            private readonly TorchSharp.Modules.Parameter scale = Parameter(ones(4));
            [Stage(1)] private readonly TorchSharp.Modules.Parameter? shift = Parameter(zeros(4));
            private readonly Tensor mask = ones(4);

            public override Tensor forward(Tensor mask)
            {
                var x = a.call(mask * scale);
                x = shift is null ? b.call(x) : b.call(x) + shift;
                return x * scale * this.mask;
            }
            """),
        ["Dictionaries"] = Net("""
            [Stages(0, 1)] private readonly ModuleDict<Linear> layers = ModuleDict<Linear>(("one", Linear(4, 4)), ("two", Linear(4, 4)));
            [Stages(1, 2)] private readonly Linear[] heads = [Linear(4, 4), Linear(4, 4)];

            public override Tensor forward(Tensor x)
            {
                foreach (var (name, layer) in layers) x = layer.call(x) * name.Length;
                foreach (var head in heads) x = head.call(x);
                return x;
            }
            """),
        ["Conditions"] = Net("""
            [Stage(0)] private readonly Linear a = Linear(4, 4);
            [Stage(1)] private readonly Linear b = Linear(4, 4);
            [Stage(2)] private readonly Linear c = Linear(4, 4);
            private readonly string mode = "deep";

            public override Tensor forward(Tensor x)
            {
                // Training takes the long way.
                if (training)
                {
                    var h = a.call(x);
                    x = b.call(h) + h;
                }
                else if (x.size(0) > 1) x = b.call(x);
                switch (mode)
                {
                    case "deep" or "deeper":
                        var deep = b.call(x);
                        x = c.call(deep);
                        break;
                    default:
                        x = c.call(x);
                        break;
                }
                return c.call(x) * (training ? x.mean() : c.call(x).sum());
            }
            """),
        ["EarlyReturn"] = Net("""
            [Stage(0)] private readonly Linear a = Linear(4, 4);
            [Stage(1)] private readonly Linear b = Linear(4, 4);
            [Stage(2)] private readonly Linear c = Linear(4, 4);
            private readonly bool shallow = false;

            public override Tensor forward(Tensor x)
            {
                x = a.call(x);
                if (shallow) return x;
                var y = b.call(x);
                if (!training && x.size(0) == 1)
                {
                    y = y * 2;
                    return y;
                }
                return c.call(y) + x;
            }
            """),
        ["InlinedHelpers"] = Net("""
            [Stage(0)] private readonly LSTM encoder = LSTM(4, 4);
            [Stage(1)] private readonly Linear middle = Linear(4, 4);
            [Stage(2)] private readonly Linear head = Linear(4, 4);

            public override Tensor forward(Tensor x)
            {
                var output = Encode(x * 2, scale: 0.5);
                return Tail(output.tanh()) + output;

                Tensor Tail(Tensor t) => head.call(middle.call(t) + output);
            }

            private Tensor Encode(Tensor t, double scale)
            {
                // The last state only.
                var (output, _, _) = encoder.call(t);
                if (output.size(0) == 1) return middle.call(output);
                t = output * scale;
                return middle.call(t).relu();
            }
            """),
        ["SharedRandomness"] = Net("""
            [Stage(0)] private readonly Linear a = Linear(4, 4);
            [Stage(1)] private readonly Linear b = Linear(4, 4);
            [Stage(2)] private readonly Linear c = Linear(4, 4);

            public override Tensor forward(Tensor x)
            {
                // Drawn once, used twice.
                var noise = randn(4, device: x.device);
                Tensor y;
                y = b.call(a.call(x)) + noise;
                if (training) y = y * 0.9;
                else y = y + 1;
                return c.call(y) + noise;
            }
            """),
        ["TwoTowers"] = """
            [Pipeline]
            public sealed partial class Net : Module<Tensor, Tensor, Tensor>
            {
                [Stage(0)] private readonly Linear image = Linear(4, 4);
                [Stage(1)] private readonly Linear text = Linear(4, 4);
                [Stage(2)] private readonly Linear head = Linear(4, 4);

                public Net() : base(nameof(Net)) { RegisterComponents(); }

                public override Tensor forward(Tensor pixels, Tensor words)
                {
                    var i = image.call(pixels);
                    var t = text.call(words);
                    return head.call(i.matmul(t.T));
                }
            }
            """,
    };

    private static string Indent(string text) => string.Join("\n", text.Split('\n').Select(line => line.Length == 0 ? line : "    " + line));
}
