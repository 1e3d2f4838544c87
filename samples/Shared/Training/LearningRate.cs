using static TorchSharp.torch;

namespace Samples.Training;

/// <summary>A learning rate that rises from zero over the first steps and then falls along a cosine to a tenth of its peak.</summary>
/// <param name="Peak">The highest rate.</param>
/// <param name="Steps">How many steps there are.</param>
public sealed record LearningRate(double Peak, int Steps)
{
    private const double WarmUpShare = 0.05;
    private const double Floor = 0.1;

    /// <summary>The rate of a step, counted from 0.</summary>
    public double At(int step)
    {
        var warmUp = Math.Max(1, (int)(Steps * WarmUpShare));
        if (step < warmUp) return Peak * (step + 1) / warmUp;
        var progress = (double)(step - warmUp) / Math.Max(1, Steps - warmUp);
        return Peak * (Floor + (1 - Floor) * (1 + Math.Cos(Math.PI * progress)) / 2);
    }

    /// <summary>Sets the rate of a step in every optimizer; a pipeline has one for each device.</summary>
    public void Set(int step, IEnumerable<optim.Optimizer> optimizers)
    {
        foreach (var group in optimizers.SelectMany(optimizer => optimizer.ParamGroups)) group.LearningRate = At(step);
    }
}
