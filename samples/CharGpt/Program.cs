using Samples.Text;
using System.Diagnostics;
using static TorchSharp.torch;
var w0 = Stopwatch.StartNew();
var corpus = Corpus.Load(null);
Console.WriteLine($"{w0.Elapsed.TotalSeconds:F2} s, {corpus.Text.Length} chars {corpus.Source}");
int context = 128;
int A(int i, int d) => args.Length > i ? int.Parse(args[i]) : d;
int width = A(0, 128), depth = A(1, 4), heads = A(2, 4); context = A(3, 128); int batch = A(4, 32), mb = A(5, 8); double lr = args.Length > 6 ? double.Parse(args[6]) : 2e-3; int steps = A(7, 50);
var data = TextData.From(corpus, context);
Console.WriteLine($"{w0.Elapsed.TotalSeconds:F2} s vocab {data.Vocabulary.Size} unigram {data.UnigramBits:F3} train {data.Training.Length} val {data.Validation.Length}");
Console.WriteLine(corpus.Text[..300]); Console.WriteLine(corpus.Text[^600..]);
random.manual_seed(1);
set_num_threads(A(8, 2));
using var model = new Samples.CharGpt(data.Vocabulary.Size, width, heads, depth, context);
var opt = optim.AdamW(model.parameters(), lr, 0.9, 0.98, 1e-8, 0.1);
var sw = Stopwatch.StartNew(); double run = 0; int s = 0;
foreach (var (ids, targets) in Batches.Random(data.Training, batch, context, 1))
{
    using var scope = NewDisposeScope();
    var f = s < steps * 0.05 ? (s + 1) / (steps * 0.05) : 0.05 + 0.95 * 0.5 * (1 + Math.Cos(Math.PI * (s - steps * 0.05) / (steps * 0.95)));
    foreach (var g in opt.ParamGroups) g.LearningRate = lr * f;
    opt.zero_grad(); double loss = 0;
    for (int m = 0; m < mb; m++)
    {
        using var inner = NewDisposeScope();
        int a = batch * m / mb, b = batch * (m + 1) / mb;
        var l = Samples.CharGpt.Loss(model.call(ids[TensorIndex.Slice(a, b)]), targets[TensorIndex.Slice(a, b)]) * ((b - a) / (double)batch);
        l.backward(); loss += l.item<float>();
    }
    opt.step(); ids.Dispose(); targets.Dispose();
    run = s == 0 ? loss : 0.9 * run + 0.1 * loss;
    if (++s % 50 == 0 || s == 10) Console.WriteLine($"{s} {run / Math.Log(2):F3} {s * batch * context / sw.Elapsed.TotalSeconds:F0} tok/s {sw.Elapsed.TotalSeconds:F1}s");
    if (s >= steps) break;
}
using (no_grad()) { double tot = 0; int n = 0; var we = Stopwatch.StartNew(); foreach (var (i, t) in Batches.Even(data.Validation, batch, context, 800)) { using var sc = NewDisposeScope(); tot += Samples.CharGpt.Loss(model.call(i), t).item<float>() * i.size(0); n += (int)i.size(0); } Console.WriteLine($"val {tot / n / Math.Log(2):F3} bits {n} samples {we.Elapsed.TotalSeconds:F1}s"); }
