using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;
using StageGen.Modeling.Reading;
using StageGen.Modeling.Slicing;

namespace StageGen.Modeling.Construction;

/// <summary>
/// Rewrites a constructor so that the submodules of stages that are not built are left out: what makes one is handed over as a
/// function, all else stays as the user wrote it. What it cannot tell apart it refuses.
/// </summary>
internal sealed partial class ConstructorSlicer
{
    private readonly ModelMembers members;
    private readonly ConstructorScope scope;
    private readonly SyntaxNode constructor;
    private readonly Effects effects;
    private readonly ProblemList problems;
    private readonly string className;
    private readonly string build;
    private readonly List<(TextSpan Span, string Text)> replacements = [];
    private readonly HashSet<string> whole = new(StringComparer.Ordinal);
    private readonly HashSet<string> piecewise = new(StringComparer.Ordinal);
    private readonly ModuleLists lists;
    private int statements;
    private bool tied;

    /// <summary>
    /// A slicer of a constructor, of a class with a primary one, or of one field's initialiser; <paramref name="build"/> is what the copy
    /// calls the <c>ModelConstruction</c>.
    /// </summary>
    public ConstructorSlicer(ModelMembers members, SyntaxNode constructor, string className, string build, ProblemList problems)
    {
        this.members = members;
        this.constructor = constructor;
        this.className = className;
        this.build = build;
        this.problems = problems;
        scope = new ConstructorScope(constructor, members);
        effects = new Effects(members, constructor);
        lists = new ModuleLists(constructor, scope, members);
    }

    /// <summary>Why it cannot be sliced: the first reason, or null.</summary>
    public string? Refused { get; private set; }

    /// <summary>The statements of the copy, lines separated by <c>\n</c>.</summary>
    public string Statements(IEnumerable<StatementSyntax> body)
    {
        var all = body.ToList();
        foreach (var statement in all) Visit(statement);
        return string.Join("\n", all.Select(WithComment));
    }

    /// <summary>The one expression of a constructor with an arrow.</summary>
    public string Statement(ExpressionSyntax expression)
    {
        VisitExpression(expression, expression);
        return Code(expression) + ";";
    }

    /// <summary>The initialiser of a field as a statement of the copy; empty where it says nothing.</summary>
    public string Initializer(ModelMember member)
    {
        var value = member.Initializer!;
        if (IsNothing(value)) return "";
        string target = Target(member, Identifier(member));
        if (member.IsCollection && (Collect(member, value) || member.Submodule!.IsDealt)) return Assigned(target, member, value) + ";";
        if (member.IsStaged) return Make([member], value) + ";";
        CheckPlain(value);
        return Assigned(target, member, value) + ";";
    }

    /// <summary>The arguments of a call of another constructor, without the parentheses.</summary>
    public string Arguments(ArgumentListSyntax arguments)
    {
        foreach (var argument in arguments.Arguments) CheckPlain(argument.Expression);
        return string.Join(", ", arguments.Arguments.Select(Code));
    }

    /// <summary>An expression in which there is no submodule.</summary>
    public string Plain(ExpressionSyntax expression)
    {
        CheckPlain(expression);
        return Code(expression);
    }

    public string Code(SyntaxNode node) => Text.Of(node, replacements);

    public void Refuse(SyntaxNode node, string what, string instead)
    {
        Refused ??= char.ToUpperInvariant(what[0]) + what.Substring(1) + ": " + instead;
        problems.Add(Rules.NotBuiltInPart, node, what, className, instead);
    }

    private string WithComment(StatementSyntax statement)
    {
        string comment = Text.CommentAbove(statement);
        return (comment.Length == 0 ? "" : comment + "\n") + Code(statement);
    }

    private void Replace(SyntaxNode node, string text) => replacements.Add((node.Span, text));

    /// <summary>A field as something to write to: readonly ones are, in a constructor.</summary>
    private string Target(ModelMember member, string written) =>
        member.IsProperty && (member.IsReadOnly || member.IsStaged) ? AccessorOf(member) + "(this)"
        : member.IsReadOnly ? build + ".Field(in " + written + ")"
        : written;

    /// <summary>A field as an argument that is written to.</summary>
    private string Place(ModelMember member) => "in " + (member.IsProperty ? AccessorOf(member) + "(this)" : Identifier(member));

    private static string AccessorOf(ModelMember member) => BackingField.AccessorOf(member.Name);

    /// <summary>A member's name, told from a parameter or local that is called the same.</summary>
    private string Identifier(ModelMember member) =>
        (scope.Hides(member.Name) ? "this." : "") + (SyntaxFacts.GetKeywordKind(member.Name) == SyntaxKind.None ? "" : "@") + member.Name;

    private string Assigned(string target, ModelMember member, ExpressionSyntax value)
    {
        // An array's initialiser stands without a type in a declaration only.
        string type = value is InitializerExpressionSyntax
            ? "new " + Members.TypeOf(member.Symbol)!.ToDisplayString(ConstructionReader.FullName) + " "
            : "";
        return target + " = " + type + Code(value);
    }

    private static string Numbers(IEnumerable<int> stages) => "[" + string.Join(", ", stages.Select(Text.Number)) + "]";

    private static bool IsNothing(ExpressionSyntax value) =>
        ConstructorScope.Bare(value) is LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NullLiteralExpression
            or (int)SyntaxKind.DefaultLiteralExpression };

    /// <summary>Whether only the number of a collection's elements is asked for: elements that are not built count.</summary>
    private static bool IsCount(Mention mention) =>
        mention.Member.IsCollection
        && mention.Node.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Count" or "Length" } access
        && access.Expression == mention.Node;

    private IEnumerable<Mention> Staged(SyntaxNode node) =>
        scope.Mentions(node).Where(mention => mention.Member.IsStaged && !IsCount(mention));

    /// <summary>Code that runs whichever stages are built: it may not look at submodules.</summary>
    private void CheckPlain(SyntaxNode node)
    {
        foreach (var mention in Staged(node))
        {
            Refuse(mention.Node, "'" + mention.Member.Name + "', which may not be built where this runs,",
                "make submodules by assignments and Add, and work on each in a statement of its own");
        }
        CheckWhole(node);
        Write(node);
    }

    /// <summary>Nothing may go over the whole model but what is known to leave out what is not there.</summary>
    private void CheckWhole(SyntaxNode node)
    {
        foreach (var inner in node.DescendantNodesAndSelf())
        {
            if (inner is ThisExpressionSyntax { Parent: not MemberAccessExpressionSyntax })
                Refuse(inner, "'this', handed over in the constructor,", "the model may be there in part; hand over what is needed of it");
            if (inner is not InvocationExpressionSyntax call || OwnMethod(call) is not { } name) continue;
            if (TorchNames.WholeModel.Contains(name) && members.Helpers(name).Count == 0 && !IsKnown(call, name))
            {
                Refuse(inner, "'" + name + "()' of the whole model",
                    "it gives less where only some stages are built; write 'foreach (var p in parameters()) …' as a statement, or apply(…)");
            }
            else if (Touched(name) is { } what)
                Refuse(inner, "'" + name + "', in which there is " + what + ",", "write its statements in the constructor");
        }
    }

    private static bool IsKnown(InvocationExpressionSyntax call, string name) =>
        call.Parent is ExpressionStatementSyntax or ArrowExpressionClauseSyntax
        && name is "RegisterComponents" or "register_module" or "add_module" or "register_buffer" or "register_parameter" or "to" or "cpu"
            or "cuda" or "train" or "eval";

    /// <summary>What a helper does with the model that a part of it may not be enough for; null where nothing.</summary>
    private string? Touched(string name)
    {
        foreach (var body in members.Helpers(name))
        {
            var inner = new ConstructorScope(body, members);
            if (inner.Mentions(body).FirstOrDefault(mention => mention.Member.IsStaged && !IsCount(mention)) is { } mention)
                return "'" + mention.Member.Name + "'";
            foreach (var call in body.DescendantNodes().OfType<InvocationExpressionSyntax>())
                if (OwnMethod(call) is { } whole && TorchNames.WholeModel.Contains(whole) && members.Helpers(whole).Count == 0)
                    return "'" + whole + "()'";
        }
        return null;
    }

    /// <summary>The method's name where it is one of the model itself: <c>Make(…)</c>, <c>this.Make(…)</c>.</summary>
    private static string? OwnMethod(InvocationExpressionSyntax call) => call.Expression switch
    {
        SimpleNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax or BaseExpressionSyntax } access =>
            access.Name.Identifier.ValueText,
        _ => null,
    };

    /// <summary>Lets the copy, which is a method, write to what only a constructor may write to.</summary>
    private void Write(SyntaxNode node)
    {
        foreach (var mention in scope.Mentions(node))
            if (mention.Member.IsReadOnly && IsWritten(mention.Node))
                Replace(mention.Node, Target(mention.Member, mention.Node.ToString()));
    }

    private static bool IsWritten(ExpressionSyntax target) => target.Parent switch
    {
        AssignmentExpressionSyntax assignment => assignment.Left == target,
        PostfixUnaryExpressionSyntax unary => unary.Kind() is SyntaxKind.PostIncrementExpression or SyntaxKind.PostDecrementExpression,
        PrefixUnaryExpressionSyntax unary => unary.Kind() is SyntaxKind.PreIncrementExpression or SyntaxKind.PreDecrementExpression,
        ArgumentSyntax { Parent: TupleExpressionSyntax { Parent: AssignmentExpressionSyntax assignment } tuple } =>
            assignment.Left == tuple,
        ArgumentSyntax argument => argument.RefKindKeyword.Kind() is SyntaxKind.RefKeyword or SyntaxKind.OutKeyword,
        _ => false,
    };
}
