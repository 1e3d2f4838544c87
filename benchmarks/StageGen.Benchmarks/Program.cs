using System.CommandLine;
using StageGen.Benchmarks.Partitions;
using StageGen.Benchmarks.Pipelines;

var root = new RootCommand("Measures StageGen.") { PipelineCommand.Create(), PartitionCommand.Create() };
return root.Parse(args).Invoke();
