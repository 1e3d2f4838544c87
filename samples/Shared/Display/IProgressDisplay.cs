using Samples.Training;

namespace Samples.Display;

/// <summary>Shows how a training gets on.</summary>
public interface IProgressDisplay
{
    /// <summary>Runs a training that reports after each of its steps.</summary>
    T Run<T>(string title, Wording wording, Func<Action<TrainingProgress>, T> training);
}
