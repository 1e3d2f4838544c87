using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StageGen.Modeling.Costs.Interpretation;

/// <summary>One run of a model: its constructor, then its <c>forward</c> as a whole, or stage by stage.</summary>
internal sealed class ModelRun
{
    private readonly Interpreter interpreter;
    private readonly Ledger ledger;
    private readonly Findings findings;
    private readonly SourceType type;

    public ModelRun(ModelQuestion question, Ledger ledger, Findings findings, CancellationToken cancellation)
    {
        (this.ledger, this.findings, type) = (ledger, findings, question.Type);
        interpreter = new Interpreter(question.Types, question.Sizes, findings, ledger, cancellation) { Batch = question.Batch };
        Root = interpreter.ConstructRoot(question.Type, question.Constructor);
        Units = UnitTable.Of(Root);
        UnitTable.Name(Units, ledger);
    }

    public InstanceValue Root { get; }

    public List<Unit> Units { get; }

    /// <summary>What the parameters of the model's constructor are.</summary>
    public IReadOnlyDictionary<string, Value> Parameters(ModelConstructor constructor)
    {
        var list = constructor.Declaration?.ParameterList ?? type.Primary;
        var values = constructor.Arguments.ToDictionary(argument => argument.Name!, argument => argument.Value, StringComparer.Ordinal);
        foreach (var parameter in list?.Parameters ?? default)
            if (parameter.Default is { } given && !values.ContainsKey(parameter.Identifier.ValueText))
                values[parameter.Identifier.ValueText] = interpreter.Evaluate(given.Value, new Frame(type, null), parameter.Type);
        return values;
    }

    /// <summary>The default values of a method's parameters, by place.</summary>
    public Dictionary<int, Value> Defaults(MethodDeclarationSyntax method)
    {
        var values = new Dictionary<int, Value>();
        for (int i = 0; i < method.ParameterList.Parameters.Count; i++)
            if (method.ParameterList.Parameters[i].Default is { } given)
                values[i] = interpreter.Evaluate(given.Value, new Frame(type, null), method.ParameterList.Parameters[i].Type);
        return values;
    }

    /// <summary>Runs <c>forward</c> on the inputs.</summary>
    public void RunForward(MethodDeclarationSyntax forward, IReadOnlyList<ModelInput> inputs)
    {
        var values = inputs.Select((input, index) => input.Shape is { } shape ? ledger.NewInput(shape, index) : input.Value).ToList();
        var result = interpreter.RunMethod(type, forward, Root, values);
        foreach (var tensor in Interpreter.TensorsOf(result)) ledger.Keep(tensor);
    }

    /// <summary>
    /// Runs the stages as they were generated, one after the other; gives the values by their places in <see cref="ModelPlan.Values"/>.
    /// </summary>
    public IReadOnlyDictionary<int, Value> RunStages(ModelPlan plan, IReadOnlyList<ModelInput> inputs)
    {
        findings.IsMuted = true;
        var values = new Dictionary<int, Value>();
        for (int i = 0; i < inputs.Count; i++) values[i] = inputs[i].Shape is { } shape ? ledger.New(shape, []) : inputs[i].Value;
        foreach (var stage in plan.Stages)
        {
            ledger.Stage = stage.Index;
            RunStage(stage, values);
        }
        ledger.Stage = null;
        findings.IsMuted = false;
        return values;
    }

    /// <summary>Runs one stage; gives the values that it makes for others, by their place in <see cref="ModelPlan.Values"/>.</summary>
    private void RunStage(StagePlan stage, Dictionary<int, Value> values)
    {
        var frame = new Frame(type, Root);
        foreach (var parameter in stage.Parameters)
            frame.Declare(parameter.Name.TrimStart('@'), values.TryGetValue(parameter.Value, out var value)
                ? Received(value)
                : UnknownValue.Consequence);
        if (SyntaxFactory.ParseStatement("{\n" + stage.Body + "\n}") is BlockSyntax body) interpreter.RunBlock(body, frame);
        foreach (var made in stage.Results)
        {
            var value = interpreter.Evaluate(SyntaxFactory.ParseExpression(made.Expression), frame);
            foreach (var tensor in Interpreter.TensorsOf(value)) ledger.Keep(tensor);
            values[made.Value] = value;
        }
    }

    /// <summary>A value as it arrives in a stage: tensors of its own.</summary>
    private Value Received(Value value) => value switch
    {
        TensorValue tensor => Arrived(tensor),
        ListValue list => new ListValue(list.Items.ConvertAll(Received), list.Form),
        TupleValue tuple => new TupleValue([.. tuple.Items.Select(Received)], tuple.Names),
        _ => value,
    };

    private TensorValue Arrived(TensorValue tensor)
    {
        if (tensor.IsParameter) return tensor;
        var own = ledger.New(tensor.Shape, []);
        ledger.Keep(own);
        return own;
    }
}

/// <summary>What a run is about.</summary>
internal sealed record ModelQuestion(TypeTable Types, SizeTable Sizes, SourceType Type, ModelConstructor Constructor, Size Batch);

/// <summary>An input of <c>forward</c>: the shape of a tensor, or the value of anything else.</summary>
internal sealed record ModelInput(TensorShape? Shape, Value Value);
