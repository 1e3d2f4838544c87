using System.Text;

namespace StageGen.Fuzzing.Tests;

/// <summary>A model as C#. Every value is of shape (batch, 6); a value's stage is known, so that none flows back.</summary>
internal sealed partial class ModelSource
{
    /// <summary>Stands for the class's name, which is not known while lines are written.</summary>
    private const string Class = "§";

    private readonly List<Submodule> fields = [];
    private readonly List<string> members = [];
    private readonly List<string> constructor = [];
    private readonly List<string> body = [];
    private readonly List<Value> values = [];
    private readonly FuzzModel model;
    private readonly Shell shell;
    private bool needsBlock;
    private bool hasReturned;
    private int named;

    private ModelSource(FuzzModel model)
    {
        (this.model, shell) = (model, model.Shell);
        for (int i = 0; i < shell.Inputs; i++) values.Add(new Value($"x{i}", 0) { IsTrained = false });
        foreach (var line in model.Lines) Write(line);
        Returned = Output(values);
        foreach (var value in values) Weigh(value);
    }

    /// <summary>How many stages the model declares.</summary>
    public int Stages => UsedStages().Length;

    /// <summary>
    /// Whether gradients must be the unsplit model's to the bit: of two addends the order does not matter. A value or parameter that
    /// is read three times and more, over stages, may have its gradients added in another order than unsplit; and see
    /// <see cref="CopiesArrivals"/>.
    /// </summary>
    public bool IsExact { get; private set; } = true;

    /// <summary>
    /// Whether something is written in place: its stage works on copies of what arrives, if that might be what is written. A copy lies
    /// elsewhere in memory than the rows of the batch do, of all microbatches but the first, and kernels choose by alignment how they
    /// round.
    /// </summary>
    public bool CopiesArrivals { get; private set; }

    private string Returned { get; }

    public static ModelSource Of(FuzzModel model) => new(model);

    private Value Pick(int choice) => values[choice % values.Count];

    /// <summary>A value's name where it is read as a tensor.</summary>
    private static string Use(Value value)
    {
        value.Reads++;
        return value.Name;
    }

    private string Named(string stem) => stem + named++;

    private string Field(string type, string? value, int first, int last)
    {
        string name = $"f{fields.Count}";
        fields.Add(new Submodule(first == last ? "Stage" : "Stages", first, last, type, name, value));
        return name;
    }

    private string Layer(int stage) => Field(stage % 2 == 0 ? "Linear" : "Module<Tensor, Tensor>", "Linear(6, 6)", stage, stage);

    private string List(int first, int more, int width = 6) =>
        Field("ModuleList<Linear>", $"new({string.Join(", ", Enumerable.Repeat($"Linear({width}, 6)", more + 2))})", first, first + more);

    private void Declare(string expression, int stage)
    {
        string name = Named("v");
        body.Add($"var {name} = {expression};");
        values.Add(new Value(name, stage));
    }

    /// <summary>Notes that a variable has another value, of a stage.</summary>
    private void Renew(Value value, int stage)
    {
        Weigh(value);
        (value.Stage, value.Reads, value.IsTrained) = (stage, 0, true);
    }

    private void Weigh(Value value)
    {
        if (value.IsTrained && value.Reads > (value.IsShared ? 1 : 2)) IsExact = false;
    }

    // Choices may leave a stage without a submodule; the stages that have one are numbered anew.
    private int[] UsedStages() =>
        [.. fields.SelectMany(field => Enumerable.Range(field.First, field.Last - field.First + 1)).Distinct().Order()];

    private string OutputType => shell.Output switch
    {
        OutputKind.Pair => "(Tensor, Tensor)",
        OutputKind.Named => "(Tensor main, Tensor first, Tensor last)",
        OutputKind.Sides => "(Tensor main, Tensor[] sides)",
        _ => "Tensor",
    };

    /// <summary>What is returned: a layer over a sum, so that the loss hangs on a parameter, and single values beside it.</summary>
    private string Output(IReadOnlyList<Value> from)
    {
        IReadOnlyList<Value> summed = shell.SumsAll ? from : [.. from.Where(value => value.Reads == 0)];
        if (summed.Count == 0) summed = [from[^1]];
        string sum = string.Join(" + ", summed.Select(Use));
        return Results($"{Layer(from.Max(value => value.Stage))}.call({sum})", () => Use(from[from.Count / 2]), () => Use(from[^1]));
    }

    private string Results(string main, Func<string> first, Func<string> last)
    {
        string Result(string value) => shell.IsScoped ? $"({value}).MoveToOuterDisposeScope()" : value;
        return shell.Output switch
        {
            OutputKind.Pair => $"({Result(main)}, {Result(first() + " * 2")})",
            OutputKind.Named => $"({Result(main)}, {Result(first() + " * 2")}, {Result(last() + ".sin()")})",
            OutputKind.Sides => $"({Result(main)}, new Tensor[] {{ {Result(first() + " * 2")}, {Result(last() + ".sin()")} }})",
            _ => Result(main),
        };
    }

    private string Loss => shell.Output switch
    {
        OutputKind.Pair => "functional.mse_loss(output.Item1, targets) + functional.mse_loss(output.Item2, targets) * 0.5",
        OutputKind.Named => "functional.mse_loss(output.main, targets) + "
            + "functional.l1_loss(output.first, targets) + output.last.square().mean()",
        OutputKind.Sides => "functional.mse_loss(output.main, targets) + "
            + "output.sides.Select(side => functional.mse_loss(side, targets)).Aggregate((a, b) => a + b)",
        _ => "functional.mse_loss(output, targets)",
    };

    /// <summary>The model as a class of this name.</summary>
    public string Text(string name)
    {
        string tensors = string.Concat(Enumerable.Repeat("Tensor, ", shell.Inputs)) + (shell.HasNumber ? "int, " : "");
        var parameters = Enumerable.Range(0, shell.Inputs).Select(i => $"Tensor x{i}").Concat(shell.HasNumber ? ["int number"] : []);
        var text = new StringBuilder();
        void Add(string line) => text.Append(line.Replace(Class, name, StringComparison.Ordinal)).Append('\n');
        Add($"[Pipeline]\npublic sealed partial class § : Module<{tensors}{OutputType}>\n{{");
        foreach (var field in fields) Add("    " + Declaration(field));
        foreach (string member in members) Add("    " + member);
        Add("    public §() : base(nameof(§))\n    {");
        foreach (string statement in constructor) Add("        " + statement);
        Add("        RegisterComponents();\n    }\n");
        Add($"    public override {OutputType} forward({string.Join(", ", parameters)})\n    {{");
        if (shell.IsScoped) Add("        using var scope = NewDisposeScope();");
        foreach (string line in body) Add("        " + line);
        Add($"        return {Returned};\n    }}\n}}\n");
        if (needsBlock) Add(Block);
        return text.ToString();
    }

    /// <summary>What lets the fuzzer run the class.</summary>
    public string Case(string name)
    {
        var tensors = Enumerable.Range(0, shell.Inputs).Select(i => $"inputs[{i}]");
        string given = string.Join(", ", tensors.Concat(shell.HasNumber ? ["number"] : []));
        return $$"""

            public sealed class {{name}}Case : StageGen.Fuzzing.Tests.FuzzCase
            {
                public override nn.Module Create() => new {{name}}();
                public override object Call(nn.Module model, Tensor[] inputs, int number) => (({{name}})model).call({{given}});
                private static Tensor Loss({{OutputType}} output, Tensor targets) => {{Loss}};
                public override Tensor Loss(object output, Tensor targets) => Loss(({{OutputType}})output, targets);
                public override Pipeline ToPipeline(nn.Module model, PipelineOptions options) => (({{name}})model).ToPipeline(options);
                public override double Train(Pipeline pipeline, Tensor[] inputs, int number, Tensor targets) =>
                    (({{name}}Pipeline)pipeline).AccumulateGradients({{given}}, targets, Loss).Loss;
                public override object Predict(Pipeline pipeline, Tensor[] inputs, int number) =>
                    (({{name}}Pipeline)pipeline).Predict({{given}});
            }
            """;
    }

    private string Declaration(Submodule field)
    {
        int[] used = UsedStages();
        string stages = string.Join(", ", new[] { field.First, field.Last }.Distinct().Select(stage => Array.IndexOf(used, stage)));
        string made = field.Value is null ? "" : $" = {field.Value}";
        return $"[{field.Attribute}({stages})] private readonly {field.Type} {field.Name}{made};";
    }

    private sealed record Submodule(string Attribute, int First, int Last, string Type, string Name, string? Value);

    private sealed class Value(string name, int stage)
    {
        public string Name { get; } = name;

        public int Stage { get; set; } = stage;

        /// <summary>How often it has been read since it was given.</summary>
        public int Reads { get; set; }

        /// <summary>Whether gradients may flow through it: not through an input.</summary>
        public bool IsTrained { get; set; } = true;

        /// <summary>Whether another value is the same tensor, whose reads count as well.</summary>
        public bool IsShared { get; set; }
    }
}
