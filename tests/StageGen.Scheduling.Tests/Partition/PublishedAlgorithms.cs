namespace StageGen.Scheduling.Tests;

/// <summary>What others cut chains with, written from what they publish.</summary>
internal static class PublishedAlgorithms
{
    /// <summary>
    /// The block partition that torchgpipe balances with (v0.0.7): I. Bárány and V. Grinberg, "Block Partitions of Sequences", 2013.
    /// Sizes are
    /// brought to 0 … 1; from blocks of equal count, the block beside the smallest one nearest a largest one, on its side, gives it the
    /// layer
    /// at their border, until largest and smallest differ by no more than 1.
    /// </summary>
    public static int[] BlockPartition(IReadOnlyList<double> sizes, int blocks)
    {
        var (least, range) = (sizes.Min(), sizes.Max() - sizes.Min());
        var normal = sizes.Select(size => range == 0 ? 0 : (size - least) / range).ToArray();
        var ends = Enumerable.Range(1, blocks).Select(block => block == blocks ? sizes.Count : sizes.Count / blocks * block).ToArray();
        while (true)
        {
            var largest = Largest();
            while (true)
            {
                var smallest = Smallest(largest.Block);
                if (largest.Size <= Size(smallest) + 1) return ends[..^1];
                // A layer wanders one block at a time from the largest towards the smallest.
                var giver = largest.Block < smallest ? smallest - 1 : smallest + 1;
                if (largest.Block < smallest) ends[giver]--;
                else ends[smallest]++;
                if (giver == largest.Block) break;
            }
        }

        double Size(int block) => normal[(block == 0 ? 0 : ends[block - 1])..ends[block]].Sum();

        (double Size, int Block) Largest() => Enumerable.Range(0, blocks).Select(block => (Size(block), block)).Max();

        int Smallest(int near) => Enumerable.Range(0, blocks).Select(block => (Size(block), Math.Abs(block - near), block)).Min().block;
    }

    /// <summary>
    /// The greedy split: each stage takes layers until it has its even share of what was left when it began, and leaves one for each
    /// stage to come.
    /// </summary>
    public static int[] Greedy(IReadOnlyList<double> sizes, int stages)
    {
        var cuts = new int[stages - 1];
        var (at, left) = (0, sizes.Sum());
        for (var stage = 0; stage < stages - 1; stage++)
        {
            var share = left / (stages - stage);
            var taken = sizes[at];
            left -= sizes[at++];
            while (at < sizes.Count - (stages - 1 - stage) && taken + sizes[at] <= share)
            {
                taken += sizes[at];
                left -= sizes[at++];
            }
            cuts[stage] = at;
        }
        return cuts;
    }
}
