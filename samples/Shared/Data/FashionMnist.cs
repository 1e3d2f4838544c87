namespace Samples.Data;

/// <summary>
/// 70,000 pictures of clothes in ten classes, 28 × 28 (Xiao, Rasul and Vollgraf, "Fashion-MNIST: a Novel Image Dataset for
/// Benchmarking Machine Learning Algorithms", 2017).
/// </summary>
/// <param name="Directory">Where it was read from.</param>
/// <param name="Training">To train on.</param>
/// <param name="Test">Never trained on.</param>
public sealed record FashionMnist(string Directory, LabelledImages Training, LabelledImages Test)
{
    /// <summary>Where Debian's package puts the files.</summary>
    public const string PackageDirectory = "/usr/share/datasets/fashion-mnist";

    /// <summary>Rows and columns of an image.</summary>
    public const int Side = 28;

    /// <summary>What the labels mean.</summary>
    public static IReadOnlyList<string> Classes { get; } =
        ["T-shirt", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag", "ankle boot"];

    /// <summary>Reads the four files, as they are or gzipped.</summary>
    /// <param name="directory">Where they are; null for where Debian's package puts them.</param>
    /// <exception cref="UserException">A file is missing or damaged; the message says which and what to do.</exception>
    public static FashionMnist Load(string? directory)
    {
        var from = directory ?? PackageDirectory;
        if (!System.IO.Directory.Exists(from))
        {
            throw new UserException(directory is null
                ? $"Fashion-MNIST is not in {PackageDirectory}. On Debian or Ubuntu run: sudo apt-get install dataset-fashion-mnist. "
                    + "Elsewhere download its four files and say where they are with --data DIR."
                : $"--data {directory} is no directory; give the one that holds Fashion-MNIST's four files.");
        }
        return new FashionMnist(from, Part(from, "train"), Part(from, "t10k"));
    }

    private static LabelledImages Part(string directory, string part)
    {
        var (imagePath, labelPath) = (Find(directory, $"{part}-images-idx3-ubyte"), Find(directory, $"{part}-labels-idx1-ubyte"));
        var (images, labels) = (IdxFile.Read(imagePath, dimensions: 3), IdxFile.Read(labelPath, dimensions: 1));
        if (images.Shape[1] != Side || images.Shape[2] != Side)
            throw new UserException(
                $"'{imagePath}' has images of {images.Shape[1]} × {images.Shape[2]}; Fashion-MNIST's are {Side} × {Side}.");
        if (images.Shape[0] != labels.Shape[0])
            throw new UserException(
                $"'{imagePath}' has {images.Shape[0]:N0} images and '{labelPath}' {labels.Shape[0]:N0} labels; they do not belong together.");
        var wrong = Array.FindIndex(labels.Elements, label => label >= Classes.Count);
        if (wrong >= 0)
            throw new UserException(
                $"'{labelPath}' has the label {labels.Elements[wrong]} at {wrong}; labels go from 0 to {Classes.Count - 1}.");
        return new LabelledImages(Side, Side, images.Elements, labels.Elements);
    }

    private static string Find(string directory, string name)
    {
        var path = Path.Combine(directory, name);
        if (File.Exists(path)) return path;
        if (File.Exists(path + ".gz")) return path + ".gz";
        throw new UserException(
            $"'{path}' is not there, nor is '{name}.gz'; --data must name the directory that holds Fashion-MNIST's four files.");
    }
}
