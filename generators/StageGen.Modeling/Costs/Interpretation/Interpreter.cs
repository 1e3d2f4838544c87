using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StageGen.Modeling.Costs.Interpretation;

/// <summary>
/// Runs constructors and <c>forward</c> at compile time on what is known there: numbers, modules and the shapes of tensors. It goes
/// by syntax and by the names of the user's types, and binds no body; what it cannot follow gives unknown values and is noted.
/// </summary>
internal sealed partial class Interpreter
{
    /// <summary>A model takes thousands of steps; a loop that never ends must not hang the editor.</summary>
    private const int MostSteps = 400_000;
    private const int DeepestCall = 100;

    private readonly TypeTable types;
    private readonly Findings findings;
    private readonly Arithmetic arithmetic;
    private readonly Ledger ledger;
    private readonly CancellationToken cancellation;
    private readonly Dictionary<(SourceType, string), Value> shared = [];
    private int steps;
    private int depth;
    private int constructing;

    public Interpreter(TypeTable types, SizeTable sizes, Findings findings, Ledger ledger, CancellationToken cancellation)
    {
        this.types = types;
        this.findings = findings;
        this.ledger = ledger;
        this.cancellation = cancellation;
        arithmetic = new Arithmetic(sizes);
    }

    /// <summary>The samples of a microbatch: what a [Cost] is said of.</summary>
    public Size Batch { get; init; } = Size.One;

    /// <summary>Runs a method of an object with these arguments.</summary>
    public Value RunMethod(SourceType type, MethodDeclarationSyntax method, InstanceValue self, IReadOnlyList<Value> arguments) =>
        CallMethod(type, method, self, arguments.Select(argument => new Argued(null, argument)).ToList(), method);

    public void RunBlock(BlockSyntax block, Frame frame) => ExecuteAll(block.Statements, frame);

    public static IReadOnlyList<TensorValue> TensorsOf(Value value)
    {
        var tensors = new List<TensorValue>();
        Gather(value, tensors);
        return tensors;
    }

    /// <summary>One step of the interpretation; ends it where there are too many.</summary>
    private void Spend()
    {
        cancellation.ThrowIfCancellationRequested();
        if (++steps > MostSteps) throw new InterpretationEnded("it takes more than " + MostSteps + " steps");
    }

    /// <summary>What runs under a condition that nobody knows.</summary>
    private T Assumed<T>(Func<T> run)
    {
        findings.Assumptions++;
        try
        {
            return run();
        }
        finally
        {
            findings.Assumptions--;
        }
    }

    public Value Evaluate(ExpressionSyntax expression, Frame frame, TypeSyntax? target = null)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        Spend();
        switch (expression)
        {
            case ParenthesizedExpressionSyntax inner:
                return Evaluate(inner.Expression, frame, target);
            case LiteralExpressionSyntax literal:
                return EvaluateLiteral(literal);
            case InterpolatedStringExpressionSyntax text:
                return EvaluateText(text, frame);
            case SimpleNameSyntax name:
                return EvaluateName(name.Identifier.ValueText, frame);
            case ThisExpressionSyntax or BaseExpressionSyntax:
                return frame.Self ?? (Value)UnknownValue.Consequence;
            case MemberAccessExpressionSyntax access:
                return Member(Evaluate(access.Expression, frame), access.Name.Identifier.ValueText, access);
            case ConditionalAccessExpressionSyntax access:
                return EvaluateConditionalAccess(access, frame);
            case MemberBindingExpressionSyntax binding:
                return Member(bound.Count > 0 ? bound.Peek() : UnknownValue.Consequence, binding.Name.Identifier.ValueText, binding);
            case InvocationExpressionSyntax call:
                return Invoke(call, frame);
            case ObjectCreationExpressionSyntax creation:
                return Create(creation.Type, creation.ArgumentList, creation.Initializer, creation, frame);
            case ImplicitObjectCreationExpressionSyntax creation:
                return target is null or IdentifierNameSyntax { IsVar: true } ? UnknownValue.Consequence
                    : Create(target, creation.ArgumentList, creation.Initializer, creation, frame);
            case BinaryExpressionSyntax binary:
                return EvaluateBinary(binary, frame);
            case PrefixUnaryExpressionSyntax unary:
                return EvaluateUnary(unary, frame);
            case PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } suppressed:
                return Evaluate(suppressed.Operand, frame, target);
            case PostfixUnaryExpressionSyntax unary:
                return Step(unary.Operand, unary.IsKind(SyntaxKind.PostIncrementExpression) ? 1 : -1, frame).Before;
            case AssignmentExpressionSyntax assignment:
                return EvaluateAssignment(assignment, frame);
            case ConditionalExpressionSyntax choice:
                return EvaluateChoice(choice, frame, target);
            case SwitchExpressionSyntax choice:
                return EvaluateSwitch(choice, frame, target);
            case IsPatternExpressionSyntax test:
                return Known(Matches(Evaluate(test.Expression, frame), test.Pattern, frame));
            case CastExpressionSyntax cast:
                return Cast(Evaluate(cast.Expression, frame, cast.Type), cast.Type);
            case TupleExpressionSyntax tuple:
                return new TupleValue([.. tuple.Arguments.Select(argument => Evaluate(argument.Expression, frame))],
                    [.. tuple.Arguments.Select(NameOf)]);
            case ElementAccessExpressionSyntax element:
                return Element(Evaluate(element.Expression, frame), element.ArgumentList, element, frame);
            case ElementBindingExpressionSyntax element:
                return Element(bound.Count > 0 ? bound.Peek() : UnknownValue.Consequence, element.ArgumentList, element, frame);
            case RangeExpressionSyntax range:
                return new RangeValue(EndOf(range.LeftOperand, frame), EndOf(range.RightOperand, frame));
            case ArrayCreationExpressionSyntax array:
                return CreateArray(array, frame);
            case ImplicitArrayCreationExpressionSyntax array:
                return new ListValue([.. array.Initializer.Expressions.Select(item => Evaluate(item, frame))]);
            case InitializerExpressionSyntax items:
                return new ListValue([.. items.Expressions.Select(item => Evaluate(item, frame))]);
            case CollectionExpressionSyntax collection:
                return EvaluateCollection(collection, frame, target);
            case AnonymousFunctionExpressionSyntax function:
                return Lambda(function, frame);
            case WithExpressionSyntax with:
                return EvaluateWith(with, frame);
            case DefaultExpressionSyntax value:
                return DefaultOf(value.Type);
            case TypeOfExpressionSyntax type:
                return new NameValue(type.Type.ToString());
            case PredefinedTypeSyntax type:
                return new NameValue(type.Keyword.ValueText);
            case QualifiedNameSyntax or AliasQualifiedNameSyntax or GenericNameSyntax:
                return new NameValue(expression.ToString());
            case CheckedExpressionSyntax arithmetic:
                return Evaluate(arithmetic.Expression, frame);
            case DeclarationExpressionSyntax declaration:
                Deconstruct(declaration, UnknownValue.Consequence, frame);
                return UnknownValue.Consequence;
            case ThrowExpressionSyntax:
                return UnknownValue.Consequence;
            default:
                findings.CannotFollow(expression, "'" + Findings.Short(expression) + "'");
                return UnknownValue.Consequence;
        }
    }

    private static string? NameOf(ArgumentSyntax argument) => argument switch
    {
        { NameColon.Name.Identifier.ValueText: var written } => written,
        { Expression: IdentifierNameSyntax name } => name.Identifier.ValueText,
        { Expression: MemberAccessExpressionSyntax access } => access.Name.Identifier.ValueText,
        _ => null,
    };
}

/// <summary>Ends an interpretation that cannot go on.</summary>
internal sealed class InterpretationEnded(string reason) : Exception(reason);
