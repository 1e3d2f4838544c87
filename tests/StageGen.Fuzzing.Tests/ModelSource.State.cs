namespace StageGen.Fuzzing.Tests;

// What has a state or changes one: parameters and buffers, ties, statistics, writes in place.
internal sealed partial class ModelSource
{
    private const string Block = """
        public sealed class §Block : Module<Tensor, Tensor>
        {
            private readonly Linear inner = Linear(6, 6);
            private readonly LayerNorm norm = LayerNorm(6);
            public §Block() : base(nameof(§Block)) => RegisterComponents();
            public override Tensor forward(Tensor t) => norm.call(inner.call(t).relu() + t);
        }

        """;

    private void WriteState(Line line, Value x, Value y, int stage, int later)
    {
        switch (line.Kind)
        {
            case LineKind.Parameter:
                string weight = Named("weight");
                members.Add($"private readonly Parameter {weight} = Parameter(randn(6));");
                body.Add($"{x.Name} = {Use(x)} * {weight};");
                Renew(x, x.Stage);
                Declare($"{Layer(later)}.call({Use(y)} / (this.{weight} * {weight} + 1)) + {Use(x)}", later);
                // Three uses of one parameter.
                IsExact = false;
                break;
            case LineKind.Buffer:
                string buffer = Named("buffer");
                members.Add($"private readonly Tensor {buffer} = linspace(0, 1, 6);");
                body.Add($"{x.Name} = {Use(x)} + {buffer};");
                Renew(x, x.Stage);
                Declare($"{Layer(later)}.call({Use(y)} * {buffer})", later);
                break;
            case LineKind.TiedModule or LineKind.TiedWeight:
                WriteTie(line, x, y, stage, later);
                break;
            case LineKind.Norm:
                string norm = line.Variant % 3 == 0 ? "LayerNorm" : "BatchNorm1d";
                string normType = line.Variant % 2 == 0 ? norm : "Module<Tensor, Tensor>";
                Declare($"{Field(normType, $"{norm}(6)", stage, stage)}.call({Use(x)}) * 0.5", stage);
                break;
            case LineKind.Dropout:
                // All or nothing: what random numbers decide hangs on which stage asks first.
                string drop = Field("Dropout", line.Variant % 2 == 0 ? "Dropout(1.0)" : "Dropout(0.0)", later, later);
                Declare($"{drop}.call({Layer(later)}.call({Use(x)})) + {Use(y)}", later);
                break;
            case LineKind.Block:
                needsBlock = true;
                // It reads its input twice.
                x.Reads++;
                string blockType = line.Variant % 2 == 0 ? $"{Class}Block" : "Module<Tensor, Tensor>";
                Declare($"{Field(blockType, $"new {Class}Block()", stage, stage)}.call({Use(x)})", stage);
                break;
            case LineKind.InPlace or LineKind.InPlaceView or LineKind.InPlaceModule:
                WriteInPlace(line, x, y, stage, later);
                break;
            case LineKind.NoGradient:
                WriteNoGradient(line, x, y, later);
                break;
        }
    }

    private void WriteTie(Line line, Value x, Value y, int stage, int later)
    {
        int last = later + line.Length;
        bool isWhole = line.Kind == LineKind.TiedModule;
        string first = Field("Linear", isWhole ? null : "Linear(6, 6)", stage, stage);
        string second = Field("Linear", isWhole ? null : "Linear(6, 6)", last, last);
        constructor.Add(isWhole ? $"{first} = {second} = Linear(6, 6);" : $"{second}.weight = {first}.weight;");
        if (line.Variant % 4 == 0)
        {
            string third = Field("Linear", isWhole ? null : "Linear(6, 6, hasBias: false)", last + 1, last + 1);
            constructor.Add(isWhole ? $"{third} = {first};" : $"{third}.weight = {second}.weight;");
            Declare($"{third}.call({second}.call({first}.call({Use(x)}).relu()) + {Use(y)}).tanh()", last + 1);
            IsExact = false;
            return;
        }

        Declare($"{first}.call({Use(x)}).tanh()", stage);
        Declare($"{second}.call({Use(y)}).tanh()", last);
    }

    /// <summary>A value of its own is changed: what a layer gives is needed for no gradient.</summary>
    private void WriteInPlace(Line line, Value x, Value y, int stage, int later)
    {
        CopiesArrivals = true;
        string fresh = Named("v");
        var value = new Value(fresh, later);
        body.Add($"var {fresh} = {Layer(stage)}.call({Use(x)});");
        switch (line.Kind)
        {
            case LineKind.InPlace:
                string before = Named("v");
                if (line.Variant % 2 == 0) body.Add($"var {before} = {fresh} * 0.5;");
                body.Add((line.Variant / 2) switch
                {
                    0 => $"{fresh}.add_({Layer(later)}.call({Use(y)}));",
                    1 => $"{fresh} = {fresh}.mul_(0.5).sub_({Use(y)});",
                    2 => $"{fresh}.mul_(2).relu_();",
                    3 => $"_ = {fresh}.add_({Use(y)});",
                    4 => $"if ({Condition(line.First, x)}) {fresh}.add_({Use(y)}); else {fresh}.mul_(0.5);",
                    _ => $"{fresh} = functional.relu({fresh}, inplace: true) + {Use(y)};",
                });
                if (line.Variant % 2 == 0) values.Add(new Value(before, stage));
                break;
            case LineKind.InPlaceView:
                string view = Named("view");
                value.Stage = stage;
                body.Add($"var {view} = {fresh}.{(line.Variant % 2 == 0 ? "narrow(1, 0, 3)" : "view(-1, 2, 3)")};");
                body.Add(line.Variant % 3 == 0 ? $"{view}.mul_(2);" : $"{view}.add_(1);");
                break;
            case LineKind.InPlaceModule:
                string module = Field("ReLU", "ReLU(inplace: true)", later, later);
                string given = Named("v");
                body.Add($"var {given} = {module}.call({fresh});");
                values.Add(new Value(given, later));
                if (line.Variant % 2 == 0) return;
                // Two names of one tensor: what either reads adds to the same gradient.
                values[^1].IsShared = value.IsShared = true;
                break;
        }

        values.Add(value);
    }

    private void WriteNoGradient(Line line, Value x, Value y, int later)
    {
        if (line.Variant % 2 == 0)
        {
            Declare($"{Layer(later)}.call({Use(x)}).detach() * {Use(y)}.sigmoid()", later);
            return;
        }

        string name = Named("v");
        body.Add($"var {name} = {Layer(x.Stage)}.call({Use(x)});");
        body.Add($"using (no_grad()) {{ {name} = {name} + {Layer(later)}.call({Use(y)}).tanh(); }}");
        values.Add(new Value(name, later));
    }
}
