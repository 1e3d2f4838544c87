// SG0021: 77 is no PipelineSchedule: write one of GPipe, OneForwardOneBackward, Interleaved, LoopedBreadthFirst, ZeroBubbleH1, ZeroBubbleH2, ZeroBubbleV, VHalf, VMin, DualPipeV, ForwardOnly, Auto
// SG0015: Microbatches = -4 is negative: write at least 1, or leave it out and the pipeline decides
// SG0014: 'tpu' is no device: it is 'cpu', 'cuda:0', 'cuda:1' … or 'mps'
// SG0001: Net must be partial, so that the pipeline can be generated into it: add 'partial' to its declaration
// SG0016: 'h' comes from stage 1 and cannot flow back to first in stage 0: move first to stage 1 or a later one, or what makes the value to stage 0

[{|SG0015:{|SG0021:Pipeline(Microbatches = -4, Schedule = (PipelineSchedule)77)|}|}]
[{|SG0014:Device("tpu")|}]
public sealed class {|SG0001:Net|} : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly Linear first = Linear(4, 4);
    [Stage(1)] private readonly Linear second = Linear(4, 4);

    public Net() : base(nameof(Net)) => RegisterComponents();

    public override Tensor forward(Tensor x)
    {
        var h = second.call(x);
        return second.call(first.call({|SG0016:h|}));
    }
}
