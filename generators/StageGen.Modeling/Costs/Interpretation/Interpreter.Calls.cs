using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StageGen.Modeling.Costs.Interpretation;

/// <summary>An argument of a call: its value, and the parameter that it names.</summary>
internal readonly record struct Argued(string? Name, Value Value);

// Calls of the user's methods, lambdas and local functions.
internal sealed partial class Interpreter
{
    private Value Invoke(InvocationExpressionSyntax call, Frame frame)
    {
        switch (call.Expression)
        {
            case IdentifierNameSyntax { Identifier.ValueText: "nameof" } when call.ArgumentList.Arguments is [{ Expression: var named }]:
                return Value.Of(named.ToString().Substring(named.ToString().LastIndexOf('.') + 1));
            case SimpleNameSyntax name:
                return InvokeNamed(name.Identifier.ValueText, name, Arguments(call.ArgumentList, frame), call, frame);
            case MemberAccessExpressionSyntax { Expression: BaseExpressionSyntax } access:
                return InvokeBase(access.Name.Identifier.ValueText, Arguments(call.ArgumentList, frame), call, frame);
            case MemberAccessExpressionSyntax access:
                var target = Evaluate(access.Expression, frame);
                return InvokeMember(target, access.Name, Arguments(call.ArgumentList, frame), call, frame);
            case MemberBindingExpressionSyntax binding:
                return InvokeMember(bound.Count > 0 ? bound.Peek() : UnknownValue.Consequence, binding.Name,
                    Arguments(call.ArgumentList, frame), call, frame);
            default:
                return Call(Evaluate(call.Expression, frame), Arguments(call.ArgumentList, frame), call);
        }
    }

    private List<Argued> Arguments(BaseArgumentListSyntax? list, Frame frame)
    {
        var arguments = new List<Argued>();
        if (list is null) return arguments;
        foreach (var argument in list.Arguments)
            arguments.Add(new Argued(argument.NameColon?.Name.Identifier.ValueText, Evaluate(argument.Expression, frame)));
        return arguments;
    }

    /// <summary>A call by a bare name: of a variable, a method of the class, or a function of a library.</summary>
    private Value InvokeNamed(string name, SimpleNameSyntax written, List<Argued> arguments, InvocationExpressionSyntax call, Frame frame)
    {
        if (frame.Find(name) is { } variable) return Call(variable, arguments, call);
        if (FindMethod(frame.Self?.Type ?? frame.Type, name, arguments) is var (type, method))
            return CallMethod(type, method, frame.Self, arguments, call);
        for (var around = frame.Type.Symbol.ContainingType; around is not null; around = around.ContainingType)
            if (types.Of(around) is { } outer && FindMethod(outer, name, arguments) is var (owner, own))
                return CallMethod(owner, own, null, arguments, call);
        if (frame.Type.Chain().Any(one => one.Field(name) is not null || one.Computed(name) is not null))
            return Call(EvaluateName(name, frame), arguments, call);
        if (frame.Self is { Type.IsModule: true } self && ModuleMethod(self, name, arguments) is { } done) return done;
        if (types.FindStatic(name, frame.Type) is { } imported && FindMethod(imported, name, arguments) is var (from, function))
            return CallMethod(from, function, null, arguments, call);
        return LibraryFunction("", written, arguments, call, frame);
    }

    /// <summary>Calls what is a value: a lambda, a local function, a method.</summary>
    private Value Call(Value function, List<Argued> arguments, SyntaxNode place)
    {
        switch (function)
        {
            case FunctionValue own:
                var frame = new Frame(own.Frame.Type, own.Frame.Self, own.Frame);
                if (own.Parameters is { } parameters && parameters.Parameters.Any(parameter => parameter.Default is not null
                    || arguments.Exists(argument => argument.Name is not null)))
                    Bind(parameters, arguments, frame);
                else
                    for (int i = 0; i < own.Names.Count; i++)
                        frame.Declare(own.Names[i], i < arguments.Count ? arguments[i].Value : UnknownValue.Consequence);
                return Run(own.Body, frame, place);
            case MethodValue method when FindMethod(method.Type, method.Name, arguments) is var (type, declaration):
                return CallMethod(type, declaration, method.Self, arguments, place);
            case NameValue name:
                return LibraryFunction(name.Path, null, arguments, place, null);
            default:
                findings.CannotFollow(place, "this call", function);
                return UnknownValue.Consequence;
        }
    }

    private Value Call(Value function, SyntaxNode place, params Value[] arguments) =>
        Call(function, arguments.Select(argument => new Argued(null, argument)).ToList(), place);

    private Value InvokeBase(string name, List<Argued> arguments, InvocationExpressionSyntax call, Frame frame)
    {
        if (frame.Type.Base is { } @base && FindMethod(@base, name, arguments) is var (type, method))
            return CallMethod(type, method, frame.Self, arguments, call);
        if (frame.Self is null) return UnknownValue.Consequence;
        if (name is "forward" or "call" && frame.Self.Sequence is { } sequence) return CallModule(sequence, arguments, call);
        return ModuleMethod(frame.Self, name, arguments) ?? UnknownValue.Consequence;
    }

    /// <summary>The method that a call of that name means, searched from the most derived class down.</summary>
    private static (SourceType Type, MethodDeclarationSyntax Method)? FindMethod(SourceType type, string name, List<Argued> arguments)
    {
        foreach (var one in type.Chain())
        {
            var fitting = one.Methods(name).Where(method => Overloads.Fits(method.ParameterList, arguments)).ToList();
            if (fitting.Count > 0)
                return (one, fitting.OrderByDescending(method => Overloads.Score(method.ParameterList, arguments)).First());
        }
        return null;
    }

    private Value CallMethod(SourceType type, MethodDeclarationSyntax method, InstanceValue? self, List<Argued> arguments, SyntaxNode place)
    {
        var frame = new Frame(type, method.Modifiers.Any(SyntaxKind.StaticKeyword) ? null : self);
        Bind(method.ParameterList, arguments, frame);
        return Named(Run((SyntaxNode?)method.Body ?? method.ExpressionBody!.Expression, frame, place), method.ReturnType);
    }

    private Value Run(SyntaxNode body, Frame frame, SyntaxNode place)
    {
        if (++depth > DeepestCall) throw new InterpretationEnded("its calls are nested more than " + DeepestCall + " deep");
        findings.Enter(place);
        try
        {
            if (body is ExpressionSyntax expression) return Evaluate(expression, frame);
            var flow = ExecuteAll(((BlockSyntax)body).Statements, frame);
            if (flow == Flow.Throw) return UnknownValue.Consequence;
            return frame.Yielded is { } items ? new ListValue(items) : frame.Result ?? Value.Null;
        }
        finally
        {
            findings.Leave();
            depth--;
        }
    }

    /// <summary>Gives parameters their values: by place, by name, or by default.</summary>
    private void Bind(ParameterListSyntax list, List<Argued> arguments, Frame frame)
    {
        int next = 0;
        foreach (var parameter in list.Parameters)
        {
            string name = parameter.Identifier.ValueText;
            int named = arguments.FindIndex(argument => argument.Name == name);
            while (next < arguments.Count && arguments[next].Name is { } other && other != name) next++;
            if (named >= 0) frame.Declare(name, Named(arguments[named].Value, parameter.Type));
            else if (parameter.Modifiers.Any(SyntaxKind.ParamsKeyword))
            {
                var rest = arguments.Skip(next).Where(argument => argument.Name is null).Select(argument => argument.Value).ToList();
                frame.Declare(name, rest is [ListValue only] ? only : new ListValue(rest));
                next = arguments.Count;
                continue;
            }
            else if (next < arguments.Count && arguments[next].Name is null)
                frame.Declare(name, Named(arguments[next++].Value, parameter.Type));
            else
                frame.Declare(name, parameter.Default is { } given
                    ? Evaluate(given.Value, frame, parameter.Type)
                    : UnknownValue.Consequence);
            if (named == next) next++;
        }
    }
}
