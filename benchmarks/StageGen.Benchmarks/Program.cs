using System.CommandLine;
using StageGen.Benchmarks.Pipelines;

var root = new RootCommand("Measures StageGen.") { PipelineCommand.Create() };
return root.Parse(args).Invoke();
