using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace StageGen.Modeling.Reading;

/// <summary>
/// Finds tensors that <c>forward</c> makes, or puts, on a device that is not its stage's: <c>zeros(4)</c> is on the CPU wherever it runs.
/// Looks at what <c>forward</c> and the methods it calls say, not at what becomes of it.
/// </summary>
internal static class MadeTensors
{
    private static readonly HashSet<string> Factories =
    [
        "zeros", "ones", "full", "empty", "empty_strided", "eye", "arange", "linspace", "logspace", "rand", "randn", "randint", "randperm",
        "tensor", "as_tensor", "from_array", "frombuffer", "tril_indices", "triu_indices", "hann_window", "hamming_window",
        "blackman_window", "bartlett_window", "kaiser_window",
    ];

    // What takes a number or a text out of a tensor, for which it has to be on the CPU.
    private static readonly Regex Reader = new(
        @"^(item|data|str|print|numpy|ToString|To(Double|Single|Half|Int16|Int32|Int64|Byte|SByte|Boolean|Scalar)|bytes|GetEnumerator)$",
        RegexOptions.CultureInvariant);

    private static readonly Regex Constant = new(
        """^((TorchSharp\.)?torch\.)?(CPU|CUDA|MPS)$|DeviceType\.(CPU|CUDA|MPS)$|^"(cpu|mps|cuda)(:\d+)?"$|^((TorchSharp\.)?torch\.)?device\(""",
        RegexOptions.CultureInvariant);

    public static void Check(INamedTypeSymbol type, Forward forward, EquatableArray<DevicePlan> devices, ProblemList problems)
    {
        if (devices.Count > 0 && devices.All(device => device.Name == "cpu")) return;
        string meets = forward.Inputs.Count > 0 ? forward.Inputs[0].Name : "x";
        foreach (var body in Bodies(type, forward.Syntax))
        {
            foreach (var call in body.DescendantNodes().OfType<InvocationExpressionSyntax>())
            {
                if (IsFactory(call, type))
                {
                    string? where = WhereOf(call);
                    if (where is null ? IsMoved(call, body) : !Constant.IsMatch(where)) continue;
                    problems.Add(Rules.MadeElsewhere, call, "'" + Short(call) + "' is made on " + (where ?? "the CPU"), meets);
                }
                else if (IsPinned(call)) problems.Add(Rules.MadeElsewhere, call, "'" + Short(call) + "' is on a device of its own", meets);
            }
        }
    }

    /// <summary><c>forward</c>, and the methods of the class that it calls.</summary>
    private static IEnumerable<SyntaxNode> Bodies(INamedTypeSymbol type, SyntaxNode forward)
    {
        var bodies = new List<SyntaxNode> { forward };
        var seen = new HashSet<string>(StringComparer.Ordinal) { "forward" };
        for (int i = 0; i < bodies.Count; i++)
        {
            foreach (var call in bodies[i].DescendantNodes().OfType<InvocationExpressionSyntax>())
            {
                string? name = call.Expression switch
                {
                    IdentifierNameSyntax own => own.Identifier.ValueText,
                    MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } own => own.Name.Identifier.ValueText,
                    _ => null,
                };
                if (name is null || !seen.Add(name)) continue;
                bodies.AddRange(type.WithBases().SelectMany(t => t.GetMembers(name)).OfType<IMethodSymbol>().Where(ModelReader.IsUsers)
                    .SelectMany(method => method.DeclaringSyntaxReferences).Select(place => place.GetSyntax()));
            }
        }
        return bodies;
    }

    private static bool IsFactory(InvocationExpressionSyntax call, INamedTypeSymbol type)
    {
        var (name, isTorchs) = call.Expression switch
        {
            SimpleNameSyntax bare => (bare.Identifier.ValueText, true),
            MemberAccessExpressionSyntax access => (access.Name.Identifier.ValueText,
                access.Expression.ToString() is "torch" or "TorchSharp.torch" or "global::TorchSharp.torch"),
            _ => ("", false),
        };
        if (!isTorchs || !Factories.Contains(name)) return false;
        // One number has no place: TorchSharp takes it from the CPU wherever it meets another tensor.
        if (name is "tensor" or "as_tensor"
            && call.ArgumentList.Arguments is [
                { Expression: LiteralExpressionSyntax or PrefixUnaryExpressionSyntax { Operand: LiteralExpressionSyntax } }, ..])
            return false;
        return call.Expression is not SimpleNameSyntax || type.GetMembers(name).IsEmpty;
    }

    /// <summary>The device that a call names, or null.</summary>
    private static string? WhereOf(InvocationExpressionSyntax call) => call.ArgumentList.Arguments
        .FirstOrDefault(argument => argument.NameColon is { } named ? named.Name.Identifier.ValueText == "device"
            : argument.Expression.ToString() is var text
                && (text.EndsWith("evice", StringComparison.Ordinal) || Constant.IsMatch(text)))?.Expression.ToString();

    /// <summary>Whether what is made goes to another device afterwards: at once, or where its variable is used.</summary>
    private static bool IsMoved(InvocationExpressionSyntax call, SyntaxNode body)
    {
        for (SyntaxNode? node = call; node is ExpressionSyntax or ArgumentSyntax or ArgumentListSyntax; node = node.Parent)
            if (node.Parent is MemberAccessExpressionSyntax access && access.Expression == node
                && access.Name.Identifier.ValueText is "to" or "to_device" or "cuda")
                return true;
        string? variable = call.FirstAncestorOrSelf<StatementSyntax>() switch
        {
            LocalDeclarationStatementSyntax { Declaration.Variables: [var only] } => only.Identifier.ValueText,
            ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { Left: IdentifierNameSyntax name } } =>
                name.Identifier.ValueText,
            _ => null,
        };
        return variable is not null && body.DescendantNodes().OfType<MemberAccessExpressionSyntax>()
            .Any(access => access is { Expression: IdentifierNameSyntax name, Name.Identifier.ValueText: "to" or "to_device" or "cuda" }
                && name.Identifier.ValueText == variable);
    }

    /// <summary>Whether a call moves a tensor to a device that is written down.</summary>
    private static bool IsPinned(InvocationExpressionSyntax call)
    {
        if (call.Expression is not MemberAccessExpressionSyntax access) return false;
        return access.Name.Identifier.ValueText switch
        {
            "cuda" => access.Expression.ToString() is not ("torch" or "TorchSharp.torch"),
            "cpu" => !(call.Parent is MemberAccessExpressionSyntax next && Reader.IsMatch(next.Name.Identifier.ValueText)),
            "to" => call.ArgumentList.Arguments.Any(argument => Constant.IsMatch(argument.Expression.ToString())),
            _ => false,
        };
    }

    private static string Short(InvocationExpressionSyntax call)
    {
        string text = string.Join(" ", call.ToString().Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));
        return text.Length <= 50 ? text
            : call.Expression is MemberAccessExpressionSyntax access ? "…." + access.Name + "(…)"
            : call.Expression + "(…)";
    }
}
