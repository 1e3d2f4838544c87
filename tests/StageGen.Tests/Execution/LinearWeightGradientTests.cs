using StageGen.Execution;
using StageGen.Tests.Support;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace StageGen.Tests.Execution;

/// <summary>
/// The product that stands for autograd in the second half of a backward: autograd's bits, and only where it is sure of them.
/// </summary>
public class LinearWeightGradientTests
{
    private static readonly Func<Tensor, Tensor, Tensor> MeanSquare = (output, targets) => functional.mse_loss(output, targets);

    [Fact]
    public void ChangesInPlaceAreCounted()
    {
        using var scope = NewDisposeScope();
        Tensor x = randn(3).requires_grad_() * 2;
        long? before = TensorVersion.Of(x);
        x.relu_();

        Assert.True(TensorVersion.IsKnown);
        Assert.Equal(before + 1, TensorVersion.Of(x));
        Tensor plain = randn(3);
        before = TensorVersion.Of(plain);
        plain.relu_();
        Assert.Equal(before + 1, TensorVersion.Of(plain));
        using (inference_mode())
        {
            Assert.Null(TensorVersion.Of(randn(3)));
        }
    }

    [Theory]
    [InlineData(new long[] { 7, 12 }, 5, true)]
    [InlineData(new long[] { 1, 12 }, 1, true)]
    [InlineData(new long[] { 2, 128, 64 }, 192, true)]
    [InlineData(new long[] { 2, 128, 64 }, 192, false)]
    [InlineData(new long[] { 3, 1, 33 }, 17, true)]
    [InlineData(new long[] { 1, 300, 256 }, 1024, true)]
    public void OnceProvenItHasAutogradsBits(long[] shape, long outputs, bool bias)
    {
        using var scope = NewDisposeScope();
        Linear layer = Linear(shape[^1], outputs, bias), twin = Linear(shape[^1], outputs, bias);
        twin.load_state_dict(layer.state_dict());
        var product = new LinearWeightGradient(layer);
        var owned = layer.parameters().ToList();
        for (int microbatch = 0; microbatch < 4; microbatch++)
        {
            Tensor x = randn(shape).requires_grad_();
            Tensor gradient = randn([.. shape[..^1], outputs]);
            Tensor output = layer.call(x);
            var call = new DeferredLayer(layer, owned, product, x, output);

            Assert.Equal(microbatch == 0, call.NeedsGraph);
            autograd.backward([output * 1], [gradient], retain_graph: call.NeedsGraph, inputs: [x, call.Output]);
            call.Settle();
            call.AccumulateWeightGradients();
            autograd.backward([twin.call(x)], [gradient], inputs: [.. twin.parameters()]);
            Bits.EqualParameters(twin, layer, gradients: true);
        }
    }

    [Fact]
    public void WhatAutogradSeesOtherwiseIsLeftToIt()
    {
        using var scope = NewDisposeScope();
        Linear layer = Linear(4, 3), twin = Linear(4, 3);
        twin.load_state_dict(layer.state_dict());
        var product = new LinearWeightGradient(layer);
        for (int microbatch = 0; microbatch < 3; microbatch++)
        {
            Tensor x = randn(2, 4).requires_grad_();
            // As a hook that doubles the output would have it.
            Tensor output = layer.call(x) * 2;
            var call = new DeferredLayer(layer, [.. layer.parameters()], product, x, output);
            autograd.backward([output * 1], [ones_like(output)], retain_graph: call.NeedsGraph, inputs: [call.Output]);
            call.Settle();

            Assert.True(call.NeedsGraph);
            call.AccumulateWeightGradients();
            (twin.call(x) * 2).sum().backward();
            Bits.EqualParameters(twin, layer, gradients: true);
        }
    }

    /// <summary>
    /// What happens to a layer's output: nothing, a change in place in every step, one only after the product has been proven, a hook.
    /// </summary>
    public static TheoryData<string> Fates() => new("nothing", "in place", "in place later", "hook");

    [Theory]
    [MemberData(nameof(Fates))]
    public void InAPipelineWhateverHappensToTheOutput(string fate)
    {
        using var whole = new Net(fate);
        using var split = new Net(fate);
        split.load_state_dict(whole.state_dict());
        using HandmadePipeline pipeline = split.ToPipeline(new PipelineOptions
        {
            Devices = ["cpu", "cpu", "cpu"], Schedule = PipelineSchedule.ZeroBubbleH1, Microbatches = 4, IntraOpThreads = 1,
        });
        using Tensor input = randn(7, 6), targets = randn(7, 6);
        Unsplit.WithThreads(1, () =>
        {
            for (int step = 0; step < 4; step++)
            {
                whole.Step = split.Step = step;
                whole.zero_grad();
                split.zero_grad();
                double expected = Unsplit.Accumulate(whole.forward, input, targets, MeanSquare, 4);

                Assert.Equal(expected, pipeline.AccumulateGradients(input, targets, MeanSquare).Loss);
                Bits.EqualParameters(whole, split, gradients: true);
            }
        });
    }

    private sealed class Net : Module<Tensor, Tensor>
    {
        private readonly Linear first = Linear(6, 6);
        private readonly Linear middle = Linear(6, 6);
        private readonly Linear last = Linear(6, 6);
        private readonly string fate;

        public Net(string fate)
            : base(nameof(Net))
        {
            this.fate = fate;
            if (fate == "hook")
            {
                middle.register_forward_hook((_, _, output) => output * 2);
            }

            RegisterComponents();
        }

        public int Step { get; set; }

        public override Tensor forward(Tensor x) => last.call(Middle(first.call(x)));

        public HandmadePipeline ToPipeline(PipelineOptions options) => new(
            this,
            new PipelineLayout { Model = nameof(Net), Inputs = 1, Output = 3, Values =
            [
                new("x", -1, [0]), new("a", 0, [1]), new("b", 1, [2]), new("c", 2, [])
            ] },
            [
                new HandmadeStage("first", [first], m => m.Set(1, first.call(m.Get<Tensor>(0)))),
                new HandmadeStage("middle", [middle], m => m.Set(2, Middle(m.Get<Tensor>(1)))),
                new HandmadeStage("last", [last], m => m.Set(3, last.call(m.Get<Tensor>(2)))),
            ],
            options);

        private Tensor Middle(Tensor x)
        {
            Tensor y = middle.call(x);
            return fate == "in place" || (fate == "in place later" && Step > 1) ? y.tanh_() : y;
        }
    }
}
