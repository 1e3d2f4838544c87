using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StageGen.Modeling.Costs.Interpretation;

// Objects: constructors, initialisers, and what a library's types are made of.
internal sealed partial class Interpreter
{
    private Value Create(TypeSyntax type, BaseArgumentListSyntax? given, InitializerExpressionSyntax? initialiser,
        SyntaxNode place, Frame frame)
    {
        var arguments = Arguments(given, frame);
        if (types.Find(type, frame.Type) is { } source)
        {
            var made = Construct(source, arguments, place);
            if (initialiser is not null) Initialise(made, initialiser, frame);
            return made;
        }
        var items = initialiser?.Expressions.Select(item => Evaluate(item, frame)).ToList();
        return CreateLibrary(type, arguments, items, place, frame);
    }

    /// <summary>An object of a class of the user's, by the constructor that the arguments fit.</summary>
    public InstanceValue Construct(SourceType type, List<Argued> arguments, SyntaxNode place)
    {
        if (++depth > DeepestCall) throw new InterpretationEnded("objects of " + type.Name + " hold one another without end");
        findings.Enter(place);
        try
        {
            var made = new InstanceValue(type);
            RunConstructor(made, type, arguments);
            return made;
        }
        finally
        {
            findings.Leave();
            depth--;
        }
    }

    /// <summary>The model itself. What its constructor cannot follow is said where it is used.</summary>
    public InstanceValue ConstructRoot(SourceType type, ModelConstructor constructor)
    {
        var made = new InstanceValue(type);
        constructing++;
        RunConstructor(made, type, constructor.Arguments, constructor.Declaration);
        constructing--;
        return made;
    }

    private void RunConstructor(InstanceValue made, SourceType type, List<Argued> arguments, ConstructorDeclarationSyntax? chosen = null)
    {
        var constructor = chosen ?? type.Constructors.Where(one => Overloads.Fits(one.ParameterList, arguments))
            .OrderByDescending(one => Overloads.Score(one.ParameterList, arguments)).FirstOrDefault();
        var frame = new Frame(type, made);
        // Arguments that fit no constructor fit the one beside the class's name, or are an error of which the compiler speaks.
        if (constructor is null && type.Primary is { } primary)
        {
            Bind(primary, arguments, frame);
            foreach (var parameter in primary.Parameters)
                if (frame.Find(parameter.Identifier.ValueText) is { } value) made.Fields[parameter.Identifier.ValueText] = value;
        }
        else if (constructor is not null) Bind(constructor.ParameterList, arguments, frame);

        if (constructor?.Initializer is { ThisOrBaseKeyword.ValueText: "this" } other)
            RunConstructor(made, type, Arguments(other.ArgumentList, frame));
        else
        {
            foreach (var field in type.Fields)
                if (!field.IsShared)
                    made.Fields[field.Name] = field.Initialiser is { } value ? Evaluate(value, frame, field.Type) : DefaultOf(field.Type);
            RunBase(made, type, constructor is null ? type.PrimaryBase : constructor.Initializer?.ArgumentList, frame);
        }
        if (constructor?.Body is { } body) _ = ExecuteAll(body.Statements, frame);
        else if (constructor?.ExpressionBody is { } arrow) _ = Evaluate(arrow.Expression, frame);
        foreach (var field in type.Fields) NoteCost(made, type, field);
    }

    private void RunBase(InstanceValue made, SourceType type, ArgumentListSyntax? given, Frame frame)
    {
        if (type.Base is { } source) RunConstructor(made, source, Arguments(given, frame));
        else if (Reading.TorchTypes.IsSequential(type.Symbol)) made.Sequence = NewSequential(Arguments(given, frame));
        else if (given is not null) _ = Arguments(given, frame);
    }

    /// <summary><c>{ Width = 8 }</c>, <c>{ a, b }</c> and <c>{ ["key"] = value }</c>.</summary>
    private void Initialise(Value made, InitializerExpressionSyntax initialiser, Frame frame)
    {
        foreach (var item in initialiser.Expressions)
        {
            if (item is AssignmentExpressionSyntax { Left: IdentifierNameSyntax name } assignment && made is InstanceValue instance)
            {
                var target = instance.Type.Chain().Select(type => type.Field(name.Identifier.ValueText))
                    .FirstOrDefault(field => field is not null);
                SetMember(made, instance.Type, name.Identifier.ValueText, Evaluate(assignment.Right, frame, target?.Type), frame);
            }
        }
    }

    /// <summary>An object of a type that no source declares: what of them makes a difference here.</summary>
    private Value CreateLibrary(TypeSyntax type, List<Argued> arguments, List<Value>? items, SyntaxNode place, Frame frame)
    {
        string name = TypeNames.Last(type);
        switch (name)
        {
            case "List" or "HashSet" or "SortedSet" or "LinkedList" or "Collection" or "ReadOnlyCollection" or "ImmutableArray"
                or "Stack" or "Queue":
                var first = arguments.Count > 0 && ItemsOf(arguments[0].Value) is { } given ? given : [];
                return new ListValue([.. first, .. items ?? []], TypeNames.Form(type));
            case "Dictionary" or "SortedDictionary" or "OrderedDictionary":
                return new DictionaryValue([.. (items ?? []).OfType<TupleValue>().Where(pair => pair.Items.Count == 2)
                    .Select(pair => (pair.Items[0], pair.Items[1]))]);
            case "ModuleList":
                return NewContainer(ContainerForm.List, arguments, items);
            case "ModuleDict":
                return NewContainer(ContainerForm.Dictionary, arguments, items);
            case "Sequential":
                return NewSequential(arguments);
            case "Parameter":
                return arguments.Count > 0 ? NewParameter(arguments[0].Value) : UnknownValue.Consequence;
            case "Tuple" or "ValueTuple" or "KeyValuePair":
                return new TupleValue([.. arguments.Select(argument => argument.Value)]);
            case "Index" when arguments.Count > 0:
                return new RangeValue((arguments[0].Value, arguments.Exists(argument => argument.Value is BoolValue { IsTrue: true })),
                    null, isIndex: true);
            case "Func" or "Action" or "Lazy" when arguments.Count > 0:
                return arguments[0].Value;
            default:
                return new OpaqueModule(name);
        }
    }

    /// <summary>The value of a class's own field, given where it is declared; worked out once.</summary>
    private Value Shared(SourceType type, SourceField field)
    {
        if (shared.TryGetValue((type, field.Name), out var known)) return known;
        shared[(type, field.Name)] = UnknownValue.Consequence;
        return shared[(type, field.Name)] = field.Initialiser is { } value
            ? Evaluate(value, new Frame(type, null), field.Type)
            : DefaultOf(field.Type);
    }
}
