namespace StageGen.Fuzzing.Tests;

// Calls, loops, lists and helpers. The other kinds of lines are elsewhere: WriteControl, WriteState.
internal sealed partial class ModelSource
{
    private void Write(Line line)
    {
        var x = Pick(line.First);
        var y = Pick(line.Second);
        int both = Math.Max(x.Stage, y.Stage);
        int stage = x.Stage + line.Advance;
        int later = both + line.Advance;
        switch (line.Kind)
        {
            case LineKind.Call:
                string call = line.Length == 2 ? "forward" : "call";
                Declare($"{(line.Length == 1 ? "this." : "")}{Layer(stage)}.{call}({Use(x)}).tanh()", stage);
                break;
            case LineKind.NestedCalls:
                Declare($"{Layer(later)}.call(functional.gelu({Layer(x.Stage)}.call({Use(x)})) + {Use(y)})", later);
                break;
            case LineKind.Argument or LineKind.ArgumentInPlace:
                WriteArgument(line, x, y, stage, later);
                break;
            case LineKind.Sum:
                Declare($"({Use(x)} + {Use(y)} * 0.5).sigmoid()", both);
                break;
            case LineKind.Join:
                Declare($"{Field("Linear", "Linear(12, 6)", later, later)}.call(cat([{Use(x)}, {Use(y)}], 1))", later);
                break;
            case LineKind.Reassign:
                body.Add($"{x.Name} = {Layer(stage)}.call({Use(x)}).relu();");
                Renew(x, stage);
                break;
            case LineKind.Foreach or LineKind.For or LineKind.Repeat or LineKind.Elements or LineKind.Zip:
            case LineKind.DealtSequential:
                WriteLoop(line, x, stage);
                break;
            case LineKind.Helper or LineKind.LongHelper or LineKind.LocalFunction or LineKind.Property:
                WriteHelper(line, x, y, stage, later);
                break;
            case LineKind.ListOfSkips or LineKind.SkipsBackwards or LineKind.Stack or LineKind.Dictionary or LineKind.DealtDictionary:
                WriteCollection(line, x, y, stage);
                break;
            case LineKind.Tuple or LineKind.Swap:
                WriteTuple(line, x, y, later);
                break;
            case LineKind.Condition or LineKind.Branches or LineKind.Choice:
            case LineKind.Switch or LineKind.SwitchExpression or LineKind.EarlyReturn:
                WriteControl(line, x, y, stage, later);
                break;
            default:
                WriteState(line, x, y, stage, later);
                break;
        }
    }

    private void WriteLoop(Line line, Value x, int stage)
    {
        int last = stage + line.Length;
        switch (line.Kind)
        {
            case LineKind.Foreach:
                body.Add($"foreach (var layer in {List(stage, line.Length)}) {x.Name} = layer.call({Use(x)}).tanh();");
                break;
            case LineKind.For:
                string list = List(stage, line.Length);
                body.Add($"for (int i = 0; i < {list}.Count; i++) {x.Name} = {list}[i].call({Use(x)}).tanh();");
                break;
            case LineKind.Repeat:
                last = stage;
                body.Add($"for (int i = 0; i < {2 + line.Length}; i++) {x.Name} = {Layer(stage)}.call({Use(x)}).tanh();");
                break;
            case LineKind.Elements:
                string elements = List(stage, line.Length);
                for (int i = 0; i < line.Length + 2; i++)
                    body.Add($"{x.Name} = {elements}[{i}].call({(i == 0 ? Use(x) : x.Name)}).tanh();");
                break;
            case LineKind.Zip:
                var (left, right) = (List(stage, line.Length), List(stage, line.Length));
                body.Add($"for (int i = 0; i < {left}.Count; i++) " +
                    $"{x.Name} = {left}[i].call({Use(x)}) * {right}[i].call({Use(x)}).sigmoid();");
                break;
            case LineKind.DealtSequential:
                string children = string.Join(", ", Enumerable.Repeat("Linear(6, 6), Tanh()", line.Length + 1));
                Declare($"{Field("Sequential", $"Sequential({children})", stage, last)}.call({Use(x)})", last);
                return;
        }

        Renew(x, last);
    }

    private void WriteHelper(Line line, Value x, Value y, int stage, int later)
    {
        string helper = Named("Helper");
        int last = later + line.Length;
        switch (line.Kind)
        {
            case LineKind.Helper:
                members.Add($"private Tensor {helper}(Tensor t) {{ var h = {Layer(stage)}.call(t); return h * h.sigmoid(); }}");
                Declare($"{helper}({Use(x)})", stage);
                break;
            case LineKind.LongHelper:
                string condition = line.Variant % 2 == 0 ? "training" : "t.size(1) == 6";
                string start = line.Variant < 6 ? "" : $"if ({condition}) return {Layer(later)}.call(t).tanh() + {Layer(last)}.call(t); ";
                string end = $"t = {Layer(later)}.call(t).relu(); return {Layer(last)}.call(t) + u;";
                members.Add($"private Tensor {helper}(Tensor t, Tensor u) {{ {start}{end} }}");
                if (line.Variant >= 6) x.Reads++;
                Declare($"{helper}({Use(x)}, {Use(y)})", last);
                break;
            case LineKind.LocalFunction:
                string second = line.Length == 0 ? "h.tanh()" : $"{Layer(last)}.call(h.tanh())";
                body.Add($"Tensor {helper}(Tensor t) {{ var h = {Layer(later)}.call(t); return {second} + {Use(y)}; }}");
                Declare($"{helper}({Use(x)})", last);
                break;
            case LineKind.Property:
                string layer = Layer(stage);
                members.Add($"private {fields[^1].Type} {helper} => {layer};");
                Declare($"{helper}.call({Use(x)}).tanh()", stage);
                break;
        }
    }

    private void WriteCollection(Line line, Value x, Value y, int stage)
    {
        string name = Named("kept");
        switch (line.Kind)
        {
            case LineKind.ListOfSkips:
                // Under a condition a list goes on as a whole, so that no earlier stage can add to it.
                if (hasReturned) stage = Math.Max(stage, y.Stage);
                body.Add($"var {name} = new List<Tensor> {{ {Use(y)} }};");
                body.Add($"foreach (var layer in {List(stage, line.Length)}) " +
                    $"{{ {x.Name} = layer.call({Use(x)}).tanh(); {name}.Add({x.Name}); }}");
                Renew(x, stage + line.Length);
                // Every element is read by the next layer, in the stack and perhaps once more.
                x.Reads = 3;
                int last = Math.Max(x.Stage, y.Stage) + line.Length;
                body.Add($"{name}.Add({Layer(last)}.call({name}[^1]));");
                Declare($"stack({name}).mean([0]) + {name}[0] * {name}[^1]", last);
                break;
            case LineKind.SkipsBackwards:
                body.Add($"List<Tensor> {name} = [];");
                body.Add($"foreach (var down in {List(stage, line.Length)}) " +
                    $"{{ {x.Name} = down.call({Use(x)}).tanh(); {name}.Add({x.Name}); }}");
                Renew(x, stage + line.Length);
                string ups = List(x.Stage, line.Advance, width: 12);
                string skip = $"{name}[^({(line.Advance > line.Length ? "1" : "i + 1")})]";
                body.Add($"for (int i = 0; i < {ups}.Count; i++) {x.Name} = {ups}[i].call(cat([{x.Name}, {skip}], 1)).tanh();");
                if (line.Advance > line.Length) IsExact = false;
                Renew(x, x.Stage + line.Advance);
                break;
            case LineKind.Stack:
                int other = Math.Max(x.Stage, y.Stage) + line.Length;
                body.Add($"var {name} = new Stack<Tensor>();");
                body.Add($"{name}.Push({Layer(stage)}.call({Use(x)}));");
                body.Add($"{name}.Push({Layer(other)}.call({Use(y)}));");
                Declare($"{name}.Pop() * 0.5 + {name}.Peek().tanh()", Math.Max(stage, other));
                break;
            case LineKind.Dictionary:
                int both = Math.Max(stage, y.Stage);
                const string Two = "ModuleDict<Linear>((\"one\", Linear(6, 6)), (\"two\", Linear(6, 6)))";
                string dictionary = Field("ModuleDict<Linear>", Two, both, both);
                Declare($"{dictionary}[\"one\"].call({Use(x)}) * {dictionary}[\"two\"].call({Use(y)}).sigmoid()", both);
                break;
            case LineKind.DealtDictionary:
                string entries = string.Join(", ", Enumerable.Range(0, line.Length + 2).Select(i => $"(\"l{i}\", Linear(6, 6))"));
                string dealt = Field("ModuleDict<Linear>", $"ModuleDict<Linear>({entries})", stage, stage + line.Length);
                body.Add(line.Variant % 2 == 0
                    ? $"foreach (var layer in {dealt}.values()) {x.Name} = layer.call({Use(x)}).tanh();"
                    : $"foreach (var (key, layer) in {dealt}) {{ {x.Name} = layer.call({Use(x)}).tanh(); " +
                        $"if (key == \"l1\") {x.Name} = {x.Name} * 2; }}");
                Renew(x, stage + line.Length);
                break;
        }
    }

    private void WriteTuple(Line line, Value x, Value y, int later)
    {
        if (line.Kind == LineKind.Swap)
        {
            if (x == y) return;
            body.Add($"({x.Name}, {y.Name}) = ({y.Name}, {x.Name});");
            // One statement, and so in one stage.
            (x.Reads, x.IsTrained, y.Reads, y.IsTrained) = (y.Reads, y.IsTrained, x.Reads, x.IsTrained);
            (x.IsShared, y.IsShared) = (y.IsShared, x.IsShared);
            x.Stage = y.Stage = Math.Max(x.Stage, y.Stage);
            return;
        }

        var (a, b) = (Named("v"), Named("v"));
        if (line.Variant % 2 == 0)
        {
            body.Add($"var ({a}, {b}) = ({Layer(x.Stage)}.call({Use(x)}), {Layer(later)}.call({Use(y)}).tanh());");
            values.AddRange([new Value(a, later), new Value(b, later)]);
            return;
        }

        string helper = Named("Helper");
        members.Add($"private (Tensor, Tensor) {helper}(Tensor t) {{ var h = {Layer(later)}.call(t); return (h.tanh(), h * 0.5); }}");
        body.Add($"var ({a}, {b}) = {helper}({Use(x)});");
        values.AddRange([new Value(a, later), new Value(b, later)]);
    }
}
