using System.Text.Json;
using Library;
using StageGen;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

manual_seed(1);
using var model = new Network();
using var inputs = randn(32, 16);
using var classes = inputs[.., ..4].argmax(1);
Func<Tensor, Tensor, Tensor> loss = (logits, wanted) => functional.cross_entropy(logits, wanted);

using var pipeline = model.ToPipeline(new PipelineOptions { Devices = ["cpu", "cpu"] });
pipeline.UseOptimizer(parameters => optim.AdamW(parameters, lr: 1e-2));
double[] losses = [.. Enumerable.Range(0, 20).Select(_ => pipeline.TrainStep(inputs, classes, loss).Loss)];

Console.WriteLine($"stages {pipeline.Stages.Count}, learned {losses[^1] < 0.7 * losses[0]}");
Console.WriteLine(JsonSerializer.Serialize(new Settings { Rate = 0.5 }, SettingsContext.Default.Settings) + " " + Words.Small().Match("A stage").Value);

var log = new LastLine();
Log.Trained(log, 20, 0.25);
Console.WriteLine(log.Text);
