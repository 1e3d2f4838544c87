namespace StageGen.Fuzzing.Tests;

// Conditions on values that are no tensors: branches, switches, early returns.
internal sealed partial class ModelSource
{
    private string Condition(int variant, Value x) => (variant % 6) switch
    {
        0 => "training",
        1 => $"{x.Name}.size(1) > 6",
        2 => $"{x.Name}.size(1) == 6",
        3 => "!training",
        4 => shell.HasNumber ? "number > 1" : "training",
        _ => shell.HasNumber ? "number % 2 == 0 && training" : "!training",
    };

    /// <summary>A whole number to choose by.</summary>
    private string Number(Value x) => shell.HasNumber ? "number" : $"(int){x.Name}.size(1)";

    private void WriteControl(Line line, Value x, Value y, int stage, int later)
    {
        string condition = Condition(line.Variant, x);
        int last = stage + line.Length;
        switch (line.Kind)
        {
            case LineKind.Condition:
                body.Add($"if ({condition}) {x.Name} = {x.Name} * 0.5; else {x.Name} = {Use(x)} + 1;");
                Renew(x, x.Stage);
                break;
            case LineKind.Branches:
                CopiesArrivals |= line.Variant >= 6;
                string changed = line.Variant >= 6 ? $"h.add_({Layer(last)}.call({Use(x)})); " : "";
                body.Add($"if ({condition}) {{ var h = {Layer(stage)}.call({Use(x)}); {changed}" +
                    $"{x.Name} = {Layer(last)}.call(h).tanh() + h; }}");
                body.Add($"else {{ var h = {Layer(stage)}.call({Use(x)}).tanh(); h = {Layer(stage)}.call(h); " +
                    $"{x.Name} = h + {x.Name}; }}");
                Renew(x, last);
                break;
            case LineKind.Choice:
                string otherwise = $"{Layer(later + line.Length)}.call({Use(y)}).tanh()";
                Declare($"({condition} ? {Layer(later)}.call({Use(x)}) : {otherwise}) * 0.5", later + line.Length);
                break;
            case LineKind.Switch:
                body.Add($"switch ({Number(x)})");
                body.Add("{");
                body.Add($"    case 0: {x.Name} = {Layer(later)}.call({Use(x)}).tanh(); break;");
                body.Add($"    case 1 or 6: {x.Name} = {Layer(later + line.Length)}.call({Layer(later)}.call({x.Name}).relu()); break;");
                body.Add($"    case > 6: {x.Name} = {x.Name} * 2; break;");
                body.Add($"    default: {x.Name} = {x.Name} - {Use(y)}; break;");
                body.Add("}");
                Renew(x, later + line.Length);
                break;
            case LineKind.SwitchExpression:
                string arms = $"0 or 6 => {Layer(later)}.call({Use(x)}), 1 => {Layer(later + line.Length)}.call({Use(y)}).tanh(), " +
                    $"_ => {Layer(later)}.call({y.Name}) + 1";
                Declare($"{Number(x)} switch {{ {arms} }}", later + line.Length);
                break;
            case LineKind.EarlyReturn:
                // Nothing that follows may be in an earlier stage than the condition. Through a layer, for a loss must hang on a parameter.
                if (x.Stage > 0) condition = "training";
                string returned = $"{Layer(later)}.call({Use(x)} + {Use(y)})";
                hasReturned = true;
                body.Add($"if ({condition}) return {Results(returned, () => Use(y), () => Use(x))};");
                break;
        }
    }
}
