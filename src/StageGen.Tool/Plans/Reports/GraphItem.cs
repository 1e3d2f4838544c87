namespace StageGen.Tool;

/// <summary>What takes up room in a row of a graph's picture: a node, or what flows past it to a later row.</summary>
/// <param name="node">The node; where this is a flow, the node it comes from.</param>
/// <param name="isLane">Whether this is a flow.</param>
/// <param name="row">The row.</param>
/// <param name="width">How wide it is.</param>
internal sealed class GraphItem(int node, bool isLane, int row, double width)
{
    public int Node => node;

    public bool IsLane => isLane;

    public int Row => row;

    public double Width => width;

    /// <summary>Its place in the row.</summary>
    public int Place { get; set; }

    /// <summary>The middle of it.</summary>
    public double X { get; set; }

    /// <summary>What it is joined with in the row above.</summary>
    public List<GraphItem> Above { get; } = [];

    /// <summary>What it is joined with in the row below.</summary>
    public List<GraphItem> Below { get; } = [];
}
