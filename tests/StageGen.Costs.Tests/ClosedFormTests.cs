using StageGen.Modeling.Costs;

namespace StageGen.Costs.Tests;

/// <summary>
/// The operations of single modules against the sums that their definitions (PyTorch's documentation of torch.nn) write down, worked out
/// here from sizes alone: a multiplication and the addition of its product are two. What is left out, activations and the like,
/// is within the tolerance.
/// </summary>
public sealed class ClosedFormTests
{
    private const double Tolerance = 0.05;
    private const double Batch = 16, Steps = 32, Width = 64, Hidden = 256;

    private static readonly (string Name, object?[] Arguments, long[][] Inputs, double Forward)[] Cases =
    [
        // y = x Aᵀ + b for each row.
        ("Linear", [64L, 256L], [[16, 64]], 2 * 16 * 64 * 256 + 16 * 256),
        // y = x₁ᵀ A x₂ + b: for each output a matrix of in₁ × in₂.
        ("Bilinear", [64L, 64L, 32L], [[16, 64], [16, 64]], 16 * 32 * (2 * 64 * 64 + 2 * 64)),
        // Each output is a sum over the channels of its group and the window.
        ("Conv1d", [16L, 32L, 5L], [[4, 16, 104]], 4 * 100 * 32 * (2 * 16 * 5)),
        ("Conv2d", [16L, 32L, 3L, new Named("stride", 2L), new Named("padding", 1L)], [[4, 16, 32, 32]], 4 * 16 * 16 * 32 * (2 * 16 * 9)),
        ("Conv2d", [32L, 64L, 3L, new Named("groups", 4L)], [[4, 32, 18, 18]], 4 * 16 * 16 * 64 * (2 * 8 * 9)),
        ("Conv3d", [8L, 16L, 3L], [[2, 8, 10, 10, 10]], 2 * 512 * 16 * (2 * 8 * 27)),
        // Each input is spread over the window in each output channel.
        ("ConvTranspose1d", [16L, 32L, 4L, new Named("stride", 2L)], [[4, 16, 100]], 4 * 100 * 16 * (2 * 32 * 4)),
        ("ConvTranspose2d", [16L, 32L, 4L, new Named("stride", 2L)], [[4, 16, 16, 16]], 4 * 256 * 16 * (2 * 32 * 16)),
        ("ConvTranspose3d", [8L, 16L, 4L, new Named("stride", 2L)], [[2, 8, 8, 8, 8]], 2 * 512 * 8 * (2 * 16 * 64)),
        // Each step multiplies input and state by a matrix for each gate.
        ("RNN", [64L, 256L], [[32, 16, 64]], Steps * Batch * 1 * 2 * (Width * Hidden + Hidden * Hidden)),
        ("GRU", [64L, 256L], [[32, 16, 64]], Steps * Batch * 3 * 2 * (Width * Hidden + Hidden * Hidden)),
        ("LSTM", [64L, 256L], [[32, 16, 64]], Steps * Batch * 4 * 2 * (Width * Hidden + Hidden * Hidden)),
        ("RNNCell", [64L, 256L], [[16, 64]], Batch * 1 * 2 * (Width * Hidden + Hidden * Hidden)),
        ("GRUCell", [64L, 256L], [[16, 64]], Batch * 3 * 2 * (Width * Hidden + Hidden * Hidden)),
        // Two layers both ways: the second reads both directions of the first.
        ("LSTM", [64L, 256L, new Named("numLayers", 2L), new Named("bidirectional", true)], [[32, 16, 64]],
            2 * Steps * Batch * 4 * 2 * (Width * Hidden + Hidden * Hidden + 2 * Hidden * Hidden + Hidden * Hidden)),
        // Four projections, the products of queries with keys and of their weights with values.
        ("MultiheadAttention", [256L, 4L], [[32, 16, 256], [32, 16, 256], [32, 16, 256]], Attention(256)),
        ("TransformerEncoderLayer", [256L, 4L, 1024L], [[32, 16, 256]], Attention(256) + 2 * 2 * Steps * Batch * 256 * 1024),
        ("TransformerDecoderLayer", [256L, 4L, 1024L], [[32, 16, 256], [32, 16, 256]],
            2 * Attention(256) + 2 * 2 * Steps * Batch * 256 * 1024),
        ("Transformer", [256L, 4L, 2L, 3L, 1024L], [[32, 16, 256], [32, 16, 256]],
            2 * (Attention(256) + 2 * 2 * Steps * Batch * 256 * 1024) + 3 * (2 * Attention(256) + 2 * 2 * Steps * Batch * 256 * 1024)),
        // Windows of two by two: three comparisons, or three additions and a division.
        ("MaxPool2d", [2L], [[4, 16, 32, 32]], 4 * 16 * 256 * 4), ("AvgPool2d", [2L], [[4, 16, 32, 32]], 4 * 16 * 256 * 4),
        // What only looks up or moves numbers computes nothing.
        ("Flatten", [], [[4, 16, 32]], 0), ("Identity", [], [[4, 16, 32]], 0), ("PixelShuffle", [2L], [[4, 16, 8, 8]], 0),
    ];

    public static TheoryData<int, string> Names
    {
        get
        {
            var all = new TheoryData<int, string>();
            for (int index = 0; index < Cases.Length; index++) all.Add(index, Cases[index].Name);
            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_layer_costs_what_its_definition_says(int index, string name)
    {
        var (_, arguments, inputs, forward) = Cases[index];
        using var trace = new Trace();
        var module = trace.Module(name, arguments);
        _ = trace.Call(module, [.. inputs.Select(shape => trace.Input(shape))]);
        double said = Number(trace.Last.ForwardFlops);
        Assert.True(Math.Abs(said - forward) <= Tolerance * forward, $"{name}: {said:g6} operations said, {forward:g6} by its definition.");
        // The gradient of each factor of a product is a product of the same size: two, or three where three are multiplied.
        if (module.Layer.Parameters.Count == 0) return;
        int factors = name == "Bilinear" ? 3 : 2;
        double backward = Number(trace.Last.InputGradientFlops) + Number(trace.Last.WeightGradientFlops);
        Assert.True(Math.Abs(backward - factors * forward) <= factors * Tolerance * forward,
            $"{name}: {backward:g6} operations of the backward said, {factors * forward:g6} by its definition.");
    }

    private static double Attention(double width) => 4 * 2 * Steps * Batch * width * width + 2 * 2 * Steps * Steps * Batch * width;

    private static double Number(Size size) => size.Evaluate(new Dictionary<string, long>())!.Value;
}
