using Samples.Data;

namespace Samples.TwoTowers;

/// <summary>Measures what captions say, against what is usual among the training images of the same class.</summary>
public sealed class ImageAttributes
{
    /// <summary>From which value on a pixel is foreground.</summary>
    private const byte Foreground = 25;

    private readonly (double Brightness, double Columns)[] usual;

    private ImageAttributes((double, double)[] usual) => this.usual = usual;

    /// <summary>Takes each class's medians for what is usual.</summary>
    public static ImageAttributes From(LabelledImages images)
    {
        var measured = Enumerable.Range(0, images.Count).ToLookup(i => (int)images.Labels[i], i => Measure(images, i));
        return new ImageAttributes([.. Enumerable.Range(0, FashionMnist.Classes.Count).Select(
            label => (Median(measured[label].Select(m => m.Brightness)), Median(measured[label].Select(m => m.Columns))))]);
    }

    /// <summary>What a caption of an image says.</summary>
    public Meaning Of(LabelledImages images, int index)
    {
        var (label, (brightness, columns)) = (images.Labels[index], Measure(images, index));
        return new Meaning(label, brightness > usual[label].Brightness, columns > usual[label].Columns);
    }

    private static (double Brightness, double Columns) Measure(LabelledImages images, int index)
    {
        var pixels = images.Pixel(index);
        var columns = new bool[images.Width];
        var (sum, count) = (0L, 0);
        for (var i = 0; i < pixels.Length; i++)
        {
            if (pixels[i] < Foreground) continue;
            sum += pixels[i];
            count++;
            columns[i % images.Width] = true;
        }
        return (count == 0 ? 0 : (double)sum / count, columns.Count(covered => covered));
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? 0 : sorted[sorted.Length / 2];
    }
}
