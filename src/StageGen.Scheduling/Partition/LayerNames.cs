namespace StageGen.Scheduling;

/// <summary>What messages call several layers.</summary>
internal static class LayerNames
{
    /// <summary>The name of one, of two, or the first and the last.</summary>
    public static string Of(PartitionRequest request, IReadOnlyList<int> layers)
    {
        if (layers.Count == 0) return "nothing";
        var (first, last) = (request.Layers[layers[0]].Name, request.Layers[layers[layers.Count - 1]].Name);
        return layers.Count switch { 1 => first, 2 => first + ", " + last, _ => first + " … " + last };
    }
}
