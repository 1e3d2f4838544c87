using Company.Model;
using StageGen;
using static TorchSharp.torch;

// Devices as arguments: dotnet run -- cuda:0 cuda:1. Two CPU workers share the machine's cores.
string[] devices = args.Length > 0 ? args : ["cpu", "cpu"];
const int Steps = 100;

manual_seed(1);
var random = new Random(1);
using var model = new Classifier();
using var pipeline = model.ToPipeline(new PipelineOptions { Devices = devices, Profile = "steps.html" });
pipeline.UseOptimizer(parameters => optim.AdamW(parameters, lr: 1e-3));

Console.WriteLine($"{pipeline.Stages.Count} stages on {string.Join(", ", devices)}, {pipeline.Microbatches} microbatches a step");
Training.Run(pipeline, Steps, batch: 1024, random, (step, result) =>
{
    if (step % 10 == 0) Console.WriteLine($"step {step,4}  loss {result.Loss:f4}  {result.Duration.TotalMilliseconds,6:f1} ms  bubble {result.Bubble:p1}");
});
Console.WriteLine($"accuracy {Training.Accuracy(pipeline, 2000, random):p1}; the timeline of a step is in steps.html");
