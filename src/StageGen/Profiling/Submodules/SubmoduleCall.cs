using TorchSharp;

namespace StageGen;

/// <summary>
/// One call of a submodule. What goes in and what comes out is parted from the graph around it: the submodule's own part of the
/// graph runs from copies of its inputs' handles (the leaves) to its outputs, and its backward can be run and timed alone.
/// </summary>
/// <param name="Submodule">Which submodule, as an index.</param>
internal sealed record SubmoduleCall(int Submodule)
{
    /// <summary>The inputs that want a gradient, as the graph before has them and as the submodule got them.</summary>
    public List<(torch.Tensor Outer, torch.Tensor Leaf)> Inputs { get; } = [];

    /// <summary>The outputs that have a gradient, as the submodule made them and as the graph after got them.</summary>
    public List<(torch.Tensor Inner, torch.Tensor Leaf)> Outputs { get; } = [];

    /// <summary>
    /// When what was before it ended, when its forward began and ended, and when what came after it began: the rest is ours.
    /// </summary>
    public long Entered { get; set; }

    public long Start { get; set; }

    public long End { get; set; }

    public long Left { get; set; }

    /// <summary>Ticks of what came after it, up to the next call.</summary>
    public long Afterwards { get; set; }

    /// <summary>Ticks of its backward.</summary>
    public long Backward { get; set; }

    /// <summary>Bytes allocated before, then what its forward left behind.</summary>
    public long Bytes { get; set; }

    /// <summary>Bytes of its inputs that no submodule had returned: what was made in between, for it.</summary>
    public long MadeForIt { get; set; }

    public long OutputBytes { get; set; }
}
