using StageGen.Modeling.Reading;

namespace StageGen.Modeling.Slicing;

/// <summary>Writes one stage's share of <c>forward</c> under the user's own names.</summary>
internal sealed partial class StageWriter
{
    private readonly Names names;
    private readonly IReadOnlyList<Step> steps;
    private readonly IReadOnlyDictionary<Version, int> values;
    private readonly HashSet<Version> exported;

    // Which version each variable of the method holds at this line; a variable that is missing is not declared yet.
    private readonly Dictionary<Variable, Version> held = [];
    private readonly HashSet<Version> external = [];
    private readonly Dictionary<Version, string> captured = [];
    private readonly List<StageParameter> parameters = [];
    private readonly List<string> lines = [];
    private string openGuard = "";
    private int openStart, openEnd;
    private readonly List<TextOrigin> origins = [];

    private StageWriter(Names names, IReadOnlyList<Step> steps, IReadOnlyDictionary<Version, int> values, HashSet<Version> exported)
    {
        this.names = names;
        this.steps = steps;
        this.values = values;
        this.exported = exported;
    }

    /// <summary>
    /// Writes a stage from its steps. Known are the index of every version that enters or crosses, the versions that this stage
    /// makes for others, and the index and type of the result of <c>forward</c>.
    /// </summary>
    public static (StagePlan Plan, IReadOnlyList<TextOrigin> Origins) Write(int stage, EquatableArray<StageSubmodule> submodules,
        Names names, IReadOnlyList<Step> steps,
        IReadOnlyDictionary<Version, int> values, IReadOnlyList<Version> exported, (int Value, string Type) output)
    {
        var writer = new StageWriter(names, steps, values, [.. exported]);
        for (int i = 0; i < steps.Count; i++) writer.Write(i);
        var plan = new StagePlan(
            stage,
            submodules,
            writer.parameters.OrderBy(parameter => parameter.Value).ToEquatableArray(),
            string.Join("\n", writer.lines),
            writer.Results(exported, output));
        return (plan, [.. writer.origins.Select(origin => origin with { Stage = stage })]);
    }

    private void Write(int index)
    {
        var step = steps[index];
        foreach (var (version, _) in step.Reads)
            if (values.ContainsKey(version) && !step.Writes.Contains(version) && !IsOwn(version)) Receive(version);
        foreach (var kept in step.KeptBefore)
            if (exported.Contains(kept) && !captured.ContainsKey(kept)) Capture(kept, asCopy: true);
        foreach (var write in step.Writes)
        {
            if (write.ChangesElements) ProtectElements(write.Variable);
            else if (write.InPlace) Protect(write.Variable);
        }

        if (step.Guard.Length > 0)
        {
            WriteGuarded(step);
            foreach (var write in step.Writes) held[write.Variable] = write;
            foreach (var write in step.Writes) Capture(write, index);
            return;
        }
        if (step.Closes is { DisposesTensors: true } opened) KeepExported(opened, index);
        if (step.Comment.Length > 0) lines.AddRange(step.Comment.Split('\n'));
        switch (step.Form)
        {
            case StepForm.Assign:
                WriteAssignment(step);
                break;
            case StepForm.Deconstruct when step.Declared.Count == 0 && step.Writes.All(write => !held.ContainsKey(write.Variable)):
                WriteText(step, "var " + step.Text.TrimStart());
                break;
            case StepForm.Verbatim or StepForm.Deconstruct:
                DeclareTargets(step);
                WriteText(step, step.Text);
                break;
        }
        foreach (var write in step.Writes) held[write.Variable] = write;
        foreach (var write in step.Writes) Capture(write, index);
    }

    private bool IsOwn(Version version) => version.Maker is { } maker && steps.Contains(maker);

    /// <summary>
    /// Takes a version in from another stage: under the variable's own name where it is the first, else under a further name
    /// that is assigned where it is needed.
    /// </summary>
    private void Receive(Version version)
    {
        var variable = version.Variable;
        bool isDeclared = held.TryGetValue(variable, out var current);
        if (isDeclared && current == version) return;
        if (variable.Type.Crossing is Crossing.Tuple or Crossing.List && !variable.IsPart) ReceiveParts(version, isDeclared);
        else if (isDeclared)
        {
            string name = names.Another(variable.Name);
            AddParameter(version, name);
            lines.Add(variable.Name + " = " + name + ";");
        }
        else AddParameter(version, variable.Name);
        held[variable] = version;
        external.Add(version);
    }

    private void AddParameter(Version version, string name) =>
        parameters.Add(new StageParameter(values[version],
            version.Maker is null ? version.Variable.Declaration : version.Variable.Type.WireText, name));

    /// <summary>A tuple comes in by its elements, a list as an array, and is put together again: a list is then this stage's own.</summary>
    private void ReceiveParts(Version version, bool isDeclared)
    {
        var variable = version.Variable;
        var elements = new Queue<string>();
        foreach (var (path, type) in variable.Type.Leaves())
        {
            string name = path.Length == 0 ? names.Another(variable.Name) : names.Unique(ElementName(variable.Name, path));
            parameters.Add(new StageParameter(values[version] + elements.Count, type.WireText, name));
            elements.Enqueue(name);
        }
        lines.Add((isDeclared ? "" : variable.Type.Text + " ") + variable.Name + " = " + variable.Type.Assemble(elements) + ";");
    }

    /// <summary><c>stateItem2</c>: what a tuple's element is called where it stands alone.</summary>
    private static string ElementName(string variable, string path) => variable.TrimStart('@') + path.Replace(".", "");

    /// <summary>What came from elsewhere is not this stage's to change: a copy is.</summary>
    private void Protect(Variable variable)
    {
        if (!variable.Type.HoldsTensors || !held.TryGetValue(variable, out var version) || !external.Contains(version)) return;
        if (variable.Type.Crossing == Crossing.List) return;
        var copies = variable.Type.Leaves()
            .Select(leaf => variable.Name + leaf.Path
                + (leaf.Type.Crossing != Crossing.Tensor ? "" : IsGuarded(version) ? "?.clone()!" : Access(leaf.Type) + "clone()"));
        lines.Add(variable.Name + " = " + variable.Type.Assemble(new Queue<string>(copies)) + ";");
    }

    /// <summary>A step under a condition: in the block before it where that is under the same condition.</summary>
    private void WriteGuarded(Step step)
    {
        bool continues = openGuard == step.Guard && openEnd == lines.Count;
        foreach (var write in step.Writes)
        {
            if (held.ContainsKey(write.Variable) || step.Declared.Contains(write.Variable)) continue;
            string type = write.Variable.Declaration == "var" || write.Variable.Declaration.StartsWith("const ", StringComparison.Ordinal)
                ? write.Variable.Type.Text
                : write.Variable.Declaration;
            lines.Insert(continues ? openStart : lines.Count, type + " " + write.Variable.Name + " = default!;");
            if (continues)
            {
                for (int i = 0; i < origins.Count; i++)
                    if (origins[i].Line >= openStart) origins[i] = origins[i] with { Line = origins[i].Line + 1 };
                openStart++;
            }
            held[write.Variable] = write;
        }
        var inner = new List<string>();
        if (step.Comment.Length > 0) inner.AddRange(step.Comment.Split('\n'));
        string text = step.Form == StepForm.Assign
            ? step.Writes[step.Writes.Count - 1].Variable.Name + " " + step.Operator + " " + step.Text + ";"
            : step.Text;
        int comments = inner.Count;
        inner.AddRange(text.Trim().Split('\n'));
        if (continues) lines.RemoveAt(lines.Count - 1);
        else
        {
            openStart = lines.Count;
            lines.Add("if (" + step.Guard + ")");
            lines.Add("{");
        }
        if (step.Origin is { } origin) origins.Add(TextOrigin.Of(lines.Count + comments, inner.Count - comments, origin));
        lines.AddRange(inner.Select(line => line.Length == 0 || line[0] == '#' ? line : "    " + line));
        lines.Add("}");
        (openGuard, openEnd) = (step.Guard, lines.Count);
    }

    /// <summary>The tensors of a list may come from elsewhere, whoever put it together.</summary>
    private void ProtectElements(Variable list)
    {
        if (held.TryGetValue(list, out var version))
            lines.Add(list.Name + " = " + list.Type.OfItems(".. global::System.Linq.Enumerable.Select("
                + list.Type.ToItems(list.Name, isTyped: true, IsGuarded(version)) + ", static tensor => tensor.clone())") + ";");
    }

    private void WriteAssignment(Step step)
    {
        var version = step.Writes[step.Writes.Count - 1];
        var variable = version.Variable;
        string declaration = held.ContainsKey(variable) ? "" : DeclarationOf(variable, step) + " ";
        // What others read must outlive this method.
        string scope = step.Using && !exported.Contains(version) ? "using " : "";
        foreach (var other in step.Writes)
            if (other.Variable != variable && !held.ContainsKey(other.Variable) && !step.Declared.Contains(other.Variable))
                DeclareTarget(other.Variable);
        WriteText(step, scope + declaration + variable.Name + " " + step.Operator + " " + step.Text + ";");
    }

    /// <summary>How the variable is declared where its first assignment in this stage is not its first in <c>forward</c>.</summary>
    private static string DeclarationOf(Variable variable, Step step) =>
        step.IsComposition && variable.Declaration == "var" ? variable.Type.Text
        : variable.Declaration != "var" || variable.Type is { Crossing: not Crossing.Plain } or { Assumed: true }
            || step.Writes.Any(version => version.IsFirst)
            ? variable.Declaration
            : variable.Type.Text;

    private void DeclareTargets(Step step)
    {
        foreach (var write in step.Writes)
            if (!held.ContainsKey(write.Variable) && !step.Declared.Contains(write.Variable)) DeclareTarget(write.Variable);
    }

    private void DeclareTarget(Variable variable)
    {
        lines.Add((variable.Declaration == "var" ? variable.Type.Text : variable.Declaration) + " " + variable.Name + ";");
        held[variable] = new Version(variable, null);
    }

    private void WriteText(Step step, string text)
    {
        string[] written = text.Split('\n');
        if (step.Origin is { } origin) origins.Add(TextOrigin.Of(lines.Count, written.Length, origin));
        lines.AddRange(written);
    }

    private EquatableArray<StageResult> Results(IReadOnlyList<Version> exports, (int Value, string Type) output)
    {
        var results = new List<StageResult>();
        var taken = new HashSet<string>();
        foreach (var version in exports)
        {
            var variable = version.Variable;
            string expression = captured.TryGetValue(version, out string? name) ? name : variable.Name;
            bool isInScope = IsInDisposeScope(version);
            int value = values[version];
            foreach (var (path, type) in variable.Type.Leaves())
            {
                string handed = type.Crossing == Crossing.List
                    ? Items(type, expression + path, isArray: name is not null && path.Length == 0, isInScope, IsGuarded(version))
                    : expression + path + (type.Crossing == Crossing.Tensor && isInScope
                        ? (IsGuarded(version) ? "?." : Access(type)) + "MoveToOuterDisposeScope()"
                        : "");
                string own = path.Length == 0 ? name ?? variable.Name : ElementName(name ?? variable.Name, path);
                results.Add(new StageResult(value++, type.WireText, UniqueIn(taken, own), handed, IsOutput: false));
            }
        }
        if (steps.FirstOrDefault(step => step.Form == StepForm.Return) is { } end)
        {
            if (end.Origin is { } origin) origins.Add(TextOrigin.Of(TextOrigin.Return, end.Text.Split('\n').Length, origin));
            results.Add(new StageResult(output.Value, output.Type, UniqueIn(taken, "output"), end.Text, IsOutput: true));
        }
        return results.ToEquatableArray();
    }

    private static string Items(CodeType type, string list, bool isArray, bool isInScope, bool isGuarded)
    {
        string items = isArray ? list : type.ToItems(list, isTyped: isInScope, isGuarded);
        return isInScope
            ? "[.. global::System.Linq.Enumerable.Select(" + items + ", static tensor => tensor" + Access(type.ListElement!)
                + "MoveToOuterDisposeScope())]"
            : items;
    }

    /// <summary>Whether a scope that lasts to the end of the method disposes it.</summary>
    private bool IsInDisposeScope(Version version) =>
        steps.TakeWhile(step => step != version.Maker).Any(step => step.DisposesTensors && !steps.Any(other => other.Closes == step));

    /// <summary>Whether it is made under a condition, and perhaps not there.</summary>
    private static bool IsGuarded(Version version) => version.Maker?.Guard.Length > 0;

    private static string Access(CodeType type) => type.Text.EndsWith("?", StringComparison.Ordinal) ? "?." : ".";

    private static string UniqueIn(HashSet<string> taken, string name)
    {
        string candidate = name;
        for (int i = 2; !taken.Add(candidate); i++) candidate = name.TrimStart('@') + Text.Number(i);
        return candidate;
    }
}
