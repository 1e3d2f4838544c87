namespace Samples.Training;

/// <summary>How a sample names what it measures, to people and in JSON.</summary>
public sealed record Wording
{
    /// <summary>What the loss is counted in, as in <c>bits/character</c>.</summary>
    public required string Loss { get; init; }

    /// <summary>By what the loss is multiplied to be counted in that.</summary>
    public double LossScale { get; init; } = 1;

    /// <summary>What the speed counts, as in <c>tokens</c>.</summary>
    public string Things { get; init; } = "images";

    /// <summary>How many of them a sample has.</summary>
    public int ThingsPerSample { get; init; } = 1;

    /// <summary>The metric's name in JSON, as in <c>test_accuracy</c>.</summary>
    public required string MetricKey { get; init; }

    /// <summary>The metric as a phrase, as in <c>91.2 % test accuracy</c>.</summary>
    public required Func<double, string> Metric { get; init; }

    /// <summary>What the metric would be without any learning, as a phrase.</summary>
    public required string Baseline { get; init; }

    /// <summary>That number's name in JSON.</summary>
    public required string BaselineKey { get; init; }

    /// <summary>That number.</summary>
    public required double BaselineValue { get; init; }
}
