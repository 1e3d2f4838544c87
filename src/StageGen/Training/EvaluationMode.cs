using TorchSharp;

namespace StageGen;

/// <summary>Puts a model into evaluation mode and, when disposed, each of its modules back into the mode it was in.</summary>
internal sealed class EvaluationMode : IDisposable
{
    private readonly List<(torch.nn.Module Module, bool Training)> modes;

    public EvaluationMode(torch.nn.Module model)
    {
        modes = [.. model.named_modules().Select(m => m.module).Prepend(model).Select(m => (m, m.training))];
        if (modes.Any(m => m.Training))
        {
            model.eval();
        }
        else
        {
            modes.Clear();
        }
    }

    public void Dispose()
    {
        // train() goes down to the children; every module stands before its children in the list, so each ends as it was.
        foreach ((torch.nn.Module module, bool training) in modes)
        {
            module.train(training);
        }
    }
}
