using TorchSharp;
using TorchSharp.Modules;

namespace StageGen;

/// <summary>
/// All of a model that running it forward and backward changes: gradients, running statistics, the random numbers to come.
/// Put back when disposed.
/// </summary>
internal sealed class ModelState : IDisposable
{
    private readonly List<(Parameter Parameter, torch.Tensor? Gradient)> gradients;
    private readonly List<(torch.Tensor Buffer, torch.Tensor Kept)> buffers;
    private readonly torch.Tensor random;

    public ModelState(torch.nn.Module model)
    {
        gradients = [.. model.parameters().Select(parameter => (parameter, parameter.grad?.DetachFromDisposeScope()))];
        foreach (var (parameter, _) in gradients)
        {
            parameter.grad = null;
        }

        using (torch.no_grad())
        {
            buffers = [.. model.buffers().Select(buffer => (buffer, buffer.clone().DetachFromDisposeScope()))];
        }

        random = torch.get_rng_state().DetachFromDisposeScope();
    }

    public void Dispose()
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using (torch.no_grad())
        {
            foreach (var (buffer, kept) in buffers)
            {
                buffer.copy_(kept);
                kept.Dispose();
            }
        }

        // All cleared before any is set: two objects may stand for one parameter.
        foreach (var (parameter, _) in gradients)
        {
            parameter.grad = null;
        }

        foreach (var (parameter, gradient) in gradients)
        {
            if (gradient is not null)
            {
                parameter.grad = gradient;
                gradient.Dispose();
            }
        }

        torch.set_rng_state(random);
        random.Dispose();
    }
}
