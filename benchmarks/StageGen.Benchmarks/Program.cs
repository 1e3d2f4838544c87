using System.CommandLine;
using StageGen.Benchmarks.Partitions;
using StageGen.Benchmarks.Pipelines;
using StageGen.Benchmarks.Plans;
using StageGen.Benchmarks.Rates;
using StageGen.Benchmarks.Rebalancing;
using StageGen.Benchmarks.Shares;

var root = new RootCommand("Measures StageGen.")
{
    PipelineCommand.Create(), UnsplitCommand.Create(), PartitionCommand.Create(), PlansCommand.Create(), RebalanceCommand.Create(),
    SharesCommand.Create(), RatesCommand.Create(),
};
return root.Parse(args).Invoke();
