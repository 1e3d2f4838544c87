using System.CommandLine;
using StageGen.Benchmarks.Partitions;
using StageGen.Benchmarks.Pipelines;
using StageGen.Benchmarks.Rebalancing;

var root = new RootCommand("Measures StageGen.") { PipelineCommand.Create(), UnsplitCommand.Create(), PartitionCommand.Create(), RebalanceCommand.Create() };
return root.Parse(args).Invoke();
