namespace StageGen.Ide.Tests.Support;

/// <summary>What the tests have open in the editor.</summary>
internal static class Models
{
    public const string Usings = """
        using StageGen;
        using TorchSharp;
        using TorchSharp.Modules;
        using static TorchSharp.torch;
        using static TorchSharp.torch.nn;

        """;

    /// <summary>A perceptron of two stages.</summary>
    public const string Perceptron = Usings + """

        /// <summary>A perceptron.</summary>
        [Pipeline(Schedule = PipelineSchedule.OneForwardOneBackward, Microbatches = 4)]
        public sealed partial class Perceptron : Module<Tensor, Tensor>
        {
            [Stage(0)] private readonly Linear hidden = Linear(16, 32);
            [Stage(1)] private readonly Linear output = Linear(32, 16);

            public Perceptron() : base(nameof(Perceptron)) => RegisterComponents();

            public override Tensor forward([Shape("batch", 16)] Tensor input)
            {
                var activated = functional.relu(hidden.call(input));
                return output.call(activated);
            }
        }
        """;

    /// <summary>A file that trains it, with a statement of the test's in it.</summary>
    public static string Training(string statement) => Usings + $$"""

        public static class Training
        {
            public static void Run(Tensor inputs, Tensor targets)
            {
                using var model = new Perceptron();
                using var pipeline = model.ToPipeline();
                {{statement}}
            }
        }
        """;
}
