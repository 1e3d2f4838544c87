namespace StageGen.Generators.Tests.Models;

/// <summary>The models that several tests use.</summary>
internal static class TestModels
{
    public const string Block = """

        public sealed class Block : Module<Tensor, Tensor>
        {
            private readonly Linear inner;
            public Block(int width) : base(nameof(Block)) { inner = Linear(width, width); RegisterComponents(); }
            public override Tensor forward(Tensor x) => x + functional.relu(inner.call(x));
        }
        """;

    /// <summary>The example of the README: two stages, two devices.</summary>
    public const string Gpt = """
        namespace Samples;

        [Pipeline(Schedule = PipelineSchedule.OneForwardOneBackward, Microbatches = 8)]
        [Device("cuda:0", Stages = [0], Memory = "24GB")]
        [Device("cuda:1", Stages = [1], Memory = "24GB")]
        public sealed partial class Gpt : Module<Tensor, Tensor>
        {
            [Stage(0)]      private readonly Embedding tokens;
            [Stage(0)]      private readonly Embedding positions;
            [Stages(0, 1)]  private readonly ModuleList<Block> blocks;
            [Stage(1)]      private readonly LayerNorm norm;
            [Stage(1)]      private readonly Linear head;

            public Gpt(int vocabulary = 96, int width = 256, int depth = 8, int context = 128) : base(nameof(Gpt))
            {
                tokens = Embedding(vocabulary, width);
                positions = Embedding(context, width);
                blocks = new ModuleList<Block>(Enumerable.Range(0, depth).Select(_ => new Block(width)).ToArray());
                norm = LayerNorm(width);
                head = Linear(width, vocabulary);
                RegisterComponents();
            }

            public override Tensor forward([Shape("batch", 128)] Tensor ids)
            {
                var x = tokens.call(ids) + positions.call(arange(ids.size(1), device: ids.device));
                foreach (var block in blocks) x = block.call(x);
                return head.call(norm.call(x));
            }
        }
        """ + Block;

    /// <summary>Two stages on each of two devices, under a schedule without closed form.</summary>
    public const string Solved = """
        namespace Samples;

        [Pipeline(Schedule = PipelineSchedule.VHalf, Microbatches = 6)]
        public sealed partial class Solved : Module<Tensor, Tensor>
        {
            [Stages(0, 3)] private readonly ModuleList<Block> blocks;

            public Solved(int width) : base(nameof(Solved))
            {
                blocks = new ModuleList<Block>(Enumerable.Range(0, 4).Select(_ => new Block(width)).ToArray());
                RegisterComponents();
            }

            public override Tensor forward(Tensor x)
            {
                foreach (var block in blocks) x = block.call(x);
                return x;
            }
        }
        """ + Block;

    /// <summary>A constructor that does much: collections filled in every way, initialisation, ties.</summary>
    public const string Constructors = """
        namespace Samples;

        [Pipeline]
        public sealed partial class Busy : Module<Tensor, Tensor>
        {
            [Stage(0)]                      private readonly Embedding tokens;
            [Stages(0, 1)]                  private readonly ModuleList<Block> blocks = [];
            [Stages(1, 2, Split = [2, 1])]  private readonly Sequential mixer;
            [Stage(2)]                      private readonly LayerNorm norm = LayerNorm(8);
            [Stage(2)]                      private Linear Head { get; }
            private readonly Parameter scale = Parameter(ones(8));
            private readonly int depth;

            public Busy() : this(8)
            {
            }

            public Busy(int width, int depth = 4) : base(nameof(Busy))
            {
                this.depth = depth;
                tokens = Embedding(50, width);
                // Deeper blocks come later.
                for (int i = 0; i < depth; i++)
                {
                    blocks.Add(new Block(width));
                }

                var layers = new List<(string, Module<Tensor, Tensor>)>();
                layers.Add(("up", Linear(width, 4 * width)));
                layers.Add(("act", GELU()));
                layers.Add(("down", Linear(4 * width, width)));
                mixer = Sequential(layers);
                Head = Linear(width, 50, hasBias: depth > 2);
                init.normal_(Head.weight, std: 0.02);
                foreach (var block in blocks) block.train();
                RegisterComponents();
                foreach (var parameter in parameters()) init.normal_(parameter);
                apply(module => module.train());
                Head.weight = tokens.weight!;
            }

            public override Tensor forward(Tensor ids)
            {
                var x = tokens.call(ids) * scale;
                foreach (var block in blocks) x = block.call(x);
                return Head.call(norm.call(mixer.call(x)));
            }
        }
        """ + Block;

    /// <summary>A finer cut: eight stages, blocks over all of them.</summary>
    public const string CharGpt = """
        namespace CharGpt;

        /// <summary>A character-level GPT.</summary>
        [Pipeline(Microbatches = 4)]
        public sealed partial class CharacterGpt : Module<Tensor, Tensor>
        {
            [Stage(0)]     private readonly Embedding tokens;
            [Stage(0)]     private readonly Embedding positions;
            [Stages(0, 7)] private readonly ModuleList<Block> blocks;
            [Stage(7)]     private readonly LayerNorm norm;
            [Stage(7)]     private readonly Linear head;

            public CharacterGpt(int vocabulary, int width, int depth, int context) : base(nameof(CharacterGpt))
            {
                tokens = Embedding(vocabulary, width);
                positions = Embedding(context, width);
                blocks = new ModuleList<Block>(Enumerable.Range(0, depth).Select(_ => new Block(width)).ToArray());
                norm = LayerNorm(width);
                head = Linear(width, vocabulary);
                RegisterComponents();
            }

            public override Tensor forward(Tensor ids)
            {
                // Learned positions, as in GPT-2.
                var places = arange(ids.size(1), device: ids.device);
                var x = tokens.call(ids) + positions.call(places);
                foreach (var block in blocks)
                    x = block.call(x);
                return head.call(norm.call(x));
            }
        }
        """ + Block;
}
