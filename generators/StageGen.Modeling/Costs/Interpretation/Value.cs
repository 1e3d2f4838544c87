using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StageGen.Modeling.Costs.Interpretation;

/// <summary>What is known of a value when a model is gone through at compile time: sizes and modules, no contents of tensors.</summary>
internal abstract class Value
{
    public static readonly Value Null = new NullValue(), True = new BoolValue(true), False = new BoolValue(false);

    public static Value Of(bool value) => value ? True : False;

    public static Value Of(long value) => new NumberValue(value);

    public static Value Of(string value) => new TextValue(value);

    /// <summary>What the value is, for messages.</summary>
    public abstract string Kind { get; }
}

/// <summary>Nothing is known.</summary>
/// <param name="why">For the author: what could not be followed, where it is no consequence of something said before.</param>
internal sealed class UnknownValue(string? why = null) : Value
{
    public static readonly UnknownValue Consequence = new();

    public string? Why { get; } = why;

    public override string Kind => "an unknown value";
}

internal sealed class NullValue : Value
{
    public override string Kind => "null";
}

/// <summary>A whole number, perhaps one that depends on the sizes of the inputs.</summary>
internal sealed class NumberValue(Size size) : Value
{
    public Size Size { get; } = size;

    public override string Kind => "a number";
}

/// <summary>A number with a fraction; NaN where it is not known which.</summary>
internal sealed class RealValue(double number) : Value
{
    public double Number { get; } = number;

    public override string Kind => "a number";
}

internal sealed class BoolValue(bool value) : Value
{
    public bool IsTrue { get; } = value;

    public override string Kind => "a bool";
}

/// <summary>A string or a character; null where it is not known which.</summary>
internal sealed class TextValue(string? text) : Value
{
    public string? Text { get; } = text;

    public override string Kind => "a string";
}

/// <summary>
/// A name that no source declares: a namespace, a type or a member of a library, as written (<c>torch.nn.functional</c>).
/// </summary>
internal sealed class NameValue(string path) : Value
{
    public string Path { get; } = path;

    /// <summary>The last part.</summary>
    public string Last => Path.Substring(Path.LastIndexOf('.') + 1);

    public override string Kind => "'" + Path + "'";
}

/// <summary>A class of the user's, where its static members are asked for.</summary>
internal sealed class TypeValue(SourceType type) : Value
{
    public SourceType Type { get; } = type;

    public override string Kind => "the class " + Type.Name;
}

internal sealed class TupleValue(IReadOnlyList<Value> items, IReadOnlyList<string?> names) : Value
{
    public TupleValue(params Value[] items) : this(items, new string?[items.Length])
    {
    }

    public IReadOnlyList<Value> Items { get; } = items;

    public IReadOnlyList<string?> Names { get; } = names;

    public override string Kind => "a tuple";
}

internal enum ListKind
{
    List,
    Stack,
    Queue,
}

/// <summary>An array, a list, a query, a stack or a queue; items are in the order in which they were put in.</summary>
internal sealed class ListValue(List<Value> items, ListKind form = ListKind.List) : Value
{
    public List<Value> Items { get; } = items;

    public ListKind Form { get; } = form;

    /// <summary>The items in the order in which a loop meets them.</summary>
    public IEnumerable<Value> InOrder() => Form == ListKind.Stack ? Items.AsEnumerable().Reverse() : Items;

    public override string Kind => "a list";
}

internal sealed class DictionaryValue(List<(Value Key, Value Value)> entries) : Value
{
    public List<(Value Key, Value Value)> Entries { get; } = entries;

    public override string Kind => "a dictionary";
}

/// <summary><c>^1</c> or <c>1..3</c>; null ends are the list's.</summary>
internal sealed class RangeValue((Value Index, bool FromEnd)? start, (Value Index, bool FromEnd)? end, bool isIndex = false) : Value
{
    public (Value Index, bool FromEnd)? Start { get; } = start;

    public (Value Index, bool FromEnd)? End { get; } = end;

    /// <summary>Whether it is one place, <see cref="Start"/>.</summary>
    public bool IsIndex { get; } = isIndex;

    public override string Kind => IsIndex ? "an index" : "a range";
}

/// <summary>A lambda, a local function, or a method taken as a value.</summary>
internal sealed class FunctionValue(ParameterListSyntax? parameters, IReadOnlyList<string> names, Microsoft.CodeAnalysis.SyntaxNode body,
    Frame frame) : Value
{
    /// <summary>The parameters with their types and defaults, or null where only their names are written.</summary>
    public ParameterListSyntax? Parameters { get; } = parameters;

    public IReadOnlyList<string> Names { get; } = names;

    /// <summary>A block or an expression.</summary>
    public Microsoft.CodeAnalysis.SyntaxNode Body { get; } = body;

    /// <summary>Where it was written: whose variables it sees.</summary>
    public Frame Frame { get; } = frame;

    public override string Kind => "a function";
}

/// <summary>A method of the user's taken as a value.</summary>
internal sealed class MethodValue(SourceType type, string name, InstanceValue? self) : Value
{
    public SourceType Type { get; } = type;

    public string Name { get; } = name;

    public InstanceValue? Self { get; } = self;

    public override string Kind => "a method";
}
