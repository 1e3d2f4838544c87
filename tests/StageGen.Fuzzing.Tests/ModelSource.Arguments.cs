namespace StageGen.Fuzzing.Tests;

// Operations without a submodule in what a submodule of a later stage is given: they run where their operands are.
internal sealed partial class ModelSource
{
    private void WriteArgument(Line line, Value x, Value y, int stage, int later)
    {
        if (line.Kind == LineKind.ArgumentInPlace)
        {
            WriteArgumentInPlace(line, x, y, stage, later);
            return;
        }

        string end = Layer(later);
        switch (line.Variant)
        {
            case 0:
                Declare($"{end}.call(functional.relu({Use(x)}))", later);
                break;
            case 1:
                Declare($"{end}.call({Use(x)}.view(-1, 2, 3).flip(1).reshape({x.Name}.size(0), -1))", later);
                break;
            case 2:
                Declare($"{end}.call(cat([{Use(x)}, {Use(y)}], 1).narrow(1, 3, 6))", later);
                break;
            case 3:
                Declare($"{end}.call(functional.max_pool1d({Use(x)}.unsqueeze(1), 3, stride: 1, padding: 1).squeeze(1))", later);
                break;
            case 4:
                Declare($"{end}.call(functional.gelu({Layer(stage)}.call({Use(x)}.sin() * 2))) + {Use(y)}.tanh()", later);
                break;
            case 5:
                Declare($"{end}.call({Condition(line.First, x)} ? {Use(x)}.relu() : {x.Name}.tanh()) + {Use(y)}", later);
                break;
            case 6:
                string kept = Named("v");
                body.Add($"var ({kept}, _) = ({end}.call(-{Use(x)}), {Use(y)}.cos());");
                values.Add(new Value(kept, later));
                break;
            case 7:
                Declare($"{end}.call(functional.dropout({Use(x)}, 1, training: true) + ({Use(y)}).sigmoid())", later);
                break;
            case 8:
                body.Add($"if ({Condition(line.Second, y)}) {x.Name} = {end}.call(functional.silu({Use(x)}) * 0.5).tanh();");
                // What is not given keeps its old value, which is read once more.
                x.Reads++;
                Renew(x, later);
                break;
            case 9:
                body.Add($"foreach (var layer in {List(later, line.Length)}) {x.Name} = layer.call({Use(x)}.tanh() * 2);");
                Renew(x, later + line.Length);
                break;
            default:
                string helper = Named("Helper");
                members.Add($"private Tensor {helper}(Tensor t, double by) => {end}.call(t) * by;");
                Declare($"{helper}(by: 0.5, t: {Use(x)}.square() - {Use(y)})", later);
                break;
        }
    }

    /// <summary>A value of its own is changed inside an argument, or after what sees its memory was handed on.</summary>
    private void WriteArgumentInPlace(Line line, Value x, Value y, int stage, int later)
    {
        CopiesArrivals = true;
        string fresh = Named("v");
        var value = new Value(fresh, stage);
        body.Add($"var {fresh} = {Layer(stage)}.call({Use(x)});");
        switch (line.Variant % 6)
        {
            case 0:
                Declare($"{Layer(later)}.call({fresh}.mul_(0.5).sigmoid()) + {Use(y)}", later);
                break;
            case 1:
                string same = Field("Identity", "Identity()", later, later);
                Declare($"{same}.call({fresh}.view(-1, 6)) * 0.5", later);
                body.Add($"{fresh}.add_(1);");
                break;
            case 2:
                Declare($"{Field("ReLU", "ReLU(inplace: true)", later, later)}.call({fresh} * 2) + {Use(y)}", later);
                break;
            case 3:
                Declare($"({fresh} * 0.5).add_({Layer(later)}.call({Use(y)}))", later);
                break;
            case 4:
                Declare(
                    $"{Layer(later)}.call({fresh} + {Use(y)} * 0.5) + ({fresh} * 0.5).mul_({Layer(later)}.call({fresh}.relu_().sin()).sigmoid())",
                    later);
                value.Stage = later;
                IsExact = false;
                break;
            default:
                Declare(
                    $"{Field("Sequential", "Sequential(ReLU(inplace: true), Linear(6, 6))", later, later)}.call({fresh}.sin() + {Use(y)})",
                    later);
                break;
        }

        value.Reads = 1;
        values.Add(value);
    }
}
