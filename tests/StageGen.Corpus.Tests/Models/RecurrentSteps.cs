// inputs: randn(n, 4, 6)
// targets: randn(n, 4, 6)
// loss: functional.mse_loss(output, targets)
// close: the cell is called once a step
using StageGen;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

[Pipeline]
public sealed partial class RecurrentSteps : Module<Tensor, Tensor>
{
    [Stage(0)] private readonly GRUCell cell = GRUCell(6, 6);
    [Stage(1)] private readonly Linear attention = Linear(6, 1);
    [Stage(2)] private readonly GRUCell decoder = GRUCell(6, 6);
    [Stage(3)] private readonly Linear head = Linear(6, 6);

    public RecurrentSteps() : base(nameof(RecurrentSteps)) => RegisterComponents();

    public override Tensor forward(Tensor sequence)
    {
        var hidden = zeros(sequence.size(0), 6);
        var states = new List<Tensor>();
        foreach (var step in sequence.unbind(1))
        {
            hidden = cell.call(step, hidden);
            states.Add(hidden);
        }

        var encoded = stack(states, 1);
        var weights = functional.softmax(attention.call(encoded), 1);
        var context = (weights * encoded).sum(1);
        var outputs = new List<Tensor>();
        for (int t = 0; t < states.Count; t++)
        {
            context = decoder.call(states[t], context);
            outputs.Add(context);
        }

        return head.call(stack(outputs, 1));
    }
}
