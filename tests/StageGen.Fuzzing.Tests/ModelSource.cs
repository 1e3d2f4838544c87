using System.Text;

namespace StageGen.Fuzzing.Tests;

/// <summary>A model as C#. Every value is of shape (batch, 6); a value's stage is known, so that none flows back.</summary>
internal sealed class ModelSource
{
    private readonly List<(string Attribute, int First, int Last, string Declaration)> fields = [];
    private readonly List<string> helpers = [];
    private readonly List<string> body = [];
    private readonly List<Value> values = [];
    private readonly FuzzModel model;

    private ModelSource(FuzzModel model)
    {
        this.model = model;
        for (int i = 0; i < model.Inputs; i++) values.Add(new Value($"x{i}", 0));
        foreach (var line in model.Lines) Write(line);
        if (fields.Count == 0) Write(new Line(LineKind.Call, 0, 0, 0, 0));
    }

    /// <summary>The source and how many stages it declares.</summary>
    public static (string Source, int Stages) Of(FuzzModel model, string name)
    {
        var source = new ModelSource(model);
        return (source.Text(name), source.UsedStages().Length);
    }

    private Value Pick(int choice) => values[choice % values.Count];

    private string Field(string type, string value, int first, int last)
    {
        string name = $"f{fields.Count}";
        fields.Add((first == last ? "Stage" : "Stages", first, last, $"private readonly {type} {name} = {value};"));
        return name;
    }

    private string Layer(int stage) => Field(stage % 2 == 0 ? "Linear" : "Module<Tensor, Tensor>", "Linear(6, 6)", stage, stage);

    private void Declare(string expression, int stage)
    {
        string name = $"v{body.Count}";
        body.Add($"var {name} = {expression};");
        values.Add(new Value(name, stage));
    }

    private void Write(Line line)
    {
        var x = Pick(line.First);
        var y = Pick(line.Second);
        int both = Math.Max(x.Stage, y.Stage);
        int stage = x.Stage + line.Advance;
        switch (line.Kind)
        {
            case LineKind.Call:
                Declare($"{(line.Length == 1 ? "this." : "")}{Layer(stage)}.{(line.Length == 2 ? "forward" : "call")}({x.Name}).tanh()", stage);
                break;
            case LineKind.NestedCalls:
                Declare($"{Layer(both + line.Advance)}.call(functional.gelu({Layer(x.Stage)}.call({x.Name})) + {y.Name})", both + line.Advance);
                break;
            case LineKind.Sum:
                Declare($"({x.Name} + {y.Name} * 0.5).sigmoid()", both);
                break;
            case LineKind.Join:
                Declare($"{Field("Linear", "Linear(12, 6)", both + line.Advance, both + line.Advance)}.call(cat([{x.Name}, {y.Name}], 1))", both + line.Advance);
                break;
            case LineKind.Reassign:
                body.Add($"{x.Name} = {Layer(stage)}.call({x.Name}).relu();");
                x.Stage = stage;
                break;
            case LineKind.Foreach:
                body.Add($"foreach (var layer in {List(stage, line.Length)}) {x.Name} = layer.call({x.Name}).tanh();");
                x.Stage = stage + line.Length;
                break;
            case LineKind.For:
                string list = List(stage, line.Length);
                body.Add($"for (int i = 0; i < {list}.Count; i++) {x.Name} = {list}[i].call({x.Name}).tanh();");
                x.Stage = stage + line.Length;
                break;
            case LineKind.DealtSequential:
                string children = string.Join(", ", Enumerable.Repeat("Linear(6, 6), Tanh()", line.Length + 1));
                Declare($"{Field("Sequential", $"Sequential({children})", stage, stage + line.Length)}.call({x.Name})", stage + line.Length);
                break;
            case LineKind.Helper:
                string helper = $"Helper{helpers.Count}";
                helpers.Add($"private Tensor {helper}(Tensor t) {{ var h = {Layer(stage)}.call(t); return h * h.sigmoid(); }}");
                Declare($"{helper}({x.Name})", stage);
                break;
            case LineKind.ListOfSkips:
                string skips = $"skips{body.Count}";
                body.Add($"var {skips} = new List<Tensor> {{ {y.Name} }};");
                body.Add($"foreach (var layer in {List(stage, line.Length)}) {{ {x.Name} = layer.call({x.Name}).tanh(); {skips}.Add({x.Name}); }}");
                x.Stage = stage + line.Length;
                int last = Math.Max(x.Stage, y.Stage) + line.Length;
                body.Add($"{skips}.Add({Layer(last)}.call({skips}[^1]));");
                Declare($"stack({skips}).mean([0]) + {skips}[0] * {skips}[^1]", last);
                break;
            case LineKind.Stack:
                string pile = $"pile{body.Count}";
                body.Add($"var {pile} = new Stack<Tensor>();");
                body.Add($"{pile}.Push({Layer(stage)}.call({x.Name}));");
                body.Add($"{pile}.Push({Layer(both + line.Length)}.call({y.Name}));");
                Declare($"{pile}.Pop() * 0.5 + {pile}.Peek().tanh()", Math.Max(stage, both + line.Length));
                break;
            case LineKind.Parameter:
                string weight = $"weight{helpers.Count}";
                helpers.Add($"private readonly Parameter {weight} = Parameter(randn(6));");
                body.Add($"{x.Name} = {x.Name} * {weight};");
                Declare($"{Layer(both + line.Advance)}.call({y.Name} / (this.{weight} * {weight} + 1)) + {x.Name}", both + line.Advance);
                break;
            case LineKind.Branches:
                string condition = line.Second % 2 == 0 ? "training" : $"{x.Name}.size(1) > 6";
                body.Add($"if ({condition}) {{ var h = {Layer(stage)}.call({x.Name}); {x.Name} = {Layer(stage + line.Length)}.call(h).tanh() + h; }}");
                body.Add($"else {{ var h = {Layer(stage)}.call({x.Name}).tanh(); h = {Layer(stage)}.call(h); {x.Name} = h + {x.Name}; }}");
                x.Stage = stage + line.Length;
                break;
            case LineKind.Choice:
                Declare($"({y.Name}.size(1) == 6 ? {Layer(both)}.call({x.Name}) : {Layer(both + line.Advance)}.call({y.Name}).tanh()) * 0.5", both + line.Advance);
                break;
            case LineKind.Condition:
                body.Add($"if (training) {x.Name} = {x.Name} * 0.5; else {x.Name} = {x.Name} + 1;");
                break;
        }
    }

    private string List(int first, int more) =>
        Field("ModuleList<Linear>", $"new({string.Join(", ", Enumerable.Repeat("Linear(6, 6)", more + 2))})", first, first + more);

    // Choices may leave a stage without a submodule; the stages that have one are numbered anew.
    private int[] UsedStages() => [.. fields.SelectMany(field => Enumerable.Range(field.First, field.Last - field.First + 1)).Distinct().Order()];

    private string Text(string name)
    {
        int[] used = UsedStages();
        int Stage(int stage) => Array.IndexOf(used, stage);
        // Whatever nobody reads would go untested: the output is the sum of all values.
        string sum = string.Join(" + ", values.Select(value => value.Name));
        string output = model.TwoOutputs ? $"({sum}, {values[values.Count / 2].Name})" : sum;
        string type = model.TwoOutputs ? "(Tensor, Tensor)" : "Tensor";
        const string Error = "functional.mse_loss(output, targets)";
        string loss = model.TwoOutputs ? $"{Error.Replace("output", "output.Item1", StringComparison.Ordinal)} + {Error.Replace("output", "output.Item2", StringComparison.Ordinal)} * 0.5" : Error;
        string tensors = string.Concat(Enumerable.Repeat("Tensor, ", model.Inputs));
        string inputs = string.Join(", ", Enumerable.Range(0, model.Inputs).Select(i => $"x{i}"));
        string given = string.Join(", ", Enumerable.Range(0, model.Inputs).Select(i => $"inputs[{i}]"));
        var text = new StringBuilder();
        void Add(string line) => text.Append(line).Append('\n');
        Add($"[Pipeline]\npublic sealed partial class {name} : Module<{tensors}{type}>\n{{");
        foreach (var (attribute, first, last, declaration) in fields)
            Add($"    [{attribute}({Stage(first)}{(attribute == "Stages" ? $", {Stage(last)}" : "")})] {declaration}");
        Add($"    public {name}() : base(nameof({name})) => RegisterComponents();");
        Add($"    public override {type} forward({string.Join(", ", Enumerable.Range(0, model.Inputs).Select(i => $"Tensor x{i}"))})\n    {{");
        foreach (string line in body) Add("        " + line);
        Add($"        return {output};\n    }}");
        foreach (string helper in helpers) Add("    " + helper);
        Add("}");
        Add($"public sealed class {name}Case : StageGen.Fuzzing.Tests.FuzzCase\n{{");
        Add($"    public override nn.Module Create() => new {name}();");
        Add($"    private static Tensor Loss({type} output, Tensor targets) => {loss};");
        Add($"    public override Tensor Loss(nn.Module model, Tensor[] inputs, Tensor targets) => Loss((({name})model).call({given}), targets);");
        Add($"    public override Pipeline ToPipeline(nn.Module model, PipelineOptions options) => (({name})model).ToPipeline(options);");
        Add($"    public override double Train(Pipeline pipeline, Tensor[] inputs, Tensor targets) => (({name}Pipeline)pipeline).AccumulateGradients({given}, targets, Loss).Loss;");
        Add("}");
        return text.ToString();
    }

    private sealed class Value(string name, int stage)
    {
        public string Name { get; } = name;

        public int Stage { get; set; } = stage;
    }
}
