using static TorchSharp.torch;

namespace Company.Model;

/// <summary>Points on spiral arms, one arm a class: data that needs no download. Put your own here.</summary>
public static class Spirals
{
    /// <summary>Random points and the arm of each. The caller disposes both.</summary>
    public static (Tensor Points, Tensor Classes) Sample(int count, int classes, Random random)
    {
        var points = new float[count * 2];
        var labels = new long[count];
        for (int i = 0; i < count; i++)
        {
            labels[i] = random.Next(classes);
            double along = random.NextDouble();
            double angle = 2 * Math.PI * (labels[i] / (double)classes + 0.7 * along) + 0.1 * (random.NextDouble() - 0.5);
            points[2 * i] = (float)((0.1 + along) * Math.Cos(angle));
            points[2 * i + 1] = (float)((0.1 + along) * Math.Sin(angle));
        }

        return (tensor(points, [count, 2]), tensor(labels));
    }
}
